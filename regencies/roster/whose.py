"""Whose list a file is, where nobody says so: the regency in which its villages lie."""

from itertools import islice
from pathlib import Path

from regencies.models import Regency
from regencies.roster import headers
from regencies.roster.cells import Wrong, said
from regencies.roster.files import BadFile, opened
from regencies.roster.places import Places

LOOKED_AT = 1_000  # rows


def regency_of(path: Path) -> str:
    """The code of the one regency served here that most of the first rows lie in; empty where
    none is told, or two are told as often. A file that can't be read is told by reading it."""
    served = list(Regency.objects.filter(served=True).values_list("code", flat=True))
    if len(served) == 1:
        return served[0]
    try:
        with opened(path) as sheet:
            rows = list(islice(sheet.rows, LOOKED_AT))
    except BadFile:
        return served[0] if served else ""
    place = headers.head_of(rows, {})
    if place is None:
        return served[0] if served else ""
    columns = headers.columns_of(rows[place][1], {})
    at = {columns[headers.plain(head)]: n for n, head in enumerate(rows[place][1])
          if headers.plain(head) in columns}  # fmt: skip
    found = sorted(
        (sum(_lies_in(places, cells, at) for _, cells in rows[place + 1 :]), places.regency)
        for places in map(Places.of, served)
    )
    most = found[-1][0] if found else 0
    told = [code for n, code in found if n == most]
    return told[0] if most and len(told) == 1 else ""


def _lies_in(places: Places, cells: list, at: dict[str, int]) -> bool:
    def cell(column: str) -> str:
        return said(cells[at[column]]) if at.get(column, len(cells)) < len(cells) else ""

    try:
        if code := cell("village_code"):
            return bool(places.by_code(code))
        return bool(cell("village") and places.by_name(cell("district"), cell("village")))
    except Wrong as wrong:
        return wrong.args[0] == "village_ambiguous"
