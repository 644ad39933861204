"""Lists as offices bring them, XLSX or CSV: the head is found, what stands below it is text; and
the rows that can't be taken go back as a workbook to correct."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from regencies.roster.files import BadFile, opened
from regencies.roster.headers import LOOKED_THROUGH, numbers_the_columns, plain

# Of a workbook once unpacked, in bytes: it is read while a person waits, by a process that serves
# others, and came with at most two million.
MOST_UNPACKED, MOST_TEXTS = 60_000_000, 16_000_000
MOST_CELL = 500  # signs: what is longer is wrong anyway
# What a workbook holds in one cell.
MOST_SIGNS = 32_000
Row = tuple[int, list[Any]]


def columns_of(heads: Sequence[object], column_of: Mapping[str, str]) -> list[str]:
    """Column by place in the row; empty for what is left out. Two heads of one column: the first.
    column_of: by the word, in the shape that `plain` gives."""
    found: list[str] = []
    for head in heads:
        column = column_of.get(plain(head), "")
        found.append("" if column in found else column)
    return found


def head_and_rows(
    path: Path,
    head_of: Callable[[Sequence[Row]], int | None],
    *,
    most: int,
    no_head: str,
    too_many: str = "too_many_rows",
) -> tuple[list[Any], list[Row]]:
    """The cells of the head, and the rows below it with their numbers. most: rows. Raises BadFile:
    unreadable, no_head, no_rows, too_many."""
    with opened(path, most_unpacked=MOST_UNPACKED, most_texts=MOST_TEXTS) as sheet:
        # One line may number the columns, and one more row tells that there are too many.
        rows = list(islice(sheet.rows, most + LOOKED_THROUGH + 2))
    place = head_of(rows)
    if place is None:
        raise BadFile(no_head)
    below = rows[place + 1 :]
    if below and numbers_the_columns(below[0][1]):
        del below[0]
    if not below:
        raise BadFile("no_rows")
    if len(below) > most:
        raise BadFile(too_many)
    return rows[place][1], below


def written(cell: Any) -> str:
    """A cell as people read it: 02/09/2025, 12, text."""
    if hasattr(cell, "year"):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()[:MOST_CELL]


def as_texts(cells: Iterable[Any]) -> list[str]:
    return [written(cell) for cell in cells]


def filled(cells: Sequence[str], width: int) -> list[str]:
    """The cells of a row, up to so many columns where they are fewer."""
    return [*cells, *[""] * (width - len(cells))]


def workbook(rows: Iterable[Sequence[str]], width: int) -> bytes:
    """XLSX, all cells text, the first row the head: a CSV would lose the last digit of each NIK,
    and the zero before a number, where it is opened. width: columns."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False})
    sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
    sheet.set_column(0, width - 1, 20, text)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell[:MOST_SIGNS], text)
    book.close()
    return out.getvalue()
