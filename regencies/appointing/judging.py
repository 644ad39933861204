"""One row of a list of officials: its values, or everything that is wrong with it by itself."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from regencies.appointing import roles
from regencies.appointing.places import Places
from regencies.phones import international
from regencies.roster import cells
from regencies.roster.cells import Wrong, empty, said


@dataclass(frozen=True)
class Fault:
    """column: one of headers.COLUMNS, or "row". code: of words.FAULT_WORDS. about: what the
    sentence fills in (a name, a day, a row)."""

    column: str
    code: str
    about: str = ""


@dataclass(frozen=True)
class Row:
    """A row that is right by itself. Empty texts and no last day say nothing: what is known
    stays. to_on is never before from_on."""

    line: int
    role: str
    place: str
    name: str
    from_on: date
    to_on: date | None = None
    username: str = ""
    phone: str = ""
    email: str = ""
    acting: str = ""
    acts_for: str = ""
    decree: str = ""


@dataclass
class Judged:
    line: int
    cells: list[str]
    row: Row | None = None
    faults: list[Fault] = field(default_factory=list)


def phone(cell: Any) -> str:
    """As a spreadsheet leaves it, too: without the zero before it."""
    value = re.sub(r"[^0-9+]", "", said(cell))
    found = international(f"0{value}" if value.startswith("8") else value)
    if re.search("[a-z]", said(cell).lower()) or not found:
        raise Wrong("no_phone")
    return found


def email(cell: Any) -> str:
    value = said(cell)
    try:
        validate_email(value)
    except ValidationError:
        raise Wrong("no_email") from None
    if len(value) > 254:
        raise Wrong("too_long")
    return value


def acting(cell: Any) -> str:
    word = roles.plain(said(cell))
    if word in roles.ORDINARY:
        return ""
    if word not in roles.ACTING:
        raise Wrong("no_acting")
    return roles.ACTING[word]


Reader = Callable[[Any], Any]
READERS: dict[str, tuple[str, Reader]] = {
    "name": ("name", cells.name),
    "username": ("username", cells.text(150)),
    "phone": ("phone", phone),
    "email": ("email", email),
    "from": ("from_on", cells.day),
    "to": ("to_on", cells.day),
    "acting": ("acting", acting),
    "acts_for": ("acts_for", cells.text(120)),
    "decree": ("decree", cells.text(80)),
}


def judged(line: int, row: Mapping[str, Any], places: Places) -> tuple[Row | None, list[Fault]]:
    """row: column to cell."""
    given = {column: cell for column, cell in row.items() if not empty(cell)}
    values: dict[str, Any] = {}
    faults = [Fault(c, "empty") for c in ("role", "name", "from") if c not in given]
    for column, (to, reader) in READERS.items():
        if column in given:
            try:
                values[to] = reader(given[column])
            except Wrong as wrong:
                faults.append(Fault(column, *wrong.args))
    if "role" in given:
        found = roles.role_of(said(given["role"]))
        if found is None:
            faults.append(Fault("role", "no_role"))
        else:
            values["role"] = found[0]
            if found[1]:
                values["acting"] = found[1]
            faults += _place(given, values, places)
    first, last = values.get("from_on"), values.get("to_on")
    if first and last and last < first:
        faults.append(Fault("to", "ends_before"))
    if values.get("acts_for") and not values.get("acting"):
        faults.append(Fault("acts_for", "acts_for_without"))
    return (None, faults) if faults else (Row(line, **values), [])


def _place(given: Mapping, values: dict, places: Places) -> list[Fault]:
    length = roles.level(values["role"])
    try:
        if "place_code" in given:
            values["place"] = places.by_code(said(given["place_code"]), length)
        else:
            _column, values["place"] = places.by_name(
                *(said(given.get(part)) for part in ("regency", "district", "village")), length
            )
    except Wrong as wrong:
        code, *column = wrong.args
        return [Fault(*(column or ["place_code"]), code)]
    return []
