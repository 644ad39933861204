"""How often anybody may guess. The counters stand in the database, so that every process of every
host counts the same, and are asked before a password is hashed."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.actions.refusals import Refusal
from regencies.models import Tries, blind

MINUTE, QUARTER = timedelta(minutes=1), timedelta(minutes=15)


@dataclass(frozen=True)
class Allowance:
    """So many tries within any such time, of whatever it is asked about."""

    name: str
    most: int
    within: timedelta

    def key(self, *about: object) -> str:
        return blind(" ".join([self.name, *map(str, about)]), "tries")


# Of one address: a whole office, or a village behind its provider's one address, mistypes less.
SIGN_IN_ADDRESS = Allowance("sign in address", 60, MINUTE)
SIGN_IN_BOTH = Allowance("sign in account address", 5, MINUTE)
# Of one account, together ten: what was seen before has its own, which no stranger can use up.
SIGN_IN_STRANGERS = Allowance("sign in account", 5, QUARTER)
SIGN_IN_ADDRESS_KNOWN = Allowance("sign in known address", 2, QUARTER)
SIGN_IN_DEVICE_KNOWN = Allowance("sign in known device", 3, QUARTER)
# Of one signed-in person: who sits at an open screen guesses no more than a stranger.
PROOFS = Allowance("proof", 5, QUARTER)
# Of one person: three of a million numbers are good at a time.
CODES = Allowance("factor", 5, QUARTER)
# Of one address, and only those that open nothing count.
SLIPS = Allowance("family", 30, MINUTE)
OPENINGS = Allowance("activation", 30, MINUTE)
TOKENS = Allowance("token", 60, MINUTE)
# Of one address, whatever it finds.
LETTERS = Allowance("periksa", 60, MINUTE)


class TooOften(Refusal):
    """Nothing was looked at. retry_after: whole seconds."""

    status = 429
    later = True

    @property
    def title(self):
        return _("Wait a little")

    def __init__(self, retry_after: int):
        super().__init__()
        self.retry_after = retry_after

    def sentence(self):
        minutes = math.ceil(self.retry_after / 60)
        return ngettext(
            "There were too many tries. Wait a minute, then try again.",
            "There were too many tries. Wait %(n)d minutes, then try again.",
            minutes,
        ) % {"n": minutes}


@dataclass(frozen=True)
class Taken:
    """Tries that were taken at an instant, to be given back if they were no guesses."""

    keys: tuple[str, ...]
    at: datetime

    def give_back(self) -> None:
        Tries.objects.give_back(self.keys, self.at)


def take(allowance: Allowance, *about: object, now: datetime) -> Taken:
    """One try of these. Raises TooOften."""
    key = allowance.key(*about)
    if not Tries.objects.take(key, allowance.most, allowance.within, now):
        raise TooOften(wait(key, allowance, now))
    return Taken((key,), now)


def wait(key: str, allowance: Allowance, now: datetime) -> int:
    """Seconds until one more is allowed."""
    oldest = Tries.objects.filter(key=key).values_list("at", flat=True).first()
    ends = (oldest[0] if oldest else now) + allowance.within
    return max(1, math.ceil((ends - now).total_seconds()))


def forget(now: datetime) -> int:
    """Sweeps away what no longer counts."""
    return Tries.objects.filter(until__lt=now).delete()[0]
