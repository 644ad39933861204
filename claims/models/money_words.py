"""What people read of batches, of the bank's answer and of what is wrong with it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.models.batch import BOUNCED, DISSOLVED, FAILED, PAID
from regencies.roster.words import FILE_WORDS

CLOSING_WORDS = {
    "": pgettext_lazy("order", "open"),
    PAID: pgettext_lazy("order", "paid"),
    FAILED: pgettext_lazy("order", "failed"),
    BOUNCED: pgettext_lazy("order", "came back"),
    DISSOLVED: pgettext_lazy("order", "dissolved"),
}
# Why a whole file is refused: nothing of it is booked.
ANSWER_FILE_WORDS = FILE_WORDS | {
    "no_head_of_answer": _(
        "No row names the columns. Needed are Referensi, Status, Tanggal and Jumlah; Referensi "
        "Bank and Alasan where the bank says them."
    ),
    "too_big": _("The file is too big for an answer of the bank."),
    "wrong_sum": _("The sum under the lines is not the sum of what they say is paid."),
    "too_many_rows": _("The file has too many rows."),
    "no_rows": _("The file has no rows."),
    "unknown_reference": _(
        "A line names a reference that is no order of this regency. Is it the right file?"
    ),
}
# Why one line can't be booked, beside the line.
ANSWER_FAULTS = {
    "no_result": _("the status is none of berhasil, gagal, retur"),
    "other_amount": _("the amount is not the one that was ordered"),
    "no_day": _("the day can't be read"),
    "future": _("the day lies in the future"),
    "before_the_order": _("the day lies before the order"),
    "before_the_payment": _("the money came back before it was paid"),
    "not_ordered": _("this was never ordered at the bank"),
    "not_paid": _("what was not paid can't come back"),
    "already_paid": _("on record as paid, otherwise than here"),
    "already_failed": _("on record as failed, otherwise than here"),
    "already_bounced": _("on record as come back, otherwise than here"),
    "already_dissolved": _("this was never ordered at the bank"),
    "twice": _("the reference stands in the file twice"),
}
