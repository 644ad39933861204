"""What a family reads of its claim, in the words of its kitchen table. Never a name, a sum, a
paper or an illness: the slip may lie about. The exact words for officials are in words.py."""

from django.utils.translation import gettext_lazy as _

from claims.rules.states import PayoutState, State

FAMILY_STATE = {
    State.REPORTED: _("The accident has been reported"),
    State.SUBMITTED: _("The camat is looking at it"),
    State.ENDORSED: _("The regency's office is looking at it"),
    State.VERIFIED: _("The regency's office is about to decide"),
    State.SENT_BACK: _("Something is still missing"),
    State.APPROVED: _("It has been granted"),
    State.REJECTED: _("It has not been granted"),
    State.AWARDED: _("It has been granted and is being paid"),
    State.SETTLED: _("It is finished"),
    State.WITHDRAWN: _("The village has taken it back"),
}
FAMILY_NEXT = {
    State.REPORTED: _(
        "When the treatment is over, the village office files the claim. Bring it the doctor's "
        "letter and the bills."
    ),
    State.SUBMITTED: _(
        "The camat sees whether the file is complete and passes it on to the regency's office. "
        "You need not do anything."
    ),
    State.ENDORSED: _(
        "An officer checks the file; then the office decides. You need not do anything."
    ),
    State.VERIFIED: _("The head of the office decides. You need not do anything."),
    State.SENT_BACK: _(
        "The village office has been asked for something. Go to the village office (kantor desa): "
        "it can tell you what is wanted, and then sends the file on."
    ),
    State.APPROVED: _("The payment is being prepared. You need not do anything."),
    State.REJECTED: _("The village office can tell you why. How to object stands below."),
    State.AWARDED: _("How far each payment has come stands below."),
    State.SETTLED: _("Nothing more is due. Look at your bank book and tell us below what arrived."),
    State.WITHDRAWN: _(
        "Nothing more happens. If you do not agree, go to the village office: the claim can be "
        "filed again."
    ),
}
FAMILY_PAYOUT = {
    PayoutState.AWARDED: _("It is being prepared."),
    PayoutState.WAITING: _("It waits for money in the regency's budget."),
    PayoutState.FORWARDED: _("The branch of BPJS Ketenagakerjaan has it, decides and pays."),
    PayoutState.ORDERED: _("The bank has been told to pay."),
    PayoutState.PAID: _("It was sent to the bank account."),
    PayoutState.REFUSED: _(
        "The branch of BPJS Ketenagakerjaan has sent it back and not granted it. The village "
        "office can tell you why. What is missing may be added there, and the file is sent again; "
        "or ask the branch how to object."
    ),
    PayoutState.FAILED: _(
        "The bank could not pay it; it is tried again. Please ask at the village office whether "
        "the account number is right."
    ),
    PayoutState.BOUNCED: _(
        "The money came back from the bank; it is paid again. Please ask at the village office "
        "whether the account number is right."
    ),
    PayoutState.CANCELLED: _("It is not paid. The village office can tell you why."),
}
# The steps that a family is told of; all others are the office's own.
FAMILY_STEPS = {
    "report": _("The accident was reported"),
    "submit": _("The village handed the claim in"),
    "endorse": _("The camat passed it on to the regency's office"),
    "send_back": _("The village was asked for something"),
    "answer": _("The village answered"),
    "approve": _("Granted"),
    "reject": _("Not granted"),
    "withdraw": _("The village took the claim back"),
    "forward": _("Sent to the branch of BPJS Ketenagakerjaan"),
    "pay": _("A payment was sent to the bank account"),
    "refuse": _("The branch of BPJS Ketenagakerjaan did not grant it"),
    "bounce": _("A payment came back from the bank"),
    "object": _("You objected"),
    "uphold": _("Your objection was upheld: the office decides again"),
    "dismiss": _("Your objection was dismissed"),
    "drop": _("Your objection was taken back"),
    "confirm": _("You told us what arrived"),
    "new_secret": _("The village printed a new slip; the one before no longer works"),
    "settle": _("Everything is finished"),
}
# Why the village prints another slip.
NEW_SECRET_REASONS = {
    "never_given": _("the family never had one"),
    "lost": _("the slip is lost or can't be read"),
    "seen": _("somebody else may have seen it"),
}
