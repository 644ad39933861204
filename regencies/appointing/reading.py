"""A list of officials from its file, or from what its preview kept of it."""

import json
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from regencies.appointing import headers
from regencies.appointing.judging import Fault, Judged, judged
from regencies.appointing.places import Places
from regencies.roster.files import BadFile, opened
from regencies.roster.headers import numbers_the_columns

# A regency has some 300 villages; the largest some 800.
MOST_ROWS = 5_000
MOST_CELL = 500  # signs: what is longer is wrong anyway


@dataclass
class Table:
    """A list as it stood: its heads, and of each row its line and its cells as text."""

    heads: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    def kept(self) -> str:
        """For the form of the preview: nothing of a list lies in the service until it is
        confirmed."""
        return json.dumps([self.heads, self.rows], ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def again(cls, kept: str) -> "Table":
        """Raises BadFile for what was never kept."""
        try:
            heads, rows = json.loads(kept)
            table = cls(
                [str(h) for h in heads],
                [(int(line), [str(cell) for cell in cells]) for line, cells in rows],
            )
        except (ValueError, TypeError):
            raise BadFile("unreadable") from None
        if len(table.rows) > MOST_ROWS:
            raise BadFile("too_many_rows")
        return table

    @property
    def columns(self) -> list[str]:
        return headers.columns_of(self.heads)


def table_of(path: Path) -> Table:
    """Raises BadFile."""
    with opened(path) as sheet:
        rows = list(islice(sheet.rows, MOST_ROWS + headers.LOOKED_THROUGH + 1))
    place = headers.head_of(rows)
    if place is None:
        raise BadFile("no_head_of_people")
    table = Table([written(head) for head in rows[place][1]])
    columns = table.columns
    if not set(headers.NEEDED) <= {*columns} or not set(headers.PLACED) & {*columns}:
        raise BadFile("no_head_of_people")
    below = rows[place + 1 :]
    if below and numbers_the_columns(below[0][1]):
        del below[0]
    if not below:
        raise BadFile("no_rows")
    if len(below) > MOST_ROWS:
        raise BadFile("too_many_rows")
    table.rows = [(line, [written(cell) for cell in cells]) for line, cells in below]
    return table


def written(cell: Any) -> str:
    if hasattr(cell, "year"):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()[:MOST_CELL]


def judge(table: Table, places: Places) -> list[Judged]:
    columns = table.columns
    found = []
    for line, cells in table.rows:
        row, faults = None, [Fault("row", "too_many_cells")]
        if not any(cells[len(columns) :]):
            named = {c: cell for c, cell in zip(columns, cells, strict=False) if c}
            row, faults = judged(line, named, places)
        found.append(Judged(line, cells, row, faults))
    return found
