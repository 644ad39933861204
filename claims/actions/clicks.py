"""The same click again, where a click opens whole numbers: its key opens nothing else."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from claims.actions.refusals import Refusal
from claims.models import BatchFile, Event
from regencies.models import Person

# Long enough for a double click and for a line that broke; what is opened after that is a look of
# its own, and wants a row of its own.
SAME_CLICK = timedelta(minutes=10)


class PageUsed(Refusal):
    """The key of this page stands for something else that was done before."""

    status = 409

    @property
    def title(self):
        return _("This page was used already")

    def sentence(self):
        return _(
            "This page was used for something else, by somebody else, or a while ago, so nothing "
            "was done now. Open the page again, and send it from there."
        )


def sent_again(done: Event | BatchFile | None, *, by: Person, now: datetime, **asked) -> bool:
    """Is done (whatever has this key) this very click? asked: the columns in which it says the
    same. Any other use of its key is refused, for it would leave without a row: PageUsed."""
    if done is None:
        return False
    if (
        done.by_id != by.pk
        or now - done.at > SAME_CLICK
        or any(getattr(done, name) != value for name, value in asked.items())
    ):
        raise PageUsed
    return True
