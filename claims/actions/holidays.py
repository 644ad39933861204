"""A year's decree into the calendar: what a file would add, change and remove, then doing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from claims.actions.reference import administered, note, written
from claims.actions.refusals import NotYours, Stale
from regencies.models import Calendar, Holiday, Person, digest, plain

COLUMNS = ("name", "kind", "source", "confidence")


@dataclass(frozen=True)
class Difference:
    """What a file would do to one year."""

    added: tuple[Holiday, ...]
    changed: tuple[tuple[dict, Holiday], ...]  # what the row says now, and the row as it would be
    removed: tuple[Holiday, ...]
    same: int

    @property
    def empty(self) -> bool:
        return not (self.added or self.changed or self.removed)

    @property
    def seen(self) -> str:
        return digest(
            [
                [plain(row) for row in self.added],
                [[before, plain(row)] for before, row in self.changed],
                [plain(row) for row in self.removed],
            ]
        )


def difference(year: int, rows: Sequence[Mapping], lock: bool = False) -> Difference:
    """The file speaks for the whole country if it holds a national row, and for each regency of
    which it holds one; of those, what it does not name is removed. Others are left alone."""
    spoken_for = {row["regency"] for row in rows}
    known = Holiday.objects.filter(day__year=year)
    if lock:
        known = known.select_for_update()
    mine = {(row.regency_id, row.day): row for row in known if row.regency_id in spoken_for}
    added, changed, same = [], [], 0
    for said in sorted(rows, key=lambda row: (row["day"], row["regency"] or "")):
        row = mine.pop((said["regency"], said["day"]), None)
        values = {name: said[name] for name in COLUMNS}
        if row is None:
            added.append(Holiday(day=said["day"], regency_id=said["regency"], **values))
            continue
        before = plain(row)
        for name, value in values.items():
            setattr(row, name, value)
        if plain(row) == before:
            same += 1
        else:
            changed.append((before, row))
    removed = tuple(sorted(mine.values(), key=lambda row: row.day))
    return Difference(tuple(added), tuple(changed), removed, same)


@transaction.atomic
def import_holidays(
    year: int, rows: Sequence[Mapping], *, seen: str, by: Person, now: datetime, reason: str
) -> Difference:
    """Do what the preview showed, each row with its Change; another preview is Stale."""
    codes = {seat.regency_id for seat in administered(by, now)}
    if not {row["regency"] for row in rows} <= {None, *codes}:
        raise NotYours
    found = difference(year, rows, lock=True)
    if found.empty:
        return found
    if found.seen != seen:
        raise Stale
    act = {"by": by, "now": now, "reason": written(reason)}
    for row in found.added:
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            # Somebody else entered this day between the look and the write.
            raise Stale from None
        note(row, None, plain(row), **act)
    for before, row in found.changed:
        row.save()
        note(row, before, plain(row), **act)
    for row in found.removed:
        note(row, plain(row), None, **act)
        row.delete()
    return found


def as_if(calendars: Mapping[str, Calendar], year: int, rows: Sequence[Mapping]):
    """The calendars as they would be after this file: to see what would move, before."""
    spoken_for = {row["regency"] for row in rows}
    kept = Holiday.objects.filter(day__year=year).exclude(regency__in=spoken_for - {None})
    if None in spoken_for:
        kept = kept.exclude(regency=None)
    days = [*kept.values_list("day", "regency_id"), *((row["day"], row["regency"]) for row in rows)]
    national = {row["day"] for row in rows if not row["regency"] and row["kind"] == "public"}
    thought = {}
    for code, calendar in calendars.items():
        of_year: set[date] = {day for day, regency in days if regency in {None, code}}
        others = {day for day in calendar.days_off if day.year != year}
        known = calendar.known_years
        if None in spoken_for:
            known = known | {year} if national else known - {year}
        thought[code] = Calendar(frozenset(others | of_year), frozenset(known))
    return thought
