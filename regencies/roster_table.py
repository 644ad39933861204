"""The roster as a CSV file: its columns, and what makes a row one that can't be loaded.

A reason never repeats a value: where columns have slipped, any of them may hold a NIK.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from regencies.models import Participant
from regencies.tables import BadTable, place_code

WOMEN_DAYS = 40  # added to the day of birth in a woman's NIK (rules.md 7.1)
MOST_MONEY = 2**31 - 1


@dataclass(frozen=True)
class Row:
    """One line: the participant's values and, if it tells of one, a period of cover."""

    line: int
    nik: str
    village: str
    person: dict[str, object]
    cover: dict[str, object] | None


@dataclass(frozen=True)
class Refused:
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.column}: {self.reason}"


class Wrong(Exception):
    """column, reason"""


def text(longest: int) -> Callable[[str], str]:
    def read(value: str) -> str:
        if len(value) > longest:
            raise ValueError(f"is longer than {longest} characters")
        if not value.isprintable():
            raise ValueError("has characters that can't be printed")
        return value

    return read


def card(value: str, women_days: int = 0) -> str:
    """A NIK or KK whose digits could be one. The area is never judged: it is that of the
    first registration."""
    number = re.sub(r"[\s.\-]", "", value)
    if not re.fullmatch(r"[0-9]{16}", number):
        raise ValueError("has not 16 digits")
    day, month = int(number[6:8]), int(number[8:10])
    if day > women_days:
        day -= women_days
    if not 1 <= day <= 31 or not 1 <= month <= 12:
        raise ValueError("holds a date that can't be")
    if number.endswith("0000"):
        raise ValueError("ends in 0000, which is given to nobody")
    return number


def nik(value: str) -> str:
    return card(value, WOMEN_DAYS)


def day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("is no date such as 1971-03-12") from None


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,10}", value) or not lowest <= int(value) <= highest:
            raise ValueError(f"is no whole number from {lowest} to {highest}")
        return int(value)

    return read


def one_of(*words: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in words:
            raise ValueError(f"is none of {', '.join(words)}")
        return value

    return read


def village(value: str) -> str:
    try:
        if len(place_code(value)) == 13:
            return value
    except ValueError:
        pass
    raise ValueError("is no code of a village such as 16.02.05.2011")


# Column of the file to (column of the table, reader of a cell that is not empty).
PERSON: dict[str, tuple[str, Callable[[str], object]]] = {
    "kk": ("kk", card),
    "name": ("name", text(120)),
    "born_on": ("born_on", day),
    "sex": ("sex", one_of("M", "F")),
    "village_code": ("village_id", village),
    "category": ("category", one_of(*Participant.Category.values)),
    "segment": ("segment", one_of(*Participant.Segment.values)),
    "base": ("base", whole(1, MOST_MONEY)),
    "kpj": ("kpj", text(20)),
    "decile": ("decile", whole(1, 10)),
    "decile_source": ("decile_source", text(80)),
    "decile_as_of": ("decile_as_of_on", day),
}
COVER: dict[str, tuple[str, Callable[[str], object]]] = {
    "cover_from": ("from_on", day),
    "cover_to": ("to_on", day),
    "payer": ("payer", text(80)),
    "agreement": ("agreement", text(80)),
    "months": ("months", whole(0, 1200)),
}
COLUMNS = ("nik", *PERSON, *COVER)


def read(path: Path) -> Iterator[Row | Refused]:
    """Line by line. Raises BadTable where the file as a whole can't be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
            file.seek(0)
            # What a spreadsheet writes under Indonesian settings.
            split = ";" if header.count(";") > header.count(",") else ","
            lines = csv.DictReader(file, strict=True, delimiter=split)
            lacking = [name for name in COLUMNS if name not in (lines.fieldnames or [])]
            if lacking:
                raise BadTable(f"{path}: no header row with the column {lacking[0]!r}.")
            for cells in lines:
                try:
                    yield _row(lines.line_num, cells)
                except Wrong as wrong:
                    yield Refused(lines.line_num, *wrong.args)
    except OSError as problem:
        raise BadTable(f"{path}: {problem.strerror}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise BadTable(f"{path}: this is no CSV file in UTF-8.") from None


def _row(line: int, cells: dict) -> Row:
    if None in cells or None in cells.values():
        raise Wrong("row", "too many or too few columns")
    given = {name: cells[name].strip() for name in COLUMNS if cells[name].strip()}
    for name in ("nik", "name", "category"):
        if name not in given:
            raise Wrong(name, "is empty")
    number = _cell("nik", nik, given)
    # An empty cell says nothing: a list without deciles must not wipe those we know.
    person = {to: _cell(name, kind, given) for name, (to, kind) in PERSON.items() if name in given}
    cover = {to: _cell(name, kind, given) for name, (to, kind) in COVER.items() if name in given}
    return Row(line, number, person.get("village_id", ""), person, _cover(cover))


def _cell(name: str, kind: Callable[[str], object], given: dict[str, str]):
    try:
        return kind(given[name])
    except ValueError as problem:
        raise Wrong(name, str(problem)) from None


def _cover(cover: dict) -> dict[str, object] | None:
    if not cover:
        return None
    for name in ("cover_from", "cover_to", "payer"):
        if COVER[name][0] not in cover:
            raise Wrong(name, "is empty, though the row tells of cover")
    first, last = cover["from_on"], cover["to_on"]
    if last < first:
        raise Wrong("cover_to", "is before cover_from")
    touched = (last.year - first.year) * 12 + last.month - first.month + 1
    if cover.get("months", 0) > touched:
        raise Wrong("months", f"are more than the {touched} that the period touches")
    return cover
