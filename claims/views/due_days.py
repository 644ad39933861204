"""A count of days as a page shows it: each day counted or skipped, and why."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims.rules.deadlines import CALENDAR, CalendarMissing, Count, Pause, count, midnight_ending
from regencies.models import Holiday

MONDAY_FIRST = calendar.Calendar()


@dataclass(frozen=True)
class Cell:
    """One day of a month: its number in the count, or why it was skipped."""

    on: date
    n: int = 0
    why: str = ""
    kind: str = ""  # "out" of the count, "start", "counted", "skipped", "slid", "due-day"


@dataclass(frozen=True)
class Found:
    starts_on: date
    days: int
    unit: str
    count: Count
    due_at: datetime
    reached_on: date
    months: list[tuple[date, list[list[Cell]]]]
    skipped: list[tuple[date, str]]

    @property
    def midnight(self) -> str:
        """10 September 2025, 00:00 WIB: in the zone of the regency, not in the page's."""
        return date_format(self.due_at, "j F Y, H:i T")

    @property
    def weekdays(self) -> list[str]:
        return [str(WEEKDAYS_ABBR[n]) for n in range(7)]

    @property
    def slid(self) -> bool:
        return self.reached_on != self.count.due_on


def counted(form, regencies) -> Found | None:
    """The count that a valid form asks for. Where the calendar ends, the form says so and there
    is none."""
    said = form.cleaned_data
    regency = regencies.get(said["regency"])
    rows = Holiday.objects.filter(
        Q(regency=None) | Q(regency=regency and regency.code), day__gt=said["starts_on"]
    ).values_list("day", "name")
    names = dict(rows.order_by("day", "id"))
    years = None if said["unit"] == CALENDAR else Holiday.objects.known_years()
    pauses = [
        Pause(row.cleaned_data["from_on"], row.cleaned_data["to_on"])
        for row in form.pauses
        if row.filled
    ]
    zone = regency.zone if regency else settings.TIME_ZONE
    try:
        found = count(
            said["starts_on"], said["days"], said["unit"],
            pauses=pauses, holidays=names.keys(), known_years=years,
        )  # fmt: skip
        due_at = midnight_ending(found.due_on, zone)
    except CalendarMissing as missing:
        form.add_error("starts_on", _(
            "The days off of %(year)d are not on record, so working days can't be counted there."
        ) % {"year": missing.year})  # fmt: skip
        return None
    except OverflowError:
        form.add_error("starts_on", _("The count runs past the last day of the calendar."))
        return None
    words = {
        "holiday": lambda on: names[on],
        "weekend": lambda on: _("weekend"),
        "paused": lambda on: _("the clock stands still"),
    }
    skipped = [(skip.on, words[skip.why](skip.on)) for skip in found.skipped]
    return Found(
        said["starts_on"], said["days"], said["unit"], found, due_at,
        found.counted[-1], _months(said["starts_on"], found, dict(skipped)), skipped,
    )  # fmt: skip


def _months(starts_on: date, found: Count, skipped: dict[date, str]):
    """Each month from receipt to the due day, as weeks from Monday on."""
    numbers = {on: n for n, on in enumerate(found.counted, start=1)}
    months = []
    first = starts_on.replace(day=1)
    while first <= found.due_on:
        weeks = _weeks(first.year, first.month)
        cells = [
            [_cell(day, starts_on, found.due_on, numbers, skipped) for day in week]
            for week in weeks
        ]
        months.append((first, cells))
        if (first.year, first.month) == (date.max.year, date.max.month):
            break
        year, month = divmod(first.year * 12 + first.month, 12)
        first = date(year, month + 1, 1)
    return months


def _weeks(year: int, month: int) -> list[list[date | None]]:
    """Days outside the month are left out: the calendar's own first and last month have none."""
    return [
        [date(year, month, day) if day else None for day in week]
        for week in MONDAY_FIRST.monthdayscalendar(year, month)
    ]


def _cell(on, starts_on, due_on, numbers, skipped) -> Cell | None:
    if on is None:
        return None
    n, why = numbers.get(on, 0), skipped.get(on, "")
    if on == due_on:
        return Cell(on, n, why, "due-day")
    if on == starts_on:
        return Cell(on, kind="start")
    # The day on which a sliding limit was reached counts, and yet it slides over it.
    kind = "slid" if n and why else "skipped" if why else "counted" if n else "out"
    return Cell(on, n, why, kind)
