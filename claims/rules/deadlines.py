"""The legal clock: from the day of receipt to the midnight that ends the last day.

The day of receipt is day 0 and counting goes day by day from the next. A day on which the
file was in somebody else's hands, even for an hour, is paused and does not count.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
WORKING, SLIDE, CALENDAR = "working", "slide", "calendar"
# No count of days: the last day of a right, whose years are a figure (claims.rules.accidents).
RIGHT = "right"
# Reminders, which are stale once a later one has fallen; every other rung is a fact.
REMINDING = ("warn_", "remind_")
# The limit of somebody outside has passed.
OVERDUE = "overdue"


class CalendarMissing(Exception):
    """No holidays are known for a year that the count runs through: never guess."""

    def __init__(self, year: int):
        super().__init__(f"no holidays are known for {year}")
        self.year = year


@dataclass(frozen=True)
class Pause:
    """Days on which the clock stands still, both included."""

    from_on: date
    to_on: date


@dataclass(frozen=True)
class Skipped:
    on: date
    why: str  # "weekend", "holiday" or "paused"


@dataclass(frozen=True)
class Count:
    """Where a count ended, and every day it passed."""

    due_on: date
    counted: tuple[date, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True)
class Rung:
    """One thing the clock does at an instant, and the roles that hear of it."""

    name: str  # "warn_3", "breach", "escalate_1", ...
    at: datetime
    to: tuple[str, ...]


def count(
    starts_on: date,
    days: int,
    unit: str,
    *,
    pauses: Sequence[Pause] = (),
    holidays: Collection[date] = frozenset(),
    known_years: Collection[int] | None = None,
) -> Count:
    """The due day of `days` days (at least 1) in `unit` (calendar, working or slide).

    known_years: years for which the holidays are known; None means the list is complete.
    Raises CalendarMissing where a working or sliding count runs through another year.
    """
    counted: list[date] = []
    skipped: list[Skipped] = []
    on = starts_on
    while len(counted) < days:
        on += DAY
        why = _off(on, unit == WORKING, pauses, holidays, None if unit == CALENDAR else known_years)
        if why:
            skipped.append(Skipped(on, why))
        else:
            counted.append(on)
    while unit == SLIDE and (why := _off(on, True, pauses, holidays, known_years)):
        skipped.append(Skipped(on, why))
        on += DAY
    return Count(on, tuple(counted), tuple(skipped))


def _off(
    on: date,
    working: bool,
    pauses: Sequence[Pause],
    holidays: Collection[date],
    known_years: Collection[int] | None,
) -> str:
    """Why a day does not count, or nothing."""
    if known_years is not None and on.year not in known_years:
        raise CalendarMissing(on.year)
    if any(pause.from_on <= on <= pause.to_on for pause in pauses):
        return "paused"
    if working and on in holidays:
        return "holiday"
    if working and on.weekday() >= 5:
        return "weekend"
    return ""


def received_on(at: datetime, zone: str, cut_off_hour: int | None = None) -> date:
    """Day 0: the local day of receipt, or the next where the rule has a cut-off hour (1 to 23,
    local time) and it has struck."""
    local = at.astimezone(ZoneInfo(zone))
    late = cut_off_hour is not None and local.hour >= cut_off_hour
    return local.date() + DAY if late else local.date()


def days_late(due_on: date, ended_on: date, pauses: Sequence[Pause] = ()) -> int:
    """Calendar days past the due day, without those on which the clock stood still: a desk is
    not late while the file is in somebody else's hands."""
    late = 0
    on = due_on + DAY
    while on <= ended_on:
        late += not any(pause.from_on <= on <= pause.to_on for pause in pauses)
        on += DAY
    return late


def midnight_beginning(on: date, zone: str) -> datetime:
    """The first instant of that day, as midnight_ending takes it."""
    return datetime.combine(on, time.min, tzinfo=ZoneInfo(zone))


def midnight_ending(on: date, zone: str) -> datetime:
    """The instant from which a thing due on that day is late: `now >= due_at`.

    Where that midnight comes twice or not at all, the offset before the change holds
    (`fold=0`, Python's default).
    """
    return datetime.combine(on + DAY, time.min, tzinfo=ZoneInfo(zone))


def rungs(
    due_on: date,
    zone: str,
    *,
    warn_days: Iterable[int],
    warn_hour: int,
    warned: Sequence[str],
    steps: Iterable[tuple[int, Sequence[str]]],
) -> tuple[Rung, ...]:
    """The ladder of one deadline in the order of time.

    Warnings fall at `warn_hour` on the days before the due day, the breach at the midnight
    that ends it, and each later step `after_days` days after the first late day, at the
    same hour.
    """
    hour = time(warn_hour)

    def at(on: date) -> datetime:
        return datetime.combine(on, hour, tzinfo=ZoneInfo(zone))

    ladder = [Rung(f"warn_{n}", at(due_on - n * DAY), tuple(warned)) for n in warn_days]
    for after_days, to in steps:
        if after_days == 0:
            ladder.append(Rung("breach", midnight_ending(due_on, zone), tuple(to)))
        else:
            later = at(due_on + (after_days + 1) * DAY)
            ladder.append(Rung(f"escalate_{after_days}", later, tuple(to)))
    if not any(rung.name == "breach" for rung in ladder):
        ladder.append(Rung("breach", midnight_ending(due_on, zone), ()))
    return tuple(sorted(ladder, key=lambda rung: rung.at))


def others_delay(ladder: Iterable[Rung]) -> list[Rung]:
    """The same ladder for a limit of somebody outside: nobody of ours has missed it, so there is
    no breach and nobody is told further up; whoever asks them is reminded to ask."""
    return [
        rung
        if rung.name.startswith(REMINDING)
        else Rung(
            OVERDUE + rung.name.removeprefix("breach").removeprefix("escalate"), rung.at, rung.to
        )
        for rung in ladder
    ]


def stale_folded(due: Sequence[Rung]) -> tuple[Rung, ...]:
    """What is left to say when several rungs fell while nobody rang: of the reminders only
    the last, and none beside a breach. Breach and escalation are facts and all stay."""
    facts = tuple(rung for rung in due if not rung.name.startswith(REMINDING))
    warnings = [rung for rung in due if rung.name.startswith(REMINDING)]
    return facts or tuple(warnings[-1:])
