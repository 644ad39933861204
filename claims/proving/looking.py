"""What in a text is a number that must not stand there."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.apps import apps
from django.db import connection
from psycopg import sql

from claims.rules import identity
from regencies.models.sealed import blind, sealed_columns

# Shorter ones say nothing: years, sums and lines would all be numbers of somebody.
SHORTEST, LONGEST = 7, 20
# Digits in one piece, or in groups as people write them.
RUNS = re.compile(rf"(?<![0-9])[0-9]{{{SHORTEST},{LONGEST}}}(?![0-9])")
GROUPS = re.compile(r"(?<![0-9])[0-9]{2,6}(?:[ .-][0-9]{2,6}){1,5}(?![0-9])")
# Beside one of these a run is part of a checksum or of sealed bytes, not a number of its own;
# a number that is known by its index is told all the same.
OF_A_CODE = re.compile(r"[0-9A-Za-z+/=_]")
PHONE = re.compile(r"(?<![0-9])\+?(?:62|0)8[0-9]{7,11}(?![0-9])")


class Spot(NamedTuple):
    """Where a text stands: (table.column and row, or a file and its line)."""

    where: str
    row: str


class Hit(NamedTuple):
    """what: a NIK or KK by its form, or the purpose of the sealed column whose value it is."""

    spot: Spot
    what: str


def bare(number: str) -> str:
    return re.sub(r"[^0-9]", "", number)


def suspects(text: str) -> Iterator[tuple[str, bool]]:
    """(digits, whether they are a NIK or KK by their form)."""
    for found in RUNS.finditer(text):
        yield found[0], _well_formed(found[0], text, found)
    for found in GROUPS.finditer(text):
        digits = bare(found[0])
        if SHORTEST <= len(digits) <= LONGEST and digits != found[0]:
            yield digits, _well_formed(digits, text, found)


def _well_formed(digits: str, text: str, found: re.Match) -> bool:
    if identity.faults(digits) or digits[2:4] == "00" or digits[4:6] == "00":
        return False
    around = text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 1]
    return not OF_A_CODE.search(around)


def phones_in(text: str) -> Iterator[str]:
    for found in PHONE.finditer(text):
        digits = bare(found[0])
        yield "62" + digits[1:] if digits.startswith("0") else digits


class Known:
    """Which digits are a number of somebody: by the blind indexes of all tables."""

    def __init__(self):
        self.columns = [one for one in sealed_columns() if one.index]
        self.purposes = sorted({one.purpose for one in self.columns} & {"nik", "kk", "account"})

    def among(self, numbers: Iterable[str]) -> dict[str, str]:
        """Number to the purpose of the column that keeps it."""
        said = sorted(set(numbers))
        found: dict[str, str] = {}
        for purpose in self.purposes:
            indexes = {blind(number, purpose): number for number in said}
            for column in (one for one in self.columns if one.purpose == purpose):
                for index in self._kept(column, list(indexes)):
                    found.setdefault(indexes[index], purpose)
        return found

    def _kept(self, column, indexes: Sequence[str]) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("SELECT DISTINCT {i} FROM {t} WHERE {i} = ANY(%s)").format(
                    t=sql.Identifier(column.table), i=sql.Identifier(column.index)
                ),
                [indexes],
            )
            return [row[0] for row in cursor.fetchall()]


# What officials changed in their own accounts, kept as it was.
CHANGES = {("regencies_change", "before"), ("regencies_change", "after")}


def phone_columns() -> set[tuple[str, str]]:
    """Where phones of people stand open, because somebody must ring them."""
    return {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.attname.endswith("phone")
    }


class KnownPhones:
    """The phones that stand in those columns."""

    def among(self, numbers: Iterable[str]) -> set[str]:
        ends = sorted({number[2:] for number in numbers})
        bare_end = "regexp_replace({c}, '^([+]?62|0)|[^0-9]', '', 'g')"
        found: set[str] = set()
        with connection.cursor() as cursor:
            for table, column in sorted(phone_columns()):
                cursor.execute(
                    sql.SQL(
                        f"SELECT DISTINCT {bare_end} FROM {{t}} WHERE {bare_end} = ANY(%s)"  # noqa: S608
                    ).format(t=sql.Identifier(table), c=sql.Identifier(column)),
                    [ends],
                )
                found |= {f"62{row[0]}" for row in cursor.fetchall()}
        return found


class Judge:
    """Takes texts, some hundred at a time, and tells where a number of somebody stands."""

    AT_ONCE = 5_000  # suspects

    def __init__(self):
        self.known, self.phones = Known(), KnownPhones()
        self.waiting: list[tuple[str, Spot]] = []
        self.ringing: list[tuple[str, Spot]] = []

    def look(self, text: str, spot: Spot, *, phones: bool = True) -> Iterator[Hit]:
        for digits, well_formed in suspects(text):
            if well_formed:
                yield Hit(spot, "NIK or KK by its form")
            else:
                self.waiting.append((digits, spot))
        if phones:
            self.ringing += [(number, spot) for number in phones_in(text)]
        if len(self.waiting) + len(self.ringing) > self.AT_ONCE:
            yield from self.judged()

    def judged(self) -> Iterator[Hit]:
        """Those that wait to be looked up. Called once more at the end."""
        waiting, ringing = self.waiting, self.ringing
        self.waiting, self.ringing = [], []
        if waiting:
            found = self.known.among(digits for digits, _ in waiting)
            yield from (Hit(spot, found[digits]) for digits, spot in waiting if digits in found)
        if ringing:
            known = self.phones.among(number for number, _ in ringing)
            yield from (Hit(spot, "phone") for number, spot in ringing if number in known)
