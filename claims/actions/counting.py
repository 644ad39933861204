"""Where the days of a clock end, by its terms, its pauses and a calendar. Writes nothing."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from claims.models import Deadline
from claims.rules.deadlines import CALENDAR, Count, Pause, count
from regencies.models import Calendar, digest


def local_day(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def counted(deadline: Deadline, calendar: Calendar | None, terms: Mapping | None = None) -> Count:
    """Where its days end, by its own terms (or these) and its pauses. Raises CalendarMissing,
    never guesses."""
    terms = terms or deadline.terms
    days_off = {}
    if terms["unit"] != CALENDAR:
        days_off = {"holidays": calendar.days_off, "known_years": calendar.known_years}
    return count(
        local_day(deadline.started_at, deadline.claim.regency.zone),
        terms["days"],
        terms["unit"],
        pauses=[
            Pause(date.fromisoformat(p["from"]), date.fromisoformat(p["to"]))
            for p in deadline.pauses
            if p["to"]
        ],
        **days_off,
    )


def calendar_mark(deadline: Deadline, calendar: Calendar) -> str:
    """Stands for the days off between the start and the due day: another calendar that has the
    same ones there is the same to this clock."""
    starts_on = local_day(deadline.started_at, deadline.claim.regency.zone)
    within = sorted(day for day in calendar.days_off if starts_on < day <= deadline.due_on)
    return digest([day.isoformat() for day in within])
