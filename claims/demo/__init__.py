"""Invented people and claims to look at: the demo and the tests, never production."""
