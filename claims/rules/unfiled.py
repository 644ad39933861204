"""A death of somebody on the list of participants for whom nobody has filed: when the village is
reminded of it, whom on the list a death is likely to mean, and until when it may be claimed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from claims.rules.coverage import months_after
from claims.rules.duplicates import LIKE_NAME, name_likeness


def next_reminder(days: int, second: int, every: int) -> int:
    """Days from the first reminder to the one after this many: day 0, the second, and then every
    so many days. A missed day is made up for by one reminder, and no rung falls twice."""
    return second if days < second else (days // every + 1) * every


@dataclass(frozen=True)
class Listed:
    """Somebody on the list who was born on that day and lives in that village."""

    pk: int
    name: str


def likely(name: str, listed: Iterable[Listed]) -> int | None:
    """Whom of them this name means, as far as a name can tell; a person confirms it. None where
    nobody's is like it, or two are as like."""
    found = [(name_likeness(name, one.name) or 0, one.pk) for one in listed]
    best = max((likeness for likeness, _ in found), default=0)
    meant = [pk for likeness, pk in found if likeness == best]
    return meant[0] if best >= LIKE_NAME and len(meant) == 1 else None


def claim_by(died_on: date, accident: bool, years: int | None) -> date | None:
    """The last day for JKK, for deaths by an accident at work alone: the right to JKM does not
    end (rules.md 1). years: the figure jkk_expiry_years of that day."""
    if not accident or years is None:
        return None
    return months_after(died_on, 12 * years)
