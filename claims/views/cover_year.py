"""What the page of the programme year shows: the whole list in a fixed number of questions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.http import urlencode

from claims import renewals
from claims.actions.cover_ends import explained
from claims.models import CoverEnding, CoverReason
from claims.rules.coverage import months_after
from claims.rules.renewals import (
    DAY,
    Bill,
    Cohort,
    Ending,
    Span,
    bill,
    endings,
    month_of,
    months_from,
    spans,
)
from regencies.models import Category

# A figure of this year holds since ever.
SINCE_EVER = 1900


@dataclass(frozen=True)
class EndingTold(Ending):
    """step: as Ending has it, on the day of the page. grace_until: the last day on which an event
    is for a person to judge; after it cover has lapsed."""

    here: str
    grace_until: date | None
    reason: CoverReason | None
    categories: list[tuple[str, int]]

    @property
    def query(self) -> str:
        """The words of an address that mean this ending."""
        return query_of(renewals.Group(*self.group, self.ends_on, self.next_on))

    @property
    def gap_until(self) -> date | None:
        """The last day without cover, where that is on record."""
        return self.next_on - DAY if self.next_on else None


def query_of(group: renewals.Group) -> str:
    said = {"regency": group.regency, "payer": group.payer, "agreement": group.agreement,
            "ends_on": group.ends_on.isoformat()}  # fmt: skip
    return urlencode(said | ({"next_on": group.next_on.isoformat()} if group.next_on else {}))


@dataclass(frozen=True)
class GroupTold:
    payer: str
    agreement: str
    covered: Bill
    spans: list[Span]


@dataclass(frozen=True)
class Year:
    today: date
    covered: Bill
    endings: list[EndingTold]
    groups: list[GroupTold]
    figures: list[dict]

    def _people(self, step: str) -> int:
        return sum(row.people for row in self.endings if row.here == step)

    @property
    def losing(self) -> int:
        return self._people("ahead")

    @property
    def without(self) -> int:
        return self._people("open")


def year_of(regencies: Collection[str], today: date) -> Year:
    """Raises FigureMissing."""
    cohorts = renewals.cohorts(regencies, today)
    figures = renewals.Contributions.of(regencies)
    since, until = today - renewals.BACK, today + renewals.AHEAD
    ending = [one for one in cohorts if one.loses and since <= one.to_on <= until]
    rates = {day: figures.rates(ending, day) for day in {one.to_on + DAY for one in ending}}
    months = months_from(today, renewals.MONTHS)
    by_month = {month: figures.rates(cohorts, month) for month in months}
    now = [one for one in cohorts if one.holds_on(today)]
    this_month = by_month[month_of(today)]
    groups: dict[tuple[str, str, str], list[Cohort]] = {}
    for one in cohorts:
        if one.to_on >= months[0]:
            groups.setdefault(one.group, []).append(one)
    return Year(
        today=today,
        covered=bill(now, this_month),
        endings=_told(endings(ending, since, until, rates), regencies, figures, today),
        groups=[
            GroupTold(
                payer,
                agreement,
                bill([one for one in some if one.holds_on(today)], this_month),
                spans(some, months, by_month),
            )
            for (_regency, payer, agreement), some in sorted(groups.items())
        ],
        figures=_used(figures, sorted(regencies)[:1], today),
    )


def _used(figures: renewals.Contributions, codes: list[str], today: date) -> list[dict]:
    """The figures of this day with their sources, as a sheet shows them."""
    return [
        {
            "key": row.key, "value": row.value, "unit": row.unit, "source": row.source,
            "confidence": row.confidence,
            "from": row.from_on if row.from_on.year > SINCE_EVER else None,
        }
        for code in codes
        for row in figures.on(today, code).values()
    ]  # fmt: skip


def _told(
    rows: list[Ending], regencies: Collection[str], figures: renewals.Contributions, today: date
) -> list[EndingTold]:
    names = dict(Category.objects.values_list("code", "name"))
    known = {
        (row.regency_id, row.payer, row.agreement, row.ends_on): row.pk
        for row in CoverEnding.objects.filter(
            regency__in=regencies, ends_on__in={row.ends_on for row in rows}
        )
    }
    reasons = explained(list(known.values()), today)
    return [
        EndingTold(
            **vars(row),
            here=row.step(today),
            grace_until=_grace_until(row, figures),
            reason=reasons.get(known.get((*row.group, row.ends_on), 0)),
            categories=[(names.get(code, code), n) for code, n in row.by_category],
        )
        for row in rows
    ]  # fmt: skip


def _grace_until(row: Ending, figures: renewals.Contributions) -> date | None:
    months = figures.on(row.without_from, row.regency).get(renewals.GRACE)
    return months_after(row.ends_on, int(months.value)) if months else None
