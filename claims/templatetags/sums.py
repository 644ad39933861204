"""Bars drawn on the server, of money, of days and of late files. Their numbers stand in the table
beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import template
from django.utils.text import capfirst

from claims.models.words import STAGE_WORDS
from claims.rules.states import Stage
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
    """Paid, waiting, and the rest of what was awarded; a branch may have paid more than we
    estimated."""
    return drawn(
        (
            row.programme or row.district,
            {
                "paid": row.paid,
                "waiting": row.waiting,
                "rest": max(row.awarded - row.paid - row.waiting, 0),
            },
        )
        for row in rows
    )


@register.filter
def bars_of_days(rows: Sequence[dict]) -> list[Bar]:
    """Of each stage the days within which half ended, and from there to nine of ten. Not of an
    accident, which heals in months: beside it nothing else would be seen."""
    return drawn(
        (_stage(row["stage"]), {"paid": row["days"][0], "rest": row["days"][1] - row["days"][0]})
        for row in rows
        if row["stage"] != Stage.ACCIDENT
    )


@register.filter
def bars_of_late(stages: Sequence) -> list[Bar]:
    """How many files are late at each stage."""
    return drawn((_stage(row.stage), {"late": row.n}) for row in stages)


def _stage(code: str) -> str:
    return capfirst(STAGE_WORDS[Stage(code)])


def drawn(rows: Iterable[tuple[str, dict[str, float]]]) -> list[Bar]:
    """The longest bar is LENGTH long; a part that is there can be seen."""
    rows = list(rows)
    longest = max((sum(amounts.values()) for _name, amounts in rows), default=0) or 1
    return [Bar(name, _parts(amounts, longest)) for name, amounts in rows]


def _parts(amounts: dict[str, float], longest: float) -> list[Part]:
    parts, before = [], 0.0
    for kind, amount in amounts.items():
        begins, ends = (int(LENGTH * sum_ // longest) for sum_ in (before, before + amount))
        if amount:
            parts.append(Part(kind, begins, max(ends - begins, 2)))
        before += amount
    return parts
