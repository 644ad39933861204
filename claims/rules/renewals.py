"""Who loses cover when, and what a month of it costs: the programme year that ends in December and
is signed again in April (rules.md 3.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from claims.rules.contributions import Monthly

DAY = timedelta(days=1)
# Our own choice: how many days before the last one people are told, and how often after it.
WARN_DAYS = (90, 60, 30, 7)
AGAIN_DAYS = 7
# Also our own: fewer than a tenth of a group, and fewer than a hundred, have left it one by one.
SHARE, MANY = 10, 100
# No contribution of ours: employers pay by the risk of their trade.
WITHOUT_WAGE = "bpu"


@dataclass(frozen=True)
class Cohort:
    """People who share one period: who pays for them, by which agreement, from when to when.
    next_on: when their cover goes on after it, None where no list says that it does."""

    regency: str
    payer: str
    agreement: str
    category: str
    programme: str  # "jkm", "jkk", or "" for both
    segment: str
    base: int | None
    from_on: date
    to_on: date
    next_on: date | None
    people: int

    @property
    def group(self) -> tuple[str, str, str]:
        return self.regency, self.payer, self.agreement

    @property
    def loses(self) -> bool:
        """Whether there is a day without cover after it."""
        return self.next_on is None or self.next_on > self.to_on + DAY

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day <= self.to_on

    def pays_in(self, month: date) -> bool:
        """month: its first day. A month in which one period ends and the next one begins is paid
        in the next one, once."""
        first, last = month_of(self.from_on), month_of(self.to_on)
        if not first <= month <= last:
            return False
        goes_on = self.next_on is not None and month_of(self.next_on) <= last
        return month < last or not goes_on


@dataclass(frozen=True)
class Part:
    """So many people at one contribution."""

    people: int
    rate: Monthly

    @property
    def sum(self) -> int:
        return self.people * self.rate.due


@dataclass(frozen=True)
class Bill:
    """A month of some people. waged: those of them whose contribution is no matter of ours."""

    people: int
    waged: int
    parts: tuple[Part, ...]

    @property
    def sum(self) -> int:
        return sum(part.sum for part in self.parts)


@dataclass(frozen=True)
class Ending:
    """People of one group who lose their cover after one day, and get it again on next_on."""

    regency: str
    payer: str
    agreement: str
    ends_on: date
    next_on: date | None
    bill: Bill
    by_category: tuple[tuple[str, int], ...]

    @property
    def group(self) -> tuple[str, str, str]:
        return self.regency, self.payer, self.agreement

    @property
    def people(self) -> int:
        return self.bill.people

    @property
    def without_from(self) -> date:
        return self.ends_on + DAY

    def step(self, today: date) -> str:
        """ahead: cover holds still. open: they are without it. closed: they were."""
        if today <= self.ends_on:
            return "ahead"
        return "open" if self.next_on is None or today < self.next_on else "closed"


@dataclass(frozen=True)
class Span:
    """Months in a row that cost the same for as many people. Both are first days."""

    first: date
    last: date
    bill: Bill


RateKey = tuple[str, str, str, int | None]
Rates = Mapping[RateKey, Monthly]


def rate_key(one: Cohort) -> RateKey:
    """What the contribution of one month depends on."""
    return one.regency, one.payer, one.programme, one.base


def bill(cohorts: Iterable[Cohort], rates: Rates) -> Bill:
    """A month of these people."""
    people = waged = 0
    parts: dict[Monthly, int] = {}
    for one in cohorts:
        people += one.people
        if one.segment == WITHOUT_WAGE:
            rate = rates[rate_key(one)]
            parts[rate] = parts.get(rate, 0) + one.people
        else:
            waged += one.people
    largest = sorted(parts.items(), key=lambda part: (-part[1], part[0].due))
    return Bill(people, waged, tuple(Part(n, rate) for rate, n in largest))


def endings(
    cohorts: Iterable[Cohort], since: date, until: date, rates: Mapping[date, Rates]
) -> list[Ending]:
    """Who loses cover on the days from since to until, the first day first; both days included.
    rates: by the first day without cover."""
    found: dict[tuple[str, str, str, date, date | None], list[Cohort]] = {}
    for one in cohorts:
        if one.loses and since <= one.to_on <= until:
            found.setdefault((*one.group, one.to_on, one.next_on), []).append(one)
    rows = [
        Ending(
            *key,
            bill=bill(some, rates[key[3] + DAY]),
            by_category=_by_category(some),
        )
        for key, some in found.items()
    ]
    return sorted(rows, key=lambda row: (row.ends_on, row.group, row.next_on or date.max))


def _by_category(cohorts: Iterable[Cohort]) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for one in cohorts:
        found[one.category] = found.get(one.category, 0) + one.people
    return tuple(sorted(found.items()))


def spans(
    cohorts: Iterable[Cohort], months: Iterable[date], rates: Mapping[date, Rates]
) -> list[Span]:
    """The months one after the other, those alike put together."""
    cohorts = list(cohorts)
    found: list[Span] = []
    for month in months:
        cost = bill([one for one in cohorts if one.pays_in(month)], rates[month])
        if found and found[-1].bill == cost:
            found[-1] = replace(found[-1], last=month)
        else:
            found.append(Span(month, month, cost))
    return found


def month_of(day: date) -> date:
    return day.replace(day=1)


def months_from(first: date, n: int) -> list[date]:
    """The first days of n months, this one the first."""
    found = [month_of(first)]
    while len(found) < n:
        found.append(month_of(found[-1] + timedelta(days=31)))
    return found


def worth_telling(losing: int, covered: int) -> bool:
    """Whether so many of those whom a group covers on its day are the group's own end. Every other
    end is shown on the page, and reminds nobody."""
    return losing >= MANY or losing * SHARE >= covered


def rung(ends_on: date, today: date) -> str:
    """What is told of an end of cover on this day: warn_90 to warn_7 before it, late_0, late_7 and
    so on after it; nothing where it is far ahead. A day that was missed is told by the next."""
    left = (ends_on - today).days
    if left < 0:
        return f"late_{(-left - 1) // AGAIN_DAYS * AGAIN_DAYS}"
    reached = [days for days in WARN_DAYS if left <= days]
    return f"warn_{min(reached)}" if reached else ""
