"""What one cell says. A reader takes what a spreadsheet or a CSV gives and answers the value, or
raises Wrong with a code of words.FAULT_WORDS."""

import functools
import re
from datetime import date, datetime, timedelta
from typing import Any

PROVINCES = frozenset(
    """11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65
    71 72 73 74 75 76 81 82 91 92 93 94 95 96""".split()
)
WOMEN_DAYS = 40  # added to the day of birth in a woman's NIK (rules.md 7.1)
MOST_MONEY = 2**31 - 1
# Day 0 of a spreadsheet, as it counts from March 1900 on.
SERIAL = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 3_654, 73_050  # 1910 to 2099
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari february pebruari feb peb", "maret march mar mrt",
            "april apr", "mei may", "juni june jun", "juli july jul",
            "agustus august agu agt ags aug", "september sept sep",
            "oktober october okt oct", "november nopember nov nop", "desember december des dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
SEXES = {
    "M": "m l lk laki laki laki pria male laki2",
    "F": "f p pr perempuan wanita w female",
}
SEX_OF = {word: sex for sex, words in SEXES.items() for word in words.split()} | {"laki laki": "M"}
SEGMENTS = {
    "pu": "pu", "penerima upah": "pu", "bpu": "bpu", "bukan penerima upah": "bpu",
}  # fmt: skip


# What a list says in thousands of rows is read once. Only what could be read is kept, and no
# column whose cells are one person's own.
remembered = functools.lru_cache(maxsize=20_000, typed=True)


class Wrong(Exception):
    """code"""


def said(cell: Any) -> str:
    """A cell as text. A mark that only keeps a number text is no part of it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip(" \t\r\n").lstrip("'\u2018\u2019").strip()


def empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n'\u2018\u2019-"))


def card(cell: Any, *, women_days: int = 0, spoiled: bool = False) -> str:
    """A NIK or KK whose digits could be one. The area is never judged: it is that of the first
    registration. spoiled: the column holds numbers of fifteen digits with a zero behind them."""
    number = cell
    if not (isinstance(cell, str) and len(cell) == 16 and cell.isascii() and cell.isdigit()):
        number = _digits(cell)
    # A spreadsheet keeps fifteen digits of a number and writes a zero for the last.
    if number.endswith("0") and (spoiled or isinstance(cell, int | float)):
        raise Wrong("spoiled")
    if number[:2] not in PROVINCES:
        raise Wrong("unknown_province")
    on, month = int(number[6:8]), int(number[8:10])
    if on > women_days:
        on -= women_days
    if not 1 <= on <= 31 or not 1 <= month <= 12:
        raise Wrong("impossible_date")
    if number.endswith("0000"):
        raise Wrong("dummy_serial")
    return number


def _digits(cell: Any) -> str:
    """The sixteen digits of a number that is written in some other way."""
    if re.fullmatch(r"[0-9]([.,]?[0-9]*)[eE]\+?[0-9]+", re.sub(r"\s", "", said(cell))):
        raise Wrong("spoiled")
    number = re.sub(r"[\s.\-]", "", re.sub(r"\.0$", "", said(cell)))
    if not re.fullmatch(r"[0-9]*", number):
        raise Wrong("not_digits")
    if len(number) != 16:
        raise Wrong("not_16_digits")
    return number


def nik(cell: Any, *, spoiled: bool = False) -> str:
    return card(cell, women_days=WOMEN_DAYS, spoiled=spoiled)


def text(longest: int):
    def read(cell: Any) -> str:
        value = said(cell)
        if "  " in value:
            value = re.sub(" {2,}", " ", value)
        if len(value) > longest:
            raise Wrong("too_long")
        if not value.isprintable():
            raise Wrong("unprintable")
        return value

    return read


_name = text(120)


def name(cell: Any) -> str:
    value = _name(cell)
    if not value.replace(" ", "").isalpha() and (
        not any(sign.isalpha() for sign in value) or re.search(r"[0-9]{5}", value)
    ):
        raise Wrong("no_name")
    return value


@remembered
def day(cell: Any) -> date:
    """A day of any of the forms that offices use; never one that reads in two ways: day before
    month, as the whole country writes."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    value = said(cell).lower()
    if re.fullmatch(r"[0-9]{4,5}", value):
        return _serial(int(value))
    value = value.rpartition(",")[2].strip()  # "Kayu Agung, 12-03-1971"
    value = re.sub(r"[ t]00:00(:00(\.0+)?)?$", "", value)
    if found := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", value):
        return _day(*map(int, found.groups()))
    found = re.fullmatch(r"([0-9]{1,2})[-/. ]+([0-9]{1,2}|[a-z]+)\.?[-/. ]+([0-9]+)", value)
    if not found:
        raise Wrong("no_day")
    on, month, year = found.groups()
    if len(year) == 2:
        raise Wrong("two_digit_year")
    number = int(month) if month.isdecimal() else MONTHS.get(month, 0)
    return _day(int(year), number, int(on))


def _serial(number: int) -> date:
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        raise Wrong("no_day")
    return SERIAL + timedelta(days=number)


def _day(year: int, month: int, on: int) -> date:
    try:
        found = date(year, month, on)
    except ValueError:
        raise Wrong("no_day") from None
    if not 1900 <= year <= 2100:
        raise Wrong("no_day")
    return found


@remembered
def sex(cell: Any) -> str:
    found = SEX_OF.get(" ".join(re.findall("[a-z0-9]+", said(cell).lower())))
    if found is None:
        raise Wrong("no_sex")
    return found


@remembered
def segment(cell: Any) -> str:
    found = SEGMENTS.get(" ".join(re.findall("[a-z]+", said(cell).lower())))
    if found is None:
        raise Wrong("no_segment")
    return found


@remembered
def money(cell: Any) -> int:
    """Whole rupiah a month: 1000000, 1.000.000, Rp1.000.000,00."""
    value = re.sub(r"[.,]0{1,2}$|,-$", "", re.sub(r"^rp\.?\s*", "", said(cell).lower()))
    if re.fullmatch(r"[0-9]{1,3}([.,][0-9]{3})+", value):
        value = re.sub("[.,]", "", value)
    if not re.fullmatch(r"[0-9]{1,10}", value) or not 0 < int(value) <= MOST_MONEY:
        raise Wrong("no_money")
    return int(value)


def whole(lowest: int, highest: int, code: str):
    def read(cell: Any) -> int:
        value = re.sub(r"\.0$", "", said(cell))
        if not re.fullmatch(r"[0-9]{1,6}", value) or not lowest <= int(value) <= highest:
            raise Wrong(code)
        return int(value)

    return read


@remembered
def decile(cell: Any) -> int:
    """ "3" or "Desil 3"."""
    return whole(1, 10, "no_decile")(re.sub(r"^(desil|d)\s*", "", said(cell).lower()))


months = whole(0, 1200, "no_months")
