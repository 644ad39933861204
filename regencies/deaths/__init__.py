"""A list of deaths on its way in: Disdukcapil's of a regency, or a village's own. Nothing in here
ever says a value aloud: where columns have slipped, any cell may hold a NIK."""
