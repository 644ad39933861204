"""Whose data was in a file that left: by the claims kept with it, and of older lists by what can
still be said of them."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Q, QuerySet

from claims.exports import Wanted
from claims.models import Claim, Export
from claims.rules.deadlines import midnight_beginning

# What came in while a long list was being made may be in it.
MAKING = timedelta(hours=1)


def codes_in(row: Export) -> tuple[Iterable[str], bool]:
    """(the claims in it, whether all of these were). Without any it counts people who have none,
    or was taken before they were kept with it."""
    if row.claim:
        return [row.claim.code], True
    if "claims" in row.said:
        return row.said["claims"], True
    if row.kind == "claims":
        return list(_perhaps_in(row).order_by("code").values_list("code", flat=True)), False
    return [], True


def _perhaps_in(row: Export) -> QuerySet[Claim]:
    """Of a list whose claims were not kept with it. State and programme have moved on since, and a
    claim stands under the day of its report until it is handed in: whoever has either day in those
    months may have been in it. The kecamatan of a claim stays."""
    wanted = Wanted.again(row.regency_id, row.said)
    first, after = (midnight_beginning(on, row.regency.zone) for on in (wanted.first, wanted.after))
    span = first, min(after, row.at + MAKING)
    days = Q()
    for name in ("submitted_at", "reported_at"):
        days |= Q(**{f"{name}__gte": span[0], f"{name}__lt": span[1]})
    rows = Claim.objects.filter(days, regency=row.regency_id)
    return rows.filter(district=wanted.district) if wanted.district else rows


def taken_with(claim: Claim) -> Iterator[tuple[Export, bool]]:
    """The files that left with this claim in them, and whether that is sure."""
    # A copy of somebody's data may be on record in another regency than the claim's.
    kept = Export.objects.filter(Q(claim=claim) | Q(said__claims__contains=[claim.code]))
    for row in kept.order_by("id"):
        yield row, True
    lists = Export.objects.filter(kind="claims", masked=False, regency=claim.regency_id)
    older = lists.exclude(said__has_key="claims").select_related("regency")
    for row in older.filter(at__gte=claim.created_at - MAKING).order_by("id"):
        if _perhaps_in(row).filter(pk=claim.pk).exists():
            yield row, False
