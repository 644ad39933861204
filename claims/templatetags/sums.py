"""Bars of sums of money, drawn on the server. Their numbers stand in the table beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template

from claims.sums import Sums

register = template.Library()
LENGTH = 1000


@dataclass(frozen=True)
class Part:
    kind: str
    begins: int
    width: int


@dataclass(frozen=True)
class Bar:
    name: str
    parts: list[Part]


@register.filter
def bars(rows: Sequence[Sums]) -> list[Bar]:
    """The longest bar is LENGTH long. Paid, waiting, and the rest of what was awarded; a branch
    may have paid more than we estimated."""
    longest = max((max(row.awarded, row.paid + row.waiting) for row in rows), default=0) or 1
    return [Bar(row.programme or row.district, _parts(row, longest)) for row in rows]


def _parts(row: Sums, longest: int) -> list[Part]:
    rest = max(row.awarded - row.paid - row.waiting, 0)
    parts, before = [], 0
    for kind, amount in (("paid", row.paid), ("waiting", row.waiting), ("rest", rest)):
        begins, ends = (LENGTH * sum_ // longest for sum_ in (before, before + amount))
        if amount:
            parts.append(Part(kind, begins, max(ends - begins, 2)))
        before += amount
    return parts
