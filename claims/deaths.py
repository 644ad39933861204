"""Deaths of people on the list of participants for whom nobody has filed: counted and listed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, OuterRef, Q, QuerySet

from claims.models import Claim, Death
from claims.models.deaths import BEGUN
from claims.rules.coverage import Period, standing
from claims.rules.unfiled import claim_by
from regencies.models import Figure
from regencies.models.dated import chosen

KEYS = ("grace_months", "jkk_expiry_years")


def by_village(rows: QuerySet[Death]) -> list[dict]:
    """Each village with how many wait, and since when the oldest."""
    return list(
        rows.order_by("village__district__name", "village__name", "village")
        .values("village", "village__name", "village__district", "village__district__name")
        .annotate(people=Count("pk"), oldest=Min("died_on"))
    )


@dataclass(frozen=True)
class Waiting:
    """One death as a page shows it. standing: how that day stands to the cover; empty where no
    participant is certain. claim_by: the last day for JKK, after an accident alone."""

    death: Death
    standing: str
    claim_by: date | None
    draft: str


def waiting(rows: Iterable[Death]) -> list[Waiting]:
    """In a fixed number of questions. rows: a page of Death.unfiled."""
    rows = list(rows)
    figures = list(Figure.objects.filter(key__in=KEYS)) if rows else []
    return [
        Waiting(
            row,
            _standing(row, _value(figures, "grace_months", row)),
            claim_by(row.died_on, row.accident, _value(figures, "jkk_expiry_years", row)),
            row.draft or "",
        )
        for row in rows
    ]


def listed(rows: QuerySet[Death]) -> QuerySet[Death]:
    """With what a page shows of each, the longest ago first."""
    begun = Claim.objects.filter(
        Q(nik_index=OuterRef("nik_index")) | Q(nik_index=OuterRef("participant__nik_index")),
        village=OuterRef("village"), state__in=BEGUN,
    ).exclude(nik_index="")  # fmt: skip
    return (
        rows.select_related("village__district", "participant", "likely__village")
        .prefetch_related("participant__coverages")
        .annotate(draft=begun.order_by("id").values("code")[:1])
        .order_by("died_on", "id")
    )


def _value(figures: list[Figure], key: str, row: Death) -> int | None:
    of_key = [figure for figure in figures if figure.key == key]
    found = chosen(of_key, row.died_on, row.regency_id)
    return int(found.value) if found and found.value is not None else None


def _standing(row: Death, grace_months: int | None) -> str:
    if row.participant is None or grace_months is None:
        return ""
    periods = [Period(first, last) for first, last, _ in row.participant.periods("jkm")]
    return standing(row.died_on, periods, grace_months) if periods else "not_started"
