"""Rows that hold from a day on, until the next row of the same key."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q


class DatedQuerySet(models.QuerySet):
    def latest_by_key(self, day: date, regency_code: str | None = None) -> models.QuerySet:
        """Of each key the row that holds on this day, in one query: a regency's own row before
        the nation's, the latest that has begun."""
        within = Q(regency=None)
        if regency_code is not None:
            within |= Q(regency=regency_code)
        return (
            self.filter(within, from_on__lte=day)
            .order_by("key", F("regency").asc(nulls_last=True), "-from_on")
            .distinct("key")
        )


def chosen(rows: Iterable, day: date, regency_code: str | None):
    """What latest_by_key chooses, among rows of one key that have been read already: for many
    days or regencies at once."""
    begun = [row for row in rows if row.from_on <= day and row.regency_id in {None, regency_code}]
    return max(begun, key=lambda row: (row.regency_id is not None, row.from_on), default=None)
