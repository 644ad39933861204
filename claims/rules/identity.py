"""NIK and KK as numbers: what is surely wrong, and what only looks odd.

Only a number that cannot exist is refused. The area is that of the first registration and
the birth date that of the first record, so a difference is a warning, never a refusal.
Source: rules.md 7.1 (SRC-49, SRC-50).
"""

import re
from dataclasses import dataclass
from datetime import date

PROVINCES = frozenset(
    """11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65
    71 72 73 74 75 76 81 82 91 92 93 94 95 96""".split()
)
WOMEN_DAYS = 40


@dataclass(frozen=True)
class Reading:
    """What a NIK says: the area (6 digits), day and month of birth, two digits of the
    year, and whether it was given to a woman."""

    area: str
    day: int
    month: int
    year: int
    woman: bool


def cleaned(text: str) -> str:
    """Without the dots, dashes and spaces that people type between the digits."""
    return re.sub(r"[\s.\-]", "", text)


def faults(number: str, *, card: str = "nik") -> list[str]:
    """Codes of what makes a NIK (or a KK, `card="kk"`) impossible; empty if it can exist."""
    if not re.fullmatch(r"[0-9]{16}", number):
        return ["not_16_digits"]
    found = []
    if number[:2] not in PROVINCES:
        found.append("unknown_province")
    day, month = int(number[6:8]), int(number[8:10])
    if card == "nik" and day > WOMEN_DAYS:
        day -= WOMEN_DAYS
    if not 1 <= day <= 31 or not 1 <= month <= 12:
        found.append("impossible_date")
    if number[12:] == "0000":
        found.append("dummy_serial")
    return found


def read(nik: str) -> Reading:
    """The parts of a NIK without faults."""
    day = int(nik[6:8])
    woman = day > WOMEN_DAYS
    return Reading(
        nik[:6], day - WOMEN_DAYS if woman else day, int(nik[8:10]), int(nik[10:12]), woman
    )


def born_on(nik: str, by: date) -> date | None:
    """The birth date in a NIK, in the latest century in which it lies before this day. None
    for a number that can't exist or a day that no month has."""
    if faults(nik):
        return None
    said = read(nik)
    year = by.year - by.year % 100 + said.year
    for candidate in (year, year - 100):
        try:
            found = date(candidate, said.month, said.day)
        except ValueError:
            continue
        if found <= by:
            return found
    return None
