"""Proving that no number of a person stands open anywhere: in a table, a file or a dump.

Nothing is unsealed for it. Whatever looks like a number is looked up by its blind index, some
hundred at a time, so that memory stays flat however many people there are.
"""
