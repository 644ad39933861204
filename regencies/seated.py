"""The seats that somebody had in a time: also those that have ended since, and of an account that
is closed now."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from regencies.models import Actor, Appointment, Change, Person

INSTANT = timedelta(microseconds=1)
PLACE = ("person_id", "role", "regency_id", "district_id", "village_id")


def seated(person: Person, first: datetime, after: datetime) -> Actor:
    """With every seat in force at any time from `first` until before `after`. Whoever is shut out
    after a theft could do all of it until then: so it is not asked whether the account is open."""
    rows = [*person.appointments.select_related("regency"), *_corrected(person, first)]
    return Actor(person, after, tuple(row for row in rows if _held(row, first, after)))


def _corrected(person: Person, first: datetime) -> Iterator[Appointment]:
    """As they stood before a list of officials changed them. Who comes in today ends the one before
    by yesterday, who sat there until the list was loaded."""
    changes = Change.objects.filter(
        what=Change.What.APPOINTMENT, at__gte=first, before__person_id=person.pk
    )
    for before in changes.values_list("before", flat=True):
        place = {name: before[name] for name in PLACE}
        days = {name: before[name] and date.fromisoformat(before[name])
                for name in ("from_on", "to_on")}  # fmt: skip
        yield Appointment(**place, **days)


def _held(row: Appointment, first: datetime, after: datetime) -> bool:
    """A day begins in the regency's own zone, and is held whole."""
    begins, ends = (
        at.astimezone(ZoneInfo(row.regency.zone)).date() for at in (first, after - INSTANT)
    )
    return row.from_on <= ends and (row.to_on is None or row.to_on >= begins)
