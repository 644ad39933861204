"""Money by programme and by kecamatan: whole rupiah awarded, paid, and waiting for budget."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields

from django.db.models import Count, Q, Sum

from claims.models import Payout
from claims.rules.states import PayoutState

NUMBERS = ("n", "awarded", "waiting", "paid_n", "paid")


@dataclass(frozen=True)
class Sums:
    """Of n payouts that stand; a branch's awarded sum is our estimate, its paid one is not."""

    programme: str = ""
    regency: str = ""
    district: str = ""
    estimate: bool = False
    n: int = 0
    awarded: int = 0
    waiting: int = 0
    paid_n: int = 0
    paid: int = 0


def sums(regencies: Collection[str]) -> list[Sums]:
    """Each kecamatan and programme where something was awarded. What was cancelled is not
    counted."""
    paid, waiting = Q(state=PayoutState.PAID), Q(state=PayoutState.WAITING)
    rows = (
        Payout.objects.filter(claim__regency__in=regencies)
        .exclude(state=PayoutState.CANCELLED)
        .values_list("programme__name", "claim__regency__name", "claim__district__name", "estimate")
        .annotate(
            n=Count("pk"),
            awarded=Sum("amount"),
            waiting=Sum("amount", filter=waiting, default=0),
            paid_n=Count("pk", filter=paid),
            paid=Sum("paid_amount", filter=paid, default=0),
        )
        .order_by("claim__regency__name", "claim__district__name", "programme__name")
    )
    return [
        Sums(**dict(zip((field.name for field in fields(Sums)), row, strict=True))) for row in rows
    ]


def added(rows: Iterable[Sums], *by: str) -> list[Sums]:
    """The rows that agree in these columns, added up, in their order."""
    found: dict[tuple, dict[str, int]] = {}
    for row in rows:
        total = found.setdefault(
            tuple(getattr(row, name) for name in by), dict.fromkeys(NUMBERS, 0)
        )
        for name in NUMBERS:
            total[name] += getattr(row, name)
    return [Sums(**dict(zip(by, key, strict=True)), **found[key]) for key in sorted(found)]
