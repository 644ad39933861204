"""How much was claimed, decided and paid: per kecamatan, programme and month. Nobody's name.

One query reads everything once and adds it up four ways. A claim for two programmes is one claim
of its kecamatan and month, and one of each programme.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connections
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from claims import replica
from claims.board import Period
from claims.spans import days_run
from regencies.models import District, Programme

# What became of a claim for one programme, each in the month in which it happened.
FACTS = f"""
    SELECT claim.id AS claim, claim.district_id AS district, asked.programme_id AS programme,
        claim.submitted_at AT TIME ZONE %(zone)s AS at, true AS submitted,
        NULL::text AS verdict, NULL::boolean AS late, NULL::int AS days,
        NULL::bigint AS awarded, NULL::bigint AS paid
    FROM claims_claim claim JOIN claims_claimprogramme asked ON asked.claim_id = claim.id
    WHERE claim.regency_id = ANY(%(regencies)s)
        AND claim.submitted_at >= %(begins)s AND claim.submitted_at < %(ends)s
UNION ALL
    SELECT claim.id, claim.district_id, asked.programme_id,
        clock.stopped_at AT TIME ZONE %(zone)s, NULL,
        asked.verdict, clock.stopped_at >= clock.due_at, clock.days, NULL, NULL
    FROM (
        SELECT DISTINCT ON (claim_id) claim_id, stopped_at, due_at,
            {days_run("one.started_at, one.stopped_at, place.zone, one.terms, one.pauses")} AS days
        FROM claims_deadline one
        JOIN claims_claim about ON about.id = one.claim_id
        JOIN regencies_regency place ON place.code = about.regency_id
        WHERE one.stage = 'office' AND one.payout_id IS NULL
            AND one.stopped_at >= %(begins)s AND one.stopped_at < %(ends)s
            AND about.regency_id = ANY(%(regencies)s)
            AND about.state IN ('approved', 'rejected', 'awarded', 'settled')
        ORDER BY claim_id, one.id DESC
    ) clock
    JOIN claims_claim claim ON claim.id = clock.claim_id
    JOIN claims_claimprogramme asked ON asked.claim_id = claim.id AND asked.verdict <> ''
UNION ALL
    SELECT claim.id, claim.district_id, payout.programme_id,
        payout.awarded_at AT TIME ZONE %(zone)s, NULL, NULL, NULL, NULL, payout.amount, NULL
    FROM claims_payout payout JOIN claims_claim claim ON claim.id = payout.claim_id
    WHERE claim.regency_id = ANY(%(regencies)s) AND payout.state <> 'cancelled'
        AND payout.awarded_at >= %(begins)s AND payout.awarded_at < %(ends)s
UNION ALL
    SELECT claim.id, claim.district_id, payout.programme_id,
        payout.paid_on, NULL, NULL, NULL, NULL, NULL, payout.paid_amount
    FROM claims_payout payout JOIN claims_claim claim ON claim.id = payout.claim_id
    WHERE claim.regency_id = ANY(%(regencies)s) AND payout.state IN ('paid')
        AND payout.paid_on >= %(first)s AND payout.paid_on < %(after)s
"""  # noqa: S608
SUMS = f"""
    WITH fact AS (
        SELECT *, date_trunc('month', at)::date AS month,
            row_number() OVER (PARTITION BY claim, verdict IS NULL) AS nth
        FROM ({FACTS}) one
    )
    SELECT district, programme, month,
        count(DISTINCT claim) FILTER (WHERE submitted) AS submitted,
        count(DISTINCT claim) FILTER (WHERE verdict IS NOT NULL) AS decided,
        count(DISTINCT claim) FILTER (WHERE verdict = 'granted') AS granted,
        count(DISTINCT claim) FILTER (WHERE verdict = 'refused') AS refused,
        count(DISTINCT claim) FILTER (WHERE late) AS late,
        CASE WHEN grouping(programme) = 0
            THEN percentile_cont(0.5) WITHIN GROUP (ORDER BY days)
            ELSE percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE nth = 1)
        END AS days,
        coalesce(sum(awarded), 0)::bigint AS awarded, coalesce(sum(paid), 0)::bigint AS paid
    FROM fact
    GROUP BY GROUPING SETS ((district, programme, month), (programme), (district), (month), ())
    ORDER BY district, programme, month
"""  # noqa: S608


@dataclass(frozen=True)
class Row:
    """One cell of the report. days: the median that the office took, or None of nothing decided.
    Whole rupiah; a branch's awarded sum is our estimate."""

    district: str | None
    programme: str | None
    month: date | None
    submitted: int
    decided: int
    granted: int
    refused: int
    late: int
    days: float | None
    awarded: int
    paid: int
    place: str = ""
    name: str = ""
    branch: bool = False


@dataclass(frozen=True)
class Report:
    """all: the whole; then one row per programme, kecamatan and month, and each of them crossed."""

    all: Row
    programmes: Sequence[Row]
    districts: Sequence[Row]
    months: Sequence[Row]
    cells: Sequence[Row]


def report(regencies: Collection[str], period: Period) -> Report:
    """In three queries, whatever the number of claims."""
    values = {
        "regencies": sorted(regencies), "zone": str(period.zone), "begins": period.begins,
        "ends": period.ends, "first": period.months[0], "after": period.after,
    }  # fmt: skip
    with connections[replica.alias()].cursor() as cursor:
        cursor.execute(SUMS, values)
        found = cursor.fetchall()
    places = dict(District.objects.filter(regency__in=regencies).values_list("code", "name"))
    programmes = {row.code: row for row in Programme.objects.all()}
    rows = [_named(row, places, programmes) for row in found]
    kinds: dict[tuple[bool, ...], list[Row]] = {}
    for row in rows:
        said = tuple(value is not None for value in (row.district, row.programme, row.month))
        kinds.setdefault(said, []).append(row)
    return Report(
        all=kinds[False, False, False][0],
        programmes=kinds.get((False, True, False), []),
        districts=sorted(kinds.get((True, False, False), []), key=lambda row: row.place),
        months=kinds.get((False, False, True), []),
        cells=sorted(
            kinds.get((True, True, True), []),
            key=lambda row: (row.place, row.district, row.programme, row.month),
        ),
    )


def _named(row: tuple, places: dict[str, str], programmes: dict[str, Programme]) -> Row:
    district, programme = row[0], programmes.get(row[1])
    return Row(
        *row,
        place=places.get(district, ""),
        name=programme.name if programme else "",
        branch=bool(programme and programme.decided_by == Programme.DecidedBy.BRANCH),
    )


def table(cells: Sequence[Row]) -> list[list]:
    """The heads, then a row for each kecamatan, programme and month in which anything happened."""
    heads = [
        _("Kecamatan code"), _("Kecamatan"), _("Programme"), _("Payer"), _("Month"),
        _("Submitted"), _("Decided"), pgettext("verdict", "Granted"),
        pgettext("verdict", "Refused"),
        _("Late"), _("Half within (days)"), _("Awarded (Rp)"), _("Paid (Rp)"),
    ]  # fmt: skip
    return [
        heads,
        *(
            [row.district, row.place, row.name, payer(row), f"{row.month:%Y-%m}", row.submitted,
             row.decided, row.granted, row.refused, row.late,
             "" if row.days is None else round(row.days, 1), row.awarded, row.paid]
            for row in cells
        ),
    ]  # fmt: skip


def payer(row: Row) -> str:
    return "BPJS Ketenagakerjaan" if row.branch else pgettext("payer", "Regency")
