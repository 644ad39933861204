"""The reviewed tables in data/, read as plain values: no database, no Django.

load_reference writes them into the database; the calculator commands read them from here.
"""

import csv
import functools
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
SHAPES = {
    2: re.compile(r"[0-9]{2}"),
    5: re.compile(r"[0-9]{2}\.[0-9]{2}"),
    8: re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}"),
    13: re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[123][0-9]{3}"),
}


class BadTable(Exception):
    """A table that can't be read: which file, which line, what is wrong."""


def text(value: str) -> str:
    if not value:
        raise ValueError("is empty")
    return value


def text_or_none(value: str) -> str | None:
    return value or None


def number_or_none(value: str) -> Decimal | None:
    try:
        return Decimal(value) if value else None
    except InvalidOperation:
        raise ValueError(f"{value!r} is no number") from None


def int_or_none(value: str) -> int | None:
    return int(value) if value else None


def yes_or_no(value: str) -> bool:
    if value not in {"yes", "no"}:
        raise ValueError(f"{value!r} is neither yes nor no")
    return value == "yes"


def numbers(value: str) -> list[int]:
    """ "3 1 0" """
    return [int(part) for part in value.split()]


def ladder(value: str) -> list[dict]:
    """ "0:holder 1:camat+sekda": days after the due day, and who is told then."""
    steps = []
    for part in value.split():
        days, _, roles = part.partition(":")
        steps.append({"after_days": int(days), "to": text(roles).split("+")})
    return steps


def place_code(value: str) -> str:
    shape = SHAPES.get(len(value))
    if shape is None or not shape.fullmatch(value):
        raise ValueError(f"{value!r} is no code of a place")
    return value


Columns = dict[str, Callable[[str], object]]
SOURCED: Columns = {"source": text, "confidence": text}
PLACES: Columns = {"code": place_code, "name": text, "also_named": str, "served": bool}
TABLES: dict[str, Columns] = {
    "places": PLACES,
    "holidays": {"day": date.fromisoformat, "name": text, "kind": text, **SOURCED},
    "programmes": {
        "code": text,
        "name": text,
        "regency": text_or_none,
        "decided_by": text,
        **SOURCED,
    },
    "figures": {
        "key": text,
        "regency": text_or_none,
        "from_on": date.fromisoformat,
        "value": number_or_none,
        "unit": text,
        **SOURCED,
    },
    "deadline_rules": {
        "regency": text_or_none,
        "stage": text,
        "programme": text_or_none,
        "from_on": date.fromisoformat,
        "days": int,
        "unit": text,
        "start_event": text,
        "warn_days": numbers,
        "warn_hour": int,
        "steps": ladder,
        "cut_off_hour": int_or_none,
        "extension_days": int,
        "extension_right": str,
        **SOURCED,
    },
    "check_rules": {
        "key": text,
        "regency": text_or_none,
        "from_on": date.fromisoformat,
        "blocks": yes_or_no,
        **SOURCED,
    },
    "categories": {"code": text, "name": text, "spellings": str, "segment": text},
    "sources": {"code": text, "title": text, "kind": text, "link": str},
    "papers": {
        "programme": text,
        "key": text,
        "name": text,
        "required": text,
        "asked_if": str,
        "original": yes_or_no,
        "note": str,
        "order": int,
        **SOURCED,
    },
}


def read(path: Path, columns: Columns) -> Iterator[dict]:
    """The rows of one file, each value in its type. Columns it does not ask for are left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file, strict=True)
            lacking = [name for name in columns if name not in (lines.fieldnames or [])]
            if lacking:
                raise BadTable(f"{path}: the column {lacking[0]!r} is missing.")
            for line in lines:
                yield _typed(path, lines.line_num, line, columns)
    except OSError as problem:
        raise BadTable(f"{path}: {problem.strerror}.") from None
    except (UnicodeDecodeError, csv.Error) as problem:
        raise BadTable(f"{path}: this is no CSV file in UTF-8 ({problem}).") from None


def _typed(path: Path, number: int, line: dict, columns: Columns) -> dict:
    if None in line or None in line.values():
        raise BadTable(f"{path}, line {number}: too many or too few columns.")
    row = {}
    for name, kind in columns.items():
        try:
            row[name] = kind(line[name].strip())
        except ValueError as problem:
            raise BadTable(f"{path}, line {number}: {name}: {problem}.") from None
    return row


@functools.cache
def table(name: str) -> tuple[dict, ...]:
    """One of our own tables, whole."""
    return tuple(read(DATA / f"{name}.csv", TABLES[name]))


def figures_in_force(day: date, regency_code: str | None = None) -> dict[str, Decimal]:
    """What Figure.objects.in_force answers, from the file: the figures of this day by key."""
    found: dict[str, dict] = {}
    # The last one to write a key wins: national before regency, old before new.
    for row in sorted(table("figures"), key=lambda row: (row["regency"] or "", row["from_on"])):
        if row["regency"] in {None, regency_code} and row["from_on"] <= day:
            found[row["key"]] = row
    return {key: row["value"] for key, row in found.items() if row["value"] is not None}


def days_off() -> frozenset[date]:
    """The national days off, of every known year."""
    return frozenset(row["day"] for row in table("holidays"))


def known_years() -> frozenset[int]:
    return frozenset(row["day"].year for row in table("holidays") if row["kind"] == "public")
