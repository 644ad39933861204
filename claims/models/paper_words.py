"""What people read about papers: why one is needed, what was found, what to do about it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.rules.papers import REQUESTED, Judged
from regencies.models import PaperCondition

# Completes "because ...".
WHY_WORDS = dict(PaperCondition.choices) | {REQUESTED: _("somebody who looked at the file asks")}
JUDGED_WORDS = {
    Judged.ACCEPTED: pgettext_lazy("paper", "accepted"),
    Judged.UNREADABLE: pgettext_lazy("paper", "unreadable"),
    Judged.WRONG: pgettext_lazy("paper", "wrong"),
    Judged.MISSING: pgettext_lazy("paper", "missing"),
    Judged.EXPIRED: pgettext_lazy("paper", "no longer valid"),
}
# What the village is to do.
MEND_WORDS = {
    Judged.UNREADABLE: _("It can't be read. Photograph it again, in good light, the whole page."),
    Judged.WRONG: _("It is not the right paper, or something in it is wrong."),
    Judged.MISSING: _("It is not in the file. Photograph it and attach it here."),
    Judged.EXPIRED: _("It is no longer valid. A new one is needed."),
}
# The reasons for a return that speak of papers.
PAPER_REASONS = ("paper_missing", "paper_unreadable", "paper_wrong")
