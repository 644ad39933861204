"""A list of officials from its file, or from what its preview kept of it."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from regencies.appointing import headers
from regencies.appointing.judging import Fault, Judged, judged
from regencies.appointing.places import Places
from regencies.lists import as_texts, head_and_rows
from regencies.roster.files import BadFile

# A regency has some 300 villages; the largest some 800.
MOST_ROWS = 5_000


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
    heads, rows = head_and_rows(path, headers.head_of, most=MOST_ROWS, no_head="no_head_of_people")
    return Table(as_texts(heads), [(line, as_texts(cells)) for line, cells in rows])


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
