"""A regency's list of participants on its way in: from an office's file, row by row judged, to the
roster. Nothing in here ever says a value aloud: where columns have slipped, any cell may hold
a NIK."""
