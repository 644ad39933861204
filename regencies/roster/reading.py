"""Reading a list: every row judged, the good ones staged, the others kept with their reasons."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage
from django.db import transaction

from regencies.models import Category, RosterHead, RosterImport, RosterRefusal, RosterRow
from regencies.models.sealed import nonces
from regencies.roster import headers, staging
from regencies.roster.files import BadFile, Cells, opened
from regencies.roster.judging import COVER, PERSON, Fault, Known, judged, spelled, spoiled
from regencies.roster.places import Places

ROUND = 5_000  # rows
# So many are judged, then sealed, then sent, while the database stores those before them.
AT_ONCE = 500
# Enough of a list to tell its head and whether its numbers are whole.
FIRST = 1_000
# Column of the staged row to column of the file, where they are called otherwise.
SAID_AS = {to: name for name, (to, _) in (PERSON | COVER).items()} | {
    "village_id": "village", "kk_index": "kk",
}  # fmt: skip


def read(one: RosterImport, now: datetime) -> None:
    """Judge every row, stage the good ones, keep the others with their reasons, and work out what
    loading would do. Where a head is not understood, a person is asked first. Starts again
    whatever an earlier reading has left."""
    RosterRow.objects.filter(roster_import=one).delete()
    one.refusals.all().delete()
    one.rows = one.refused = one.percent = 0
    try:
        path = Path(default_storage.path(one.file.name))
    except ValueError:
        raise BadFile("unreadable") from None
    with opened(path) as sheet:
        first = list(islice(sheet.rows, FIRST))
        place = headers.head_of(first, _remembered(one))
        if place is None:
            raise BadFile("no_head")
        one.heads = [headers.masked(cell) for cell in first[place][1]]
        if not one.columns:
            one.columns = headers.columns_of(one.heads, _remembered(one))
        if lacking(one):
            one.asked_at = now
            one.save()
            return
        rows = _rows(first[place + 1 :], sheet.rows, _columns(one))
        known = _known(one, now, first[place + 1 :])
        while _take(one, islice(rows, ROUND), known):
            one.percent = min(round(100 * sheet.done()), 99)
            one.save()
    if not one.rows:
        raise BadFile("no_rows")
    with transaction.atomic():
        staging.roomy()
        staging.analyse()
        if staging.repeats(one):
            _contradicted(one)
            staging.agree(one)
        staging.keep_younger_deciles(one)
        for name, n in staging.preview(one).items():
            setattr(one, name, n)
        one.read_at, one.percent = now, 100
        one.save()


def lacking(one: RosterImport) -> list[str]:
    """The columns that everybody must have and that nothing here tells."""
    found = {*one.columns.values(), *one.for_all}
    return [column for column in headers.NEEDED if column not in found]


def _remembered(one: RosterImport) -> dict[str, str]:
    rows = RosterHead.objects.filter(regency=one.regency_id).values_list("head", "column")
    return dict(rows) | dict(one.columns.items())


def _columns(one: RosterImport) -> list[str]:
    """Column by place in the row; empty for what is left out."""
    left = dict(one.columns)
    return [left.pop(headers.plain(head), "") for head in one.heads]


def _rows(first: list, rest, columns: list[str]) -> Iterator[tuple[int, Cells, dict]]:
    """(line, cells as they stood, column to cell)"""
    width = len(columns)
    named = [(place, column) for place, column in enumerate(columns) if column]

    def each():
        if first and not headers.numbers_the_columns(first[0][1]):
            yield first[0]
        yield from first[1:]
        yield from rest

    for line, cells in each():
        more = cells[width:]
        row = {column: cells[place] for place, column in named if place < len(cells)}
        if any(cell not in {None, ""} for cell in more):
            row["row"] = "too_many_cells"
        yield line, cells[:width], row


def _known(one: RosterImport, now: datetime, first: list) -> Known:
    columns = _columns(one)
    cut = [
        column
        for column in ("nik", "kk")
        if column in columns
        and spoiled([cells[columns.index(column)] for _, cells in first
                     if columns.index(column) < len(cells)])
    ]  # fmt: skip
    for_all = dict(one.for_all)
    if source := headers.source_of(one.columns):
        for_all.setdefault("decile_source", source)
    today = now.astimezone(ZoneInfo(one.regency.zone)).date()
    return Known(Places.of(one.regency_id), categories(), today, for_all, frozenset(cut))


def categories() -> dict[str, str]:
    """As a list may write it, plainly, to its code."""
    found: dict[str, str] = {}
    for one in Category.objects.all():
        for word in (one.code, one.name, *one.spellings.split(";")):
            if spelled(word):
                found.setdefault(spelled(word), one.code)
    return found


def _take(one: RosterImport, batch: Iterator, known: Known) -> bool:
    """Whether there was anything left."""
    bad, before = [], one.rows

    def good() -> Iterator[tuple]:
        fresh = nonces()
        while some := list(islice(batch, AT_ONCE)):
            one.rows += len(some)
            right = []
            for line, cells, row in some:
                slipped = row.pop("row", "")
                values, faults = judged(row, known)
                if slipped:
                    faults = [Fault("row", slipped)]
                if faults:
                    bad.append(_refusal(one, line, cells, faults))
                else:
                    right.append((line, values))
            yield from [staging.sealed_row(line, values, fresh) for line, values in right]

    with transaction.atomic():
        staging.stage(one, good())
        RosterRefusal.objects.bulk_create(bad)
    one.refused += len(bad)
    return one.rows > before


def _refusal(one: RosterImport, line: int, cells: Cells, faults: list[Fault]) -> RosterRefusal:
    return RosterRefusal(
        roster_import=one, line=line,
        faults=[[fault.column, fault.code, fault.line] for fault in faults],
        cells=RosterRefusal.sealed([_told(cell) for cell in cells]),
    )  # fmt: skip


def _told(cell: Any) -> str:
    """A cell as it goes back to the office: days as they are written here."""
    if isinstance(cell, datetime) or hasattr(cell, "isoformat"):
        return f"{cell:%d/%m/%Y}" if hasattr(cell, "year") else cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _contradicted(one: RosterImport) -> None:
    found = {}
    for line, column, other in staging.contradictions(one):
        code = "period_differs" if column in staging.COVER else "differs"
        found.setdefault(line, []).append(Fault(SAID_AS.get(column, column), code, other))
    rows = staging.taken_out(one, list(found))
    columns = _columns(one)
    RosterRefusal.objects.bulk_create(
        _refusal(one, row["line"], _again(row, columns), found[row["line"]]) for row in rows
    )
    one.refused += len(rows)


def _again(row: Mapping[str, Any], columns: list[str]) -> Cells:
    """The cells of a staged row, under the heads of its file."""
    of_column = {SAID_AS.get(to, to): value for to, value in row.items()} | {
        "kk": row["kk"], "village_code": row["village_id"],
    }  # fmt: skip
    return [of_column.get(column) if column else None for column in columns]
