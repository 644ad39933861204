"""Who loses cover when, and which month is paid by which period."""

from datetime import date, timedelta

import pytest

from claims.rules.contributions import Monthly
from claims.rules.renewals import (
    Bill,
    Cohort,
    Part,
    bill,
    endings,
    months_from,
    rate_key,
    rung,
    spans,
    worth_telling,
)

DEC_31, APRIL_28 = date(2025, 12, 31), date(2026, 4, 28)
RATE = Monthly(10_000, 6_800)


def cohort(people=100, **values):
    values = {
        "regency": "16.06", "payer": "APBD Muba", "agreement": "PKS 1", "category": "vulnerable",
        "programme": "", "segment": "bpu", "base": None, "from_on": date(2025, 1, 1),
        "to_on": DEC_31, "next_on": None,
    } | values  # fmt: skip
    return Cohort(**values, people=people)


def at(*cohorts, rate=RATE):
    return {rate_key(one): rate for one in cohorts}


def ended(*cohorts, since=date(2025, 6, 1), until=date(2026, 12, 31)):
    rates = {one.to_on + timedelta(days=1): at(*cohorts) for one in cohorts}
    return endings(cohorts, since, until, rates)


def test_the_january_gap_of_45_000_people():
    (row,) = ended(cohort(45_000))
    assert (row.ends_on, row.without_from, row.people) == (DEC_31, date(2026, 1, 1), 45_000)
    assert row.bill == Bill(45_000, 0, (Part(45_000, RATE),))
    assert row.bill.sum == 756_000_000
    assert [row.step(day) for day in (DEC_31, date(2026, 1, 1))] == ["ahead", "open"]


def test_a_renewal_signed_in_april_leaves_a_gap_until_then():
    (row,) = ended(cohort(next_on=APRIL_28))
    steps = [row.step(day) for day in (DEC_31, date(2026, 4, 27), APRIL_28)]
    assert steps == ["ahead", "open", "closed"]


@pytest.mark.parametrize("next_on", [date(2026, 1, 1), date(2025, 6, 1)])
def test_nobody_loses_what_goes_on_the_next_day(next_on):
    assert ended(cohort(next_on=next_on)) == []


def test_ends_are_told_apart_by_payer_agreement_day_and_what_follows():
    rows = ended(
        cohort(1), cohort(2, category="rt_rw"), cohort(4, agreement="PKS 2"),
        cohort(8, payer="APBDes"), cohort(16, next_on=APRIL_28),
        cohort(32, to_on=date(2025, 6, 30)), cohort(64, to_on=date(2025, 5, 31)),
    )  # fmt: skip
    assert [row.people for row in rows] == [32, 16, 3, 4, 8]
    assert rows[2].by_category == (("rt_rw", 2), ("vulnerable", 1))
    assert rows[2].group == ("16.06", "APBD Muba", "PKS 1")


def test_who_has_a_wage_is_counted_and_not_reckoned():
    waged = cohort(7, segment="pu", base=3_000_000)
    assert bill([cohort(), waged], at(cohort())) == Bill(107, 7, (Part(100, RATE),))
    assert bill([waged], {}).sum == 0


def test_a_bill_names_the_largest_part_first():
    other = cohort(500, base=2_000_000)
    rates = at(cohort()) | at(other, rate=Monthly(20_000, 6_800))
    found = bill([cohort(), other, cohort(50, category="rt_rw")], rates)
    assert [(part.people, part.sum) for part in found.parts] == [
        (500, 13_400_000),
        (150, 2_520_000),
    ]


def test_months_alike_are_one_line():
    months = months_from(date(2025, 11, 15), 7)
    assert (months[0], months[-1]) == (date(2025, 11, 1), date(2026, 5, 1))
    rows = [cohort(next_on=APRIL_28), cohort(90, from_on=APRIL_28, to_on=date(2026, 12, 31))]
    found = spans(rows, months, {month: at(*rows) for month in months})
    assert [(row.first.month, row.last.month, row.bill.people) for row in found] == [
        (11, 12, 100), (1, 3, 0), (4, 5, 90),
    ]  # fmt: skip


def test_a_month_shared_by_two_periods_is_paid_once():
    march = date(2026, 3, 1)
    first = cohort(to_on=date(2026, 3, 15), next_on=date(2026, 3, 16))
    after = cohort(from_on=date(2026, 3, 16), to_on=date(2026, 12, 31))
    assert not first.pays_in(march) and after.pays_in(march)
    assert first.pays_in(date(2026, 2, 1))
    # The next one begins a month later: this one pays for its last month itself.
    assert cohort(to_on=date(2026, 3, 15), next_on=date(2026, 4, 1)).pays_in(march)
    assert not after.pays_in(date(2027, 1, 1)) and after.holds_on(march.replace(day=16))


@pytest.mark.parametrize(
    ("days_before", "told"),
    [(91, ""), (90, "warn_90"), (61, "warn_90"), (60, "warn_60"), (30, "warn_30"), (8, "warn_30"),
     (7, "warn_7"), (0, "warn_7"), (-1, "late_0"), (-7, "late_0"), (-8, "late_7"),
     (-15, "late_14")],
)  # fmt: skip
def test_what_is_told_on_each_day(days_before, told):
    assert rung(DEC_31, DEC_31 - timedelta(days=days_before)) == told


@pytest.mark.parametrize(
    ("losing", "covered", "told"),
    [(1, 1, True), (1, 10, True), (1, 11, False), (99, 45_000, False), (100, 45_000, True)],
)
def test_who_leaves_one_by_one_reminds_nobody(losing, covered, told):
    assert worth_telling(losing, covered) is told
