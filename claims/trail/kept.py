"""Which tables are never edited: triggers refuse it to everybody, missing rights to the app."""

# Rows are written once. A test compares this with what the database refuses.
APPEND_ONLY = (
    "claims_bankanswer", "claims_batchfile", "claims_budgetentry", "claims_call",
    "claims_callback", "claims_coverreason", "claims_coverwarning", "claims_deathanswer",
    "claims_deathlist", "claims_destroyed",
    "claims_draw", "claims_duty", "claims_event", "claims_export",
    "claims_link", "claims_look", "claims_note", "claims_payment", "claims_receipt",
    "claims_spoken",
    "regencies_accountevent", "regencies_change", "regencies_rosterlook", "regencies_systemlook",
)  # fmt: skip
# Some columns may change once more, as their triggers say; no row ever goes.
NEVER_DELETED = (
    "claims_batch", "claims_batchline", "claims_breach", "claims_death",
    "claims_destruction", "claims_exportrequest", "claims_hold", "claims_letter",
    "claims_objection", "claims_payout", "claims_question",
)  # fmt: skip
# What the owner alone writes.
READ_ONLY = ("django_migrations",)
# Written by a trigger, as the owner, and taken away by the sealer; never changed.
TAKEN_AWAY = ("claims_unsealed",)
