"""What leaves the service in short: messages to families, and the headings of a summary.

A family's message names no person, no illness and no sum: phones are shared. Plain letters and
short, so that it fits an SMS.
"""

from django.utils.translation import gettext_lazy as _

FAMILY_WORDS = {
    "submit": _("claim %(code)s has gone to the camat, who looks at it by %(due)s."),
    "endorse": _("claim %(code)s is at the regency office, which decides by %(due)s."),
    "approve": _("claim %(code)s has been granted. The payment is being prepared."),
    "reject": _("claim %(code)s was not granted. The village can tell you why and how to object."),
    "object": _("the objection to claim %(code)s has come in. It is answered by %(due)s."),
    "uphold": _("the objection to claim %(code)s was upheld. The office decides again."),
    "dismiss": _("the objection to claim %(code)s was dismissed. The village can tell you why."),
    "pay": _(
        "a payment for claim %(code)s has been sent to the bank account. Please say what arrived "
        "on the page that your slip names."
    ),
    "refuse": _(
        "the BPJS branch has not granted claim %(code)s. The village can tell you why and what may "
        "be added."
    ),
    "ask_school": _(
        "claim %(code)s: a new school year. Please bring the school's letter (surat keterangan "
        "sekolah) for the scholarship to the village office."
    ),
    "ask_receipt": _(
        "has the payment for claim %(code)s arrived, all of it? Please say so on the page that "
        "your slip names."
    ),
    "bounce": _(
        "a payment for claim %(code)s came back. Please ask the bank whether the account can take "
        "money."
    ),
}
FAMILY_ASK = _("Ask at the village office: %(village)s.")
# The groups of a summary, the most severe first, and what belongs into them.
DIGEST_GROUPS = (
    (_("Late"), ("breach", "escalate", "overdue", "cover_gap", "death_waits")),
    (_("Soon due"), ("warn", "cover_ends", "death_unfiled")),
    (_("Also new"), ()),
)
