"""The chain over the trail: what goes in, how links are made, how they are verified, and what is
kept of them outside the database. config/docs/trail.md tells operators."""
