"""Reading a case that an outsider wrote as JSON: strict, and with the path of what is wrong."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T")

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PERCENT = re.compile(r"[0-9]+(\.[0-9]{1,2})?")
# Far beyond any sum of money, and short of the length at which Python refuses to print one.
LARGEST = 10**1000


class Fault(Exception):
    """One thing wrong in a case: where, and what."""

    def __init__(self, path: str, what: str):
        super().__init__(f"{path}: {what}")


def mapping(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise Fault(path, "must be an object")
    return value


def known(value: Mapping[str, object], allowed: Iterable[str], within: str = "") -> None:
    for name in value:
        if name not in allowed:
            raise Fault(f"{within}.{name}" if within else name, "is not a field of this case")


def needed(value: Mapping[str, object], names: Iterable[str], within: str = "") -> None:
    for name in names:
        if name not in value:
            raise Fault(f"{within}.{name}" if within else name, "is missing")


def items(value: object, path: str, read: Callable[[object, str], T]) -> tuple[T, ...]:
    if not isinstance(value, list):
        raise Fault(path, "must be a list")
    return tuple(read(item, f"{path}[{index}]") for index, item in enumerate(value))


def text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise Fault(path, "must be a string")
    return value


def choice(value: object, path: str, allowed: Iterable[str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise Fault(path, f"must be one of {', '.join(allowed)}")
    return value


def flag(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise Fault(path, "must be true or false")
    return value


def day(value: object, path: str) -> date:
    """YYYY-MM-DD and nothing else that Python would take for a date."""
    if not isinstance(value, str) or not ISO_DAY.fullmatch(value):
        raise Fault(path, "must be a date such as 2025-09-10")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Fault(path, f"{value} is not a day of the calendar") from None


def whole(value: object, path: str, least: int = 0, most: int | None = None) -> int:
    """An integer; true and false are none."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Fault(path, "must be a whole number, without point or exponent")
    if value < least:
        raise Fault(path, f"must be at least {least}")
    if most is not None and value > most:
        raise Fault(path, f"must be at most {most}")
    if value >= LARGEST:
        raise Fault(path, "is too large")
    return value


def percent(value: object, path: str) -> Decimal:
    """Above 0 and at most 100, with at most two decimals, as a string or a number."""
    number: Decimal | None = None
    if isinstance(value, str) and len(value) <= 50 and PERCENT.fullmatch(value):
        number = Decimal(value)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
    if number is None or not number.is_finite():
        raise Fault(path, "must be a percentage with at most two decimals, such as 4.5")
    if not 0 < number <= 100:
        raise Fault(path, "must be above 0 and at most 100")
    if number != round(number, 2):
        raise Fault(path, "must have at most two decimals")
    return number


def span(value: object, path: str) -> tuple[date, date]:
    """{"from": day, "to": day}, both included."""
    found = mapping(value, path)
    known(found, ("from", "to"), path)
    needed(found, ("from", "to"), path)
    begins, ends = day(found["from"], f"{path}.from"), day(found["to"], f"{path}.to")
    if ends < begins:
        raise Fault(f"{path}.to", "is before from")
    return begins, ends
