"""Was the person covered on the day of the event, and for how many months? (rules.md 3.2, 1.5)"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date
from typing import TypeVar


@dataclass(frozen=True)
class Period:
    """A paid period, both days included."""

    from_on: date
    to_on: date


@dataclass(frozen=True)
class Paid(Period):
    """A period with the contribution months paid in it; None: every month it touches."""

    months: int | None = None


P = TypeVar("P", bound=Period)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def standing(event_on: date, periods: Sequence[Period], grace_months: int) -> str:
    """covered, grace, lapsed or not_started on that day.

    Grace always goes to a person: whether an event inside the three months is paid before
    the arrears are settled is written nowhere.
    """
    if any(period.from_on <= event_on <= period.to_on for period in periods):
        return "covered"
    past = [period for period in periods if period.from_on <= event_on]
    if not past:
        return "not_started"
    ended_on = max(period.to_on for period in past)
    return "grace" if event_on <= months_after(ended_on, grace_months) else "lapsed"


def relied_on(event_on: date, periods: Sequence[P]) -> P | None:
    """The period that covers the day, else the last one before it; of several the later."""
    past = [period for period in periods if period.from_on <= event_on]
    return max(past, key=lambda period: (period.to_on >= event_on, period.to_on), default=None)


def months_paid(periods: Sequence[Paid], event_on: date) -> int:
    """Contribution months begun in paid periods up to the event, its own month included.

    A contribution is for a calendar month, so a month counts once however many
    memberships it was paid in: months at the same time do not add up (rules.md 1.5,
    SRC-12, confidence M). Where fewer months were paid than a period touches, they count
    from its beginning (L: which of them were paid, no list says).
    """
    begun: set[int] = set()
    for period in periods:
        first = _month(period.from_on)
        last = _month(min(period.to_on, event_on))
        if period.months is not None:
            last = min(last, first + period.months - 1)
        begun.update(range(first, last + 1))
    return len(begun)


def _month(day: date) -> int:
    return day.year * 12 + day.month
