"""Who loses cover when, over a whole list of participants: set by set, never person by person.

A list of 120,000 people falls into a few cohorts that share one period; one question finds them,
and the rules make endings and bills of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import RawSQL

from claims.rules.contributions import KEYS, RELIEF, Monthly, monthly, public
from claims.rules.renewals import Cohort, RateKey, Rates, rate_key
from regencies.models import Figure, Participant
from regencies.models.dated import chosen

# A programme year back, and one ahead.
BACK, AHEAD = timedelta(days=365), timedelta(days=365)
MONTHS = 12
GRACE = "grace_months"
# Of each period the first day of those that end after it: where that is more than a day away,
# cover is lost. A period of one programme is followed by one of the same, or of both.
NEXT = """
    SELECT c.participant_id, c.payer, c.agreement, c.programme_id, c.from_on, c.to_on,
        nullif(CASE c.programme_id WHEN 'jkm' THEN c.jkm WHEN 'jkk' THEN c.jkk
            ELSE greatest(c.jkm, c.jkk) END, 'infinity') AS next_on
    FROM (
        SELECT c.*,
            coalesce(min(from_on) FILTER (WHERE programme_id IS DISTINCT FROM 'jkk') OVER later,
                'infinity') AS jkm,
            coalesce(min(from_on) FILTER (WHERE programme_id IS DISTINCT FROM 'jkm') OVER later,
                'infinity') AS jkk
        FROM regencies_coverage c JOIN regencies_participant p ON p.id = c.participant_id
        WHERE p.regency_id = ANY(%(regencies)s) AND c.to_on >= %(since)s {only}
        WINDOW later AS (PARTITION BY c.participant_id ORDER BY c.to_on DESC, c.id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ) c
"""
COHORTS = """
    SELECT p.regency_id, c.payer, c.agreement, p.category, coalesce(c.programme_id, ''), p.segment,
        p.base, c.from_on, c.to_on, c.next_on, count(*)
    FROM ({next}) c JOIN regencies_participant p ON p.id = c.participant_id
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
"""
# The people behind one ending, or those of one village among them.
LOSING = """
    SELECT c.participant_id FROM ({next}) c
    WHERE c.payer = %(payer)s AND c.agreement = %(agreement)s AND c.to_on = %(ends_on)s
        AND (c.next_on IS NULL OR c.next_on > c.to_on + 1)
        AND c.next_on IS NOT DISTINCT FROM %(next_on)s
"""
# A village in an address: of those whom the list puts in none.
NOWHERE = "-"


@dataclass(frozen=True)
class Group:
    """Which ending: whose, and when. next_on: when their cover goes on."""

    regency: str
    payer: str
    agreement: str
    ends_on: date
    next_on: date | None = None


def cohorts(regencies: Collection[str], today: date) -> list[Cohort]:
    """All periods that end within the last year or later. One question, about a third of a second
    for 120,000 people with two periods each."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Grouped in memory and not on the disk; for this transaction alone.
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(
            COHORTS.format(next=NEXT.format(only="")),
            {"regencies": sorted(regencies), "since": today - BACK},
        )
        return [Cohort(*row) for row in cursor.fetchall()]


def losing(group: Group, village: str = "") -> QuerySet[Participant]:
    """Who loses cover then, of the whole regency or of one village (NOWHERE: of none)."""
    only = ""
    if village:
        there = "IS NULL" if village == NOWHERE else "= %(village)s"
        only = f"AND p.village_id {there}"
    values = {
        "regencies": [group.regency], "since": group.ends_on, "village": village,
        "payer": group.payer, "agreement": group.agreement, "ends_on": group.ends_on,
        "next_on": group.next_on,
    }  # fmt: skip
    sql = LOSING.format(next=NEXT.format(only=only))
    # A QuerySet takes its values by their place.
    names = re.findall(r"%\((\w+)\)s", sql)
    found = RawSQL(re.sub(r"%\(\w+\)s", "%s", sql), [values[name] for name in names])  # noqa: S611
    return Participant.objects.filter(pk__in=found)


def after(rows: QuerySet[Participant], last: Participant) -> QuerySet[Participant]:
    """Those who come after this one, by name."""
    return rows.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))


def by_village(group: Group) -> list[dict]:
    """Each kecamatan and village with its people; those whom the list puts in none come last."""
    return list(
        losing(group)
        .order_by(F("village__district__name").asc(nulls_last=True), "village__name", "village")
        .values("village", "village__name", "village__district", "village__district__name")
        .annotate(people=Count("pk"))
    )


@dataclass(frozen=True)
class Contributions:
    """The dated figures that a bill rests on, read once for all its months."""

    rows: Mapping[str, list[Figure]]

    @classmethod
    def of(cls, regencies: Collection[str]) -> Contributions:
        found: dict[str, list[Figure]] = {key: [] for key in (*KEYS, RELIEF, GRACE)}
        for row in Figure.objects.filter(Q(regency=None) | Q(regency__in=regencies), key__in=found):
            found[row.key].append(row)
        return cls(found)

    def on(self, day: date, regency: str) -> dict[str, Figure]:
        rows = (chosen(some, day, regency) for some in self.rows.values())
        return {row.key: row for row in rows if row is not None and row.value is not None}

    def rates(self, some: Iterable[Cohort], day: date) -> Rates:
        """What a month costs for each kind of them from this day on. Raises FigureMissing."""
        found: dict[RateKey, Monthly] = {}
        for one in some:
            if rate_key(one) not in found:
                figures = {key: row.value for key, row in self.on(day, one.regency).items()}
                found[rate_key(one)] = monthly(
                    one.base, one.programme, figures, by_public=public(one.payer)
                )
        return found
