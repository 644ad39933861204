"""Was the person covered on the day of the event? (rules.md 3.2)"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date


@dataclass(frozen=True)
class Period:
    """A paid period, both days included."""

    from_on: date
    to_on: date


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
