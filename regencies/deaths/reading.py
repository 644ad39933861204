"""A list of deaths from its file, or from what its preview kept of it; each row judged."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from regencies.deaths import headers
from regencies.lists import as_texts, head_and_rows
from regencies.models.sealed import seal_bytes, unseal_bytes
from regencies.roster import cells
from regencies.roster.cells import Wrong, empty, said
from regencies.roster.files import BadFile
from regencies.roster.headers import masked
from regencies.roster.judging import Fault, spoiled
from regencies.roster.places import Places

# A regency has some 5,000 deaths a year.
MOST_ROWS = 20_000
# Of all its cells, in signs: 300 in a row. One text may stand in many cells of a small workbook.
MOST_SIGNS = 6_000_000
# Of what was kept, in bytes once it is unpacked: no sign takes more as JSON.
MOST_KEPT = 12 * MOST_SIGNS
KEPT = "deaths"
YES = frozenset("ya y yes 1 benar kecelakaan jkk x".split())
READERS = {
    "name": ("name", cells.name),
    "born_on": ("born_on", cells.day),
    "sex": ("sex", cells.sex),
    "died_on": ("died_on", cells.day),
    "akta": ("akta", cells.text(40)),
}


@dataclass(frozen=True)
class Told:
    """One death as a list tells of it."""

    line: int
    name: str
    died_on: date
    village: str
    nik: str = ""
    born_on: date | None = None
    sex: str = ""
    akta: str = ""
    accident: bool = False


@dataclass(frozen=True)
class Judged:
    line: int
    cells: list[str]
    told: Told | None
    faults: list[Fault]


@dataclass
class Table:
    """A list as it stood: its heads, and of each row its line and its cells as text."""

    heads: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    name: str = ""
    sha256: str = ""

    def kept(self) -> str:
        """Sealed, for the form of the preview: nothing of a list lies in the service until it is
        confirmed, and a page shows no number. Packed first, so that a year's list of a regency
        goes into a form."""
        plain = json.dumps([self.heads, self.rows, self.name, self.sha256])
        return seal_bytes(zlib.compress(plain.encode()), KEPT)

    @classmethod
    def again(cls, kept: str) -> "Table":
        """Raises BadFile for what was never kept."""
        try:
            packing = zlib.decompressobj()
            plain = packing.decompress(unseal_bytes(kept, KEPT), MOST_KEPT)
            if not packing.eof:
                raise BadFile("too_big")
            heads, rows, name, sha256 = json.loads(plain)
        except Exception:
            raise BadFile("unreadable") from None
        return cls(heads, [(line, cells) for line, cells in rows], name, sha256)


def table_of(path: Path, name: str) -> Table:
    """Raises BadFile. Of the file's name no long number is kept."""
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    heads, rows = head_and_rows(path, headers.head_of, most=MOST_ROWS, no_head="no_head_of_deaths")
    heads, found = as_texts(heads), [(line, as_texts(row)) for line, row in rows]
    if sum(map(_signs, [heads, *(row for _, row in found)])) > MOST_SIGNS:
        raise BadFile("too_big")
    return Table(heads, found, masked(Path(name).name)[-120:] or "-", checksum)


def _signs(row: list[str]) -> int:
    """With what parts its cells from each other, and it from the next."""
    return sum(map(len, row)) + 4 * (len(row) + 2)


def judge(table: Table, places: Places, today: date, own: str = "") -> list[Judged]:
    """own: the one village whose list it is; then no column need tell it, and no other may."""
    columns = headers.columns_of(table.heads)
    numbers = [row[columns.index("nik")] for _, row in table.rows
               if "nik" in columns and columns.index("nik") < len(row)]  # fmt: skip
    cut = spoiled(numbers)
    found: list[Judged] = []
    before: dict[object, Told] = {}
    for line, row in table.rows:
        told, faults = None, [Fault("row", "too_many_cells")]
        if not any(row[len(columns) :]):
            named = zip(columns, row, strict=False)
            given = {column: cell for column, cell in named if column and not empty(cell)}
            told, faults = _judged(line, given, places, today, own, cut)
        if told and (other := before.get(identity(told))) and not _agree(other, told):
            told, faults = None, [Fault("row", "differs", other.line)]
        if told:
            before.setdefault(identity(told), told)
        found.append(Judged(line, row, None if faults else told, faults))
    return found


def identity(told: Told) -> tuple:
    """What makes two rows one death: the NIK, or without it name, birth, death and village."""
    if told.nik:
        return (told.nik,)
    return (told.name.casefold(), told.born_on, told.died_on, told.village)


def _agree(one: Told, other: Told) -> bool:
    return (one.name.casefold(), one.died_on, one.village) == (
        other.name.casefold(), other.died_on, other.village,
    )  # fmt: skip


def _judged(
    line: int, given: Mapping[str, str], places: Places, today: date, own: str, cut: bool
) -> tuple[Told | None, list[Fault]]:
    values: dict[str, Any] = {}
    faults = [Fault(column, "empty") for column in headers.NEEDED if column not in given]
    if not given.keys() & {*headers.KNOWN_BY}:
        faults.append(Fault("nik", "no_nik_nor_birth"))
    readers = READERS | {"nik": ("nik", lambda cell: cells.nik(cell, spoiled=cut))}
    for column, (to, reader) in readers.items():
        if column in given:
            try:
                values[to] = reader(given[column])
            except Wrong as wrong:
                faults.append(Fault(column, *wrong.args))
    values["accident"] = said(given.get("accident")).lower() in YES
    faults += _place(given, values, places, own) + _odd(values, today)
    return (None if faults else Told(line=line, **values)), faults


def _place(given: Mapping, values: dict, places: Places, own: str) -> list[Fault]:
    column = "village_code" if "village_code" in given else "village"
    try:
        if "village_code" in given:
            values["village"] = places.by_code(said(given["village_code"]))
        elif "village" in given:
            values["village"] = places.by_name(said(given.get("district")), said(given["village"]))
        elif own:
            values["village"] = own
        else:
            return [Fault("village", "empty")]
    except Wrong as wrong:
        return [Fault(column, *wrong.args)]
    return [Fault(column, "village_not_yours")] if own and values["village"] != own else []


def _odd(values: Mapping, today: date) -> list[Fault]:
    """What can't be of a person."""
    faults = []
    if "died_on" in values and values["died_on"] > today:
        faults.append(Fault("died_on", "in_the_future"))
    if values.get("born_on") and "died_on" in values and values["died_on"] < values["born_on"]:
        faults.append(Fault("died_on", "before_birth"))
    return faults
