"""Why an action was not done. Each is a sentence for the person, and a status for the edge."""

from datetime import date

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims.models.machine import OVERTURNED
from claims.models.words import DUTY_WORDS, OBJECTION_WORDS, PAYOUT_LABELS, STATE_WORDS


class Refusal(Exception):
    """The base: nothing was changed."""

    status = 400
    title = ""
    # Whether a phone should send the same again by itself.
    later = False

    def __str__(self):
        return self.sentence()

    def sentence(self) -> str:
        return _("This can't be done.")


class TooLate(Refusal):
    """Somebody was faster: says who moved the claim, and when."""

    status = 409

    def __init__(self, event, state: str):
        super().__init__()
        self.event, self.found_in = event, state

    def sentence(self):
        words = OBJECTION_WORDS | PAYOUT_LABELS | STATE_WORDS
        state = words[self.found_in]
        if self.event is None:
            return _("This can't be done now: the claim is %(state)s.") % {"state": state}
        who = self.event.by.name if self.event.by else _("the service's clock")
        at = date_format(timezone.localtime(self.event.at), "j F Y, H:i T")
        return _(
            "Somebody was faster: %(who)s moved this claim on %(at)s. It is now %(state)s."
        ) % {"who": who, "at": at, "state": state}


class Changed(TooLate):
    """The page was made from an older version of the claim."""

    def sentence(self):
        return _("This file has changed since you opened it. Read it again, then decide.")


class Stale(Changed):
    """The preview was made from rows that are different now."""

    def __init__(self):
        super().__init__(None, "")

    @property
    def title(self):
        return _("This has changed meanwhile")

    def sentence(self):
        return _("What you saw has changed since. Look at it again, then confirm.")


class BatchMoved(Refusal):
    """A batch was approved or dissolved meanwhile."""

    status = 409

    def __init__(self, batch):
        super().__init__()
        self.batch = batch

    @property
    def title(self):
        return _("This batch has moved on meanwhile")

    def sentence(self):
        approved = self.batch.approved_at is not None
        who = self.batch.approved_by if approved else self.batch.dissolved_by
        at = self.batch.approved_at or self.batch.dissolved_at
        said = {"who": who.name, "at": date_format(timezone.localtime(at), "j F Y, H:i T")}
        if approved:
            return _("%(who)s approved this batch on %(at)s.") % said
        return _("%(who)s dissolved this batch on %(at)s.") % said


class CalendarUnknown(Refusal):
    """Working days run into a year without holidays: the service refuses to guess."""

    status = 409

    def __init__(self, year: int):
        super().__init__()
        self.year = year

    @property
    def title(self):
        return _("The time limit can't be counted yet")

    def sentence(self):
        return _(
            "The holidays of %(year)s are not in the calendar yet; the service administrator "
            "has been told."
        ) % {"year": self.year}


class LastDayPassed(Refusal):
    """The family may no longer object; where it may still turn to."""

    status = 409

    def __init__(self, last_on: date):
        super().__init__()
        self.last_on = last_on

    @property
    def title(self):
        return _("The last day to object has passed")

    def sentence(self):
        return _(
            "The last day to object was %(day)s. The office may still look at its decision "
            "again: the family writes to it, or complains through SP4N-LAPOR! (lapor.go.id)."
        ) % {"day": date_format(self.last_on, "j F Y")}


class AlreadyIssued(Refusal):
    """One letter of a kind stands at a time."""

    status = 409

    def __init__(self, number: str):
        super().__init__()
        self.number = number

    @property
    def title(self):
        return _("This letter has been issued already")

    def sentence(self):
        return _(
            "Number %(number)s stands. Print it again from the claim's page, or withdraw it first."
        ) % {"number": self.number}


class LetterDestroyed(Refusal):
    """Its time had ended: the paper went with the data of its claim, and its number stays."""

    status = 410

    def __init__(self, number: str):
        super().__init__()
        self.number = number

    @property
    def title(self):
        return _("This letter was destroyed")

    def sentence(self):
        return _(
            "The paper of number %(number)s was destroyed with the data of its claim, when their "
            "time had ended."
        ) % {"number": self.number}


class NotYours(Refusal):
    status = 403

    def sentence(self):
        return _("Your appointment does not allow this step.")


class FourEyes(Refusal):
    """The same person may not hold two of enter, verify, approve and pay."""

    status = 403

    def __init__(self, duty: str):
        super().__init__()
        self.duty = duty

    def sentence(self):
        if self.duty == OVERTURNED:
            return _(
                "You (or the official you stand in for) made the decision that the objection "
                "has overturned. Somebody else decides now."
            )
        return _(
            "You (or the official you stand in for) already did another step of this claim: "
            "%(duty)s. It takes four different people to enter, verify, approve and pay."
        ) % {"duty": DUTY_WORDS[self.duty]}


class TwoPeople(Refusal):
    """Whoever prepared a batch does not approve it."""

    status = 403

    def sentence(self):
        return _(
            "You (or the official you stand in for) prepared this batch. It takes two people: "
            "somebody else approves it."
        )


class Incomplete(Refusal):
    """Something is missing or wrong: field or page to a sentence."""

    status = 422

    def __init__(self, faults: dict[str, str]):
        super().__init__()
        self.faults = faults

    def sentence(self):
        return " ".join(str(fault) for fault in self.faults.values())


class NoRoom(Incomplete):
    """The disk is full, or nearly. What was typed stays on the page; a phone sends it later."""

    status = 409
    later = True

    def __init__(self):
        super().__init__({
            "file": _(
                "The service has no room for new files just now, so this one was not kept. "
                "Everything else is as it was. Try again later, and tell the regency's office."
            )
        })  # fmt: skip

    @property
    def title(self):
        return _("There is no room for it just now")


class TooLarge(Refusal):
    """More than a door takes; refused before it is read. sizes in bytes"""

    status = 413

    def __init__(self, size: int, most: int):
        super().__init__()
        self.size, self.most = size, most

    @property
    def title(self):
        return _("This is too large")

    def sentence(self):
        return _(
            "What you sent has %(size)s; this page takes at most %(most)s at a time. Go back: what "
            "you typed is still there. Send fewer files at once, or photos in a smaller size."
        ) % {"size": filesizeformat(self.size), "most": filesizeformat(self.most)}
