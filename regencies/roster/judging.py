"""One row of an office's list: the values for the roster, or everything that is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from regencies.roster import cells
from regencies.roster.cells import Wrong, empty
from regencies.roster.places import Places

# Column of the file to (column of the roster, reader of a cell that is not empty).
Reader = Callable[[Any], Any]
PERSON: dict[str, tuple[str, Reader]] = {
    "name": ("name", cells.name),
    "born_on": ("born_on", cells.day),
    "sex": ("sex", cells.sex),
    "segment": ("segment", cells.segment),
    "base": ("base", cells.money),
    "kpj": ("kpj", cells.text(20)),
    "decile": ("decile", cells.decile),
    "decile_source": ("decile_source", cells.remembered(cells.text(80))),
    "decile_as_of": ("decile_as_of_on", cells.day),
}
COVER: dict[str, tuple[str, Reader]] = {
    "cover_from": ("from_on", cells.day),
    "cover_to": ("to_on", cells.day),
    "payer": ("payer", cells.remembered(cells.text(80))),
    "agreement": ("agreement", cells.remembered(cells.text(80))),
    "months": ("months", cells.months),
}
# Of these a row tells of cover; who pays, said once for a whole list, tells of none.
TELLING = ("cover_from", "cover_to", "agreement", "months")
# What may be said once for all rows of a file.
FOR_ALL = ("category", "segment", "decile_source", "decile_as_of", "cover_from", "cover_to",
           "payer", "agreement")  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """column: one of headers.COLUMNS, or "row". code: of words.FAULT_WORDS. line: of another row
    that it is about, or 0."""

    column: str
    code: str
    line: int = 0


@dataclass(frozen=True)
class Known:
    """What a row is judged by.

    categories: as a cell may say it, plainly, to its code. for_all: column to the value that
    holds where a row's cell is empty. spoiled: columns of numbers that a spreadsheet has cut.
    """

    places: Places
    categories: Mapping[str, str]
    today: date
    for_all: Mapping[str, Any] = field(default_factory=dict)
    spoiled: frozenset[str] = frozenset()


def judged(row: Mapping[str, Any], known: Known) -> tuple[dict[str, Any], list[Fault]]:
    """The values by column of the staged row, and every fault; with a fault the values are of no
    use. row: column to cell."""
    given = {column: cell for column, cell in row.items() if not empty(cell)}
    for column, cell in known.for_all.items():
        given.setdefault(column, cell)
    values: dict[str, Any] = {}
    faults: list[Fault] = []

    def take(column: str, to: str, reader: Reader) -> None:
        try:
            values[to] = reader(given[column])
        except Wrong as wrong:
            faults.append(Fault(column, *wrong.args))

    for column in ("nik", "name", "category"):
        if column not in given:
            faults.append(Fault(column, "empty"))
    if "nik" in given:
        take("nik", "nik", lambda cell: cells.nik(cell, spoiled="nik" in known.spoiled))
    if "kk" in given:
        take("kk", "kk", lambda cell: cells.card(cell, spoiled="kk" in known.spoiled))
    for column, (to, reader) in PERSON.items():
        if column in given:
            take(column, to, reader)
    if "category" in given:
        take("category", "category", lambda cell: _category(cell, known))
    _village(given, values, faults, known.places)
    faults += _odd(given, values, known.today)
    if any(column in given for column in TELLING) or not empty(row.get("payer")):
        for column, (to, reader) in COVER.items():
            if column in given:
                take(column, to, reader)
        faults += _cover(given, values)
    return values, faults


def _category(cell: Any, known: Known) -> str:
    found = known.categories.get(spelled(cells.said(cell)))
    if found is None:
        raise Wrong("no_category")
    return found


@cells.remembered
def spelled(word: str) -> str:
    """ "RT/RW", "rt rw" and "Rt_Rw" are one category."""
    return "".join(sign for sign in word.lower() if sign.isalnum())


def _village(given: Mapping, values: dict, faults: list[Fault], places: Places) -> None:
    column = "village_code" if "village_code" in given else "village"
    try:
        if "village_code" in given:
            values["village_id"] = places.by_code(cells.said(given["village_code"]))
        elif "village" in given:
            values["village_id"] = places.by_name(
                cells.said(given.get("district")), cells.said(given["village"])
            )
    except Wrong as wrong:
        faults.append(Fault(column, *wrong.args))


def _odd(given: Mapping, values: Mapping, today: date) -> list[Fault]:
    """What can't be of a person."""
    faults = []
    if "born_on" in values and values["born_on"] > today:
        faults.append(Fault("born_on", "in_the_future"))
    if "decile" in values:
        # A decile whose age and origin nobody knows can't be weighed against another.
        for column in ("decile_source", "decile_as_of"):
            if column not in given:
                faults.append(Fault(column, "empty_beside_decile"))
    if "decile_as_of_on" in values and values["decile_as_of_on"] > today:
        faults.append(Fault("decile_as_of", "in_the_future"))
    return faults


def _cover(given: Mapping, values: Mapping) -> list[Fault]:
    faults = [
        Fault(column, "empty_beside_cover")
        for column in ("cover_from", "cover_to", "payer")
        if column not in given
    ]
    if "from_on" in values and "to_on" in values:
        first, last = values["from_on"], values["to_on"]
        if last < first:
            faults.append(Fault("cover_to", "ends_before"))
        elif values.get("months", 0) > _touched(first, last):
            faults.append(Fault("months", "too_many_months"))
    return faults


def _touched(first: date, last: date) -> int:
    """Calendar months of which the period has a day."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def spoiled(numbers: list[Any]) -> bool:
    """Whether a column of NIK or KK has been through a spreadsheet that keeps fifteen digits: of
    real numbers one in ten ends in a zero."""
    found = [cells.said(one) for one in numbers if len(cells.said(one)) == 16]
    return len(found) >= 20 and sum(one.endswith("0") for one in found) * 2 > len(found)
