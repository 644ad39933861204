"""Answers that come back as a table, of a bank or of the BPJS branch: read whole or not at all.

What the columns mean, and what becomes of a line, is the business of whoever asked.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regencies.lists import as_texts, columns_of, filled, head_and_rows, workbook
from regencies.roster.files import BadFile
from regencies.roster.headers import LOOKED_THROUGH

MOST_ROWS = 2_000
# Beside those of regencies.roster.words.
FILE_WORDS = {
    "no_head_of_answers": gettext_lazy("No row names the columns that are needed."),
    "too_many_lines": gettext_lazy("There are too many lines in this file; divide it."),
}


@dataclass(frozen=True)
class Columns:
    """words: each column's own heads, in the shape that `plain` gives, or longer ones in lower
    case. needed: without these it is no such table."""

    words: Mapping[str, Sequence[str]]
    needed: Sequence[str]

    def named(self, heads: Sequence[object]) -> list[str]:
        """Column by place; empty for what is left out. Two heads of one column: the first."""
        known = {word: column for column, words in self.words.items() for word in words}
        return columns_of(heads, known)


@dataclass(frozen=True)
class Line:
    """number: as the office sees it. said: column to what its cell says, as text."""

    number: int
    cells: list[str]
    said: dict[str, str]


@dataclass
class Answers:
    """A table as it stood: its heads, and of each line its number and its cells as text."""

    columns: Columns
    heads: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        named = self.columns.named(self.heads)
        return [
            Line(n, cells, {c: cell for c, cell in zip(named, cells, strict=False) if c})
            for n, cells in self.rows
        ]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.kept().encode()).hexdigest()

    def kept(self) -> str:
        """For the form of a preview: nothing of the table lies in the service meanwhile."""
        return json.dumps([self.heads, self.rows], ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def again(cls, kept: str, columns: Columns) -> "Answers":
        """Raises BadFile for what was never kept."""
        try:
            heads, rows = json.loads(kept)
            table = cls(
                columns,
                [str(head) for head in heads],
                [(int(n), [str(cell) for cell in cells]) for n, cells in rows],
            )
        except (ValueError, TypeError):
            raise BadFile("unreadable") from None
        if len(table.rows) > MOST_ROWS:
            raise BadFile("too_many_lines")
        return table


def read(path: Path, columns: Columns) -> Answers:
    """Raises BadFile, with a code of FILE_WORDS here or of regencies.roster.words."""
    heads, rows = head_and_rows(
        path, partial(_head_of, columns=columns), most=MOST_ROWS,
        no_head="no_head_of_answers", too_many="too_many_lines",
    )  # fmt: skip
    return Answers(columns, as_texts(heads), [(n, as_texts(cells)) for n, cells in rows])


def _head_of(rows: Sequence[tuple[int, list]], columns: Columns) -> int | None:
    """The first row that names all columns that are needed."""
    for place, (_n, cells) in enumerate(rows[:LOOKED_THROUGH]):
        if set(columns.needed) <= set(columns.named(cells)):
            return place
    return None


def with_faults(answers: Answers, faults: Mapping[int, Sequence[str]]) -> bytes:
    """The lines that have faults, as they stood, and a last column that says why: XLSX, all cells
    text, to correct and bring again. faults: by the line's number."""
    width = len(answers.heads)
    rows = [[*answers.heads, _("Row"), _("What is wrong")]]
    for n, cells in answers.rows:
        if n in faults:
            rows.append([*filled(cells[:width], width), str(n), "; ".join(faults[n])])
    return workbook(rows, width + 2)
