"""What must hold, typed by hand from the README and the regulation. Nothing of it is read from the
service: where the two differ, one of them is wrong."""

from datetime import date

HERE, NEXT_DOOR, ELSEWHERE = "16.02.05.2011", "16.02.05.2012", "16.02.03.2002"
# user: (role, where). A place's code begins with the code of what it lies in.
SEATS = {
    "kades.here": [("village_head", HERE)],
    "kades.next": [("village_head", NEXT_DOOR)],
    "kades.else": [("village_head", ELSEWHERE)],
    "camat.here": [("camat", "16.02.05")],
    "camat.else": [("camat", "16.02.03")],
    "verifier": [("opd_verifier", "16.02")],
    "section": [("opd_section_head", "16.02")],
    "head": [("opd_head", "16.02")],
    "plh": [("opd_head", "16.02")],
    "cashier": [("cashier", "16.02")],
    "sekda": [("sekda", "16.02")],
    # A small office: one person on many chairs, and still never two of the duties on one claim.
    "many": [("camat", "16.02.05"), ("opd_verifier", "16.02"), ("opd_section_head", "16.02"),
             ("cashier", "16.02")],
}  # fmt: skip
# Both names stand under what a Plh. does.
STANDS_IN = {"plh": "head"}

KADES, CAMAT, VERIFIER, SECTION, HEAD, CASHIER, SEKDA = (
    {"village_head"}, {"camat"}, {"opd_verifier"}, {"opd_section_head"}, {"opd_head"},
    {"cashier"}, {"sekda"},
)  # fmt: skip
UNDECIDED = ("draft", "reported", "submitted", "endorsed", "verified", "sent_back")
# (verb, from): (to, who, the duty that it leaves with them). "" as to: depends on who asked.
MOVES = {
    ("report", "draft"): ("reported", KADES, "enter"),
    ("submit", "draft"): ("submitted", KADES, "enter"),
    ("submit", "reported"): ("submitted", KADES, "enter"),
    ("endorse", "submitted"): ("endorsed", CAMAT, "verify"),
    ("camat_send_back", "submitted"): ("sent_back", CAMAT, "verify"),
    ("office_send_back", "endorsed"): ("sent_back", VERIFIER | SECTION, "verify"),
    ("office_send_back", "verified"): ("sent_back", VERIFIER | SECTION, "verify"),
    ("answer", "sent_back"): ("", KADES, "enter"),
    ("assess", "endorsed"): ("endorsed", VERIFIER, "verify"),
    ("verify", "endorsed"): ("verified", VERIFIER, "verify"),
    ("recheck", "verified"): ("endorsed", SECTION | HEAD, ""),
    ("approve", "verified"): ("approved", SECTION | HEAD, "approve"),
    ("reject", "verified"): ("rejected", SECTION | HEAD, "approve"),
} | {("withdraw", state): ("withdrawn", KADES, "enter") for state in UNDECIDED}
PAYOUT_MOVES = {
    ("wait", "awarded"): ("waiting", CASHIER, "pay"),
    **{("forward", state): ("forwarded", CASHIER, "pay")
       for state in ("awarded", "waiting", "refused")},
    **{("order", state): ("ordered", CASHIER | SECTION | HEAD, "")
       for state in ("awarded", "waiting", "failed", "bounced")},
    ("pay", "ordered"): ("paid", CASHIER, "pay"),
    ("pay", "forwarded"): ("paid", CASHIER, "pay"),
    ("refuse", "forwarded"): ("refused", CASHIER, "pay"),
    ("fail", "ordered"): ("failed", CASHIER, "pay"),
    ("bounce", "paid"): ("bounced", CASHIER, "pay"),
    **{("ask_cancel", state): (state, CASHIER, "pay")
       for state in ("awarded", "waiting", "failed", "bounced")},
    **{("cancel", state): ("cancelled", SECTION | HEAD, "approve")
       for state in ("awarded", "waiting", "failed", "bounced")},
}  # fmt: skip
OBJECTION_MOVES = {
    "uphold": ("upheld", HEAD | SEKDA, "review"),
    "dismiss": ("dismissed", HEAD | SEKDA, "review"),
    "drop": ("dropped", KADES, "enter"),
}
# (move, from, to) as the history tells it.
EDGES = {
    (verb.removeprefix("camat_").removeprefix("office_"), before, after)
    for (verb, before), (after, _, _) in MOVES.items()
    if after and verb != "assess"
} | {
    ("answer", "sent_back", "submitted"), ("answer", "sent_back", "endorsed"),
    ("expire", "draft", "withdrawn"), ("award", "approved", "awarded"),
    ("settle", "awarded", "settled"), ("unsettle", "settled", "awarded"),
    ("reopen", "rejected", "endorsed"), ("reopen", "awarded", "endorsed"),
    ("reopen", "settled", "endorsed"),
}  # fmt: skip
# What the branch of BPJS decides and pays; the other verbs of money are the regency's alone.
BRANCH = {"jkm", "jkk"}
BRANCH_VERBS, REGENCY_VERBS = {"forward", "refuse"}, {"wait", "order", "fail", "bounce"}
ENDED, UNPAID = {"paid", "refused", "cancelled"}, {"refused", "cancelled"}

# JKM: 20 + 24 x 0.5 + 10 million. OKI: its Perbup. JKK: four months unfit for work at a base of
# one million, each of the first twelve in full.
DUE = {"jkm": 42_000_000, "santunan_oki": 1_000_000, "jkk": 4_000_000}

# stage: (days, working days?, warned so many days before, said so many days after the limit).
LIMITS = {
    "camat": (3, False, (3, 1, 0), (0, 1)),
    "office": (7, False, (3, 1, 0), (0, 1, 2)),
    "village": (14, False, (3, 1, 0), (0, 1)),
    "payment": (7, False, (3, 1, 0), (0, 1, 2)),
    "objection": (10, True, (3, 1, 0), (0,)),
    "branch jkm": (3, True, (0,), (0, 7, 14, 28)),
    "branch jkk": (7, True, (0,), (0, 7, 14, 28)),
}
HOUR_OF_REMINDERS = 8
DAYS_TO_OBJECT = 10
RETURNS_BEFORE_SECTION_HEAD = 3
RIGHT_YEARS = 5
DRAFT_DAYS, DRAFT_WARNED_BEFORE = 90, 14

# SKB 1497/2025, 2/2025, 5/2025: national days and cuti bersama of 2026.
DAYS_OFF = {
    date(2026, month, day)
    for month, days in {
        1: (1, 16), 2: (16, 17), 3: (18, 19, 20, 21, 22, 23, 24), 4: (3, 5),
        5: (1, 14, 15, 27, 28, 31), 6: (1, 16), 8: (17, 25), 12: (24, 25),
    }.items()
    for day in days
}  # fmt: skip
