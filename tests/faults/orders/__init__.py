"""R13: people, an oracle, and what happens when they act in any order."""
