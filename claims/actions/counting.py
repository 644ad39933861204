"""Where the days of a clock end, by its terms, its pauses and a calendar. Writes nothing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from claims.models import Claim, Deadline
from claims.rules.accidents import right_ends_on
from claims.rules.deadlines import (
    DAY,
    RIGHT,
    SLIDE,
    WORKING,
    Count,
    Pause,
    Skipped,
    count,
    days_late,
    received_on,
)
from regencies.models import Calendar, Figure, RuleMissing, digest
from regencies.models.dated import chosen

RIGHT_YEARS = "jkk_expiry_years"


def local_day(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def counted(deadline: Deadline, calendar: Calendar | None, terms: Mapping | None = None) -> Count:
    """Where its days end, by its own terms (or these) and its pauses. Raises CalendarMissing,
    never guesses."""
    terms = terms or deadline.terms
    if terms["unit"] == RIGHT:
        from_on = date.fromisoformat(terms["from_on"])
        return Count(right_ends_on(from_on, terms["years"]), (), ())
    return count(
        day_zero(deadline, terms),
        # An extension belongs to this clock, whatever its rule becomes.
        terms["days"] + deadline.extended_days,
        terms["unit"],
        pauses=pauses_of(deadline),
        **_days_off(terms, calendar),
    )


def gone_on(deadline: Deadline, calendar: Calendar | None, paused_at: datetime) -> Count:
    """Where its days end after the pause that has just ended, which began at paused_at: never
    before those that were left then. A day off that was struck out meanwhile moves a due day when
    somebody says so (reschedule), and not because the file was away."""
    found = counted(deadline, calendar)
    if not by_calendar(deadline.terms):
        return found
    return max(found, _left(deadline, calendar, paused_at), key=lambda ended: ended.due_on)


def _left(deadline: Deadline, calendar: Calendar, paused_at: datetime) -> Count:
    """The days of its trace that were left when it was paused, counted on from there. Those
    before stay what they were counted as."""
    passed = [date.fromisoformat(on) for on in deadline.trace["counted"]]
    skipped = [Skipped(date.fromisoformat(on), why) for on, why in deadline.trace["skipped"]]
    if deadline.late(paused_at):
        return Count(deadline.due_on, tuple(passed), tuple(skipped))
    pauses = pauses_of(deadline)
    paused_on = pauses[-1].from_on
    used = [on for on in passed if on < paused_on]
    left = len(passed) - len(used)
    ended = count(
        # Where all are used the due day has slid into the pause, and slides on from there.
        max(paused_on - DAY, day_zero(deadline)) if left else paused_on,
        left,
        deadline.terms["unit"],
        pauses=pauses,
        **_days_off(deadline.terms, calendar),
    )
    before = [day for day in skipped if day.on < paused_on]
    return Count(ended.due_on, (*used, *ended.counted), (*before, *ended.skipped))


def _days_off(terms: Mapping, calendar: Calendar | None) -> dict:
    if not by_calendar(terms):
        return {}
    return {"holidays": calendar.days_off, "known_years": calendar.known_years}


def by_calendar(terms: Mapping) -> bool:
    """Does its count hang on days off?"""
    return terms["unit"] in {WORKING, SLIDE}


def right_years() -> list[Figure]:
    """Every row of how long a right to claim lasts, for many clocks at once."""
    return list(Figure.objects.filter(key=RIGHT_YEARS))


def right_terms(claim: Claim, years: Sequence[Figure] | None = None) -> dict:
    """What a clock keeps that runs until the right to claim ends: the day of the accident, and
    the years by the figure of that day, of right_years() if they have been read. Raises
    RuleMissing: a right is never guessed."""
    on = claim.event_on
    row = chosen(right_years() if years is None else years, on, claim.regency_id)
    if row is None or row.value is None:
        raise RuleMissing(f"No figure {RIGHT_YEARS!r} in regency {claim.regency_id!r} on {on}.")
    return {
        "from_on": on.isoformat(),
        "years": int(row.value),
        "source": row.source,
        "confidence": row.confidence,
    }


def day_zero(deadline: Deadline, terms: Mapping | None = None) -> date:
    """The day of receipt, which does not count."""
    terms = terms or deadline.terms
    zone = deadline.claim.regency.zone
    return received_on(deadline.started_at, zone, terms.get("cut_off_hour"))


def pauses_of(deadline: Deadline) -> list[Pause]:
    """Those that have ended."""
    return [
        Pause(date.fromisoformat(p["from"]), date.fromisoformat(p["to"]))
        for p in deadline.pauses
        if p["to"]
    ]


def late_by(deadline: Deadline, now: datetime) -> int:
    """Days late when it stopped, or by now: days past the due day, pauses left out, also the one
    in which it stopped (the village withdraws what was sent back to it)."""
    zone = deadline.claim.regency.zone
    until = local_day(deadline.stopped_at or deadline.paused_at or now, zone)
    stands = [Pause(date.fromisoformat(p["from"]), until) for p in deadline.pauses if not p["to"]]
    return days_late(deadline.due_on, until, [*pauses_of(deadline), *stands])


def calendar_mark(deadline: Deadline, calendar: Calendar) -> str:
    """Stands for the days off between the start and the due day: another calendar that has the
    same ones there is the same to this clock."""
    starts_on = day_zero(deadline)
    within = sorted(day for day in calendar.days_off if starts_on < day <= deadline.due_on)
    return digest([day.isoformat() for day in within])
