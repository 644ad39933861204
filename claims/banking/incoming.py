"""The bank's answer from its file, line by line, as it stands there."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from claims.banking import heads
from claims.rules.bank_answers import PAID, Said
from regencies.lists import head_and_rows
from regencies.roster.cells import Wrong, day, said
from regencies.roster.files import BadFile
from regencies.roster.headers import masked, plain

MOST_ROWS = 5_000
MOST_CELL = 200  # signs


@dataclass(frozen=True)
class Line:
    """line: as the bank's file counts; the rest as text, nothing judged."""

    line: int
    reference: str
    result: str
    on: str
    amount: str
    bank_reference: str = ""
    reason: str = ""

    def said(self) -> Said:
        return Said(
            heads.RESULTS.get(plain(self.result), ""), _day(self.on), rupiah_in(self.amount),
            self.bank_reference[:60],
        )  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """A whole file. Columns that nobody asked for (names, accounts) are not kept."""

    file_name: str
    sha256: str
    lines: Sequence[Line] = field(default_factory=list)

    def plain(self) -> dict:
        """As a form may carry it from the look to the booking."""
        return asdict(self)

    @classmethod
    def again(cls, kept: dict) -> "Answer":
        lines = [Line(**line) for line in kept["lines"]]
        return cls(kept["file_name"], kept["sha256"], lines)


def answer_of(path: Path, file_name: str) -> Answer:
    """Raises BadFile: unreadable, a column that is not there, a sum that is not that of its
    lines."""
    # The sum under the lines is a row of its own.
    head, below = head_and_rows(
        path, heads.head_of, most=MOST_ROWS + 1, no_head="no_head_of_answer"
    )
    columns = heads.columns_of(head)
    lines: list[Line] = []
    for number, cells in below:
        named = {c: _text(cell) for c, cell in zip(columns, cells, strict=False) if c}
        if _is_total(named, cells):
            _check_total(named.get("amount", ""), lines)
            continue
        lines.append(Line(number, **{name: named.get(name, "") for name in heads.COLUMNS}))
    if not lines:
        raise BadFile("no_rows")
    if len(lines) > MOST_ROWS:
        raise BadFile("too_many_rows")
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    return Answer(masked(file_name)[-120:], checksum, lines)


def _is_total(named: dict[str, str], cells: Sequence[Any]) -> bool:
    words = [plain(cell) for cell in cells if cell not in {None, ""}]
    return not named.get("result") and bool(words) and words[0] in heads.TOTALS


def _check_total(total: str, lines: Sequence[Line]) -> None:
    paid = sum(one.amount or 0 for one in (line.said() for line in lines) if one.result == PAID)
    if rupiah_in(total) != paid:
        raise BadFile("wrong_sum")


def _text(cell: Any) -> str:
    if hasattr(cell, "year"):
        return f"{cell:%d/%m/%Y}"
    return said(cell)[:MOST_CELL]


def _day(text: str):
    try:
        # Some write the hour behind it.
        return day(re.sub(r"[ T][0-9]{1,2}[:.][0-9]{2}([:.][0-9]{2})?$", "", text))
    except Wrong:
        return None


def rupiah_in(text: str) -> int | None:
    """Whole rupiah, as banks write them: 1000000, 1.000.000,00, 1,000,000.00, Rp 1.000.000."""
    typed = re.sub(r"^(rp|idr)\.?\s*|\s", "", text.strip(), flags=re.IGNORECASE)
    by_points = re.fullmatch(r"([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,00?|,-)?", typed)
    by_commas = re.fullmatch(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.00?)?", typed)
    found = by_points or by_commas
    return int(re.sub("[.,]", "", found[1])) if found else None
