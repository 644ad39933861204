"""Cover on a day and months paid; the months against an oracle that walks day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.rules.coverage import Paid, Period, months_after, months_paid, relied_on, standing

DAYS = st.dates(date(2019, 1, 1), date(2024, 12, 31))
EVENTS = st.dates(date(2018, 6, 1), date(2026, 6, 30))


@st.composite
def paid(draw):
    from_on = draw(DAYS)
    to_on = from_on + timedelta(days=draw(st.integers(0, 800)))
    return Paid(from_on, to_on, draw(st.none() | st.integers(0, 30)))


PERIODS = st.lists(paid(), max_size=4).map(tuple)


def walked(periods, event_on, *, adds_up=False):
    """The oracle. adds_up: the wrong variant, in which two memberships count twice."""
    found = []
    for period in periods:
        months = []
        day = period.from_on
        while day <= period.to_on:
            if (day.year, day.month) not in months:
                months.append((day.year, day.month))
            day += timedelta(days=1)
        if period.months is not None:
            months = months[: period.months]
        found += [month for month in months if month <= (event_on.year, event_on.month)]
    return len(found) if adds_up else len(set(found))


@given(PERIODS, EVENTS)
@example((Paid(date(2024, 2, 29), date(2024, 2, 29)),), date(2024, 2, 29))
def test_months_are_those_an_oracle_finds(periods, event_on):
    assert months_paid(periods, event_on) == walked(periods, event_on)


def test_the_oracle_would_notice_months_that_add_up():
    twice = (Paid(date(2024, 1, 1), date(2024, 6, 30)),) * 2
    assert walked(twice, date(2024, 12, 1), adds_up=True) == 12
    assert walked(twice, date(2024, 12, 1)) == months_paid(twice, date(2024, 12, 1)) == 6


@given(PERIODS, paid(), EVENTS)
def test_one_more_period_never_takes_months_away(periods, one, event_on):
    alone = months_paid((one,), event_on)
    both = months_paid((*periods, one), event_on)
    assert max(alone, months_paid(periods, event_on)) <= both
    assert both <= months_paid(periods, event_on) + alone


@given(PERIODS, EVENTS, st.integers(0, 400))
def test_a_later_event_never_has_fewer_months(periods, event_on, days):
    later = event_on + timedelta(days=days)
    assert months_paid(periods, event_on) <= months_paid(periods, later)


@given(PERIODS, EVENTS)
def test_the_order_of_periods_does_not_matter(periods, event_on):
    assert months_paid(periods[::-1], event_on) == months_paid(periods, event_on)


@pytest.mark.parametrize(
    ("periods", "event_on", "months"),
    [
        ((), date(2025, 6, 1), 0),
        # The month of the event has begun.
        ([("2025-01-01", "2025-12-31")], date(2025, 6, 1), 6),
        ([("2025-01-01", "2025-12-31")], date(2026, 2, 1), 12),
        ([("2025-01-01", "2025-12-31")], date(2024, 12, 31), 0),
        # Muba's programme year: nothing from January to April.
        ([("2024-05-01", "2024-12-31"), ("2025-05-01", "2025-12-31")], date(2025, 7, 9), 11),
        # A village official who is enrolled by the regency as well.
        ([("2023-01-01", "2024-12-31"), ("2024-07-01", "2025-06-30")], date(2025, 3, 1), 27),
        # Six months paid of the seven it touches.
        ([("2025-01-15", "2025-07-14", 6)], date(2025, 12, 1), 6),
        ([("2025-01-15", "2025-07-14", 0)], date(2025, 12, 1), 0),
    ],
)  # fmt: skip
def test_months_paid(periods, event_on, months):
    rows = [
        Paid(date.fromisoformat(first), date.fromisoformat(last), *more)
        for first, last, *more in periods
    ]
    assert months_paid(rows, event_on) == months


@pytest.mark.parametrize(
    ("event_on", "answer"),
    [
        (date(2024, 4, 30), "not_started"),
        (date(2024, 5, 1), "covered"),
        (date(2024, 12, 31), "covered"),
        (date(2025, 1, 1), "grace"),
        (date(2025, 3, 31), "grace"),
        (date(2025, 4, 1), "lapsed"),
        (date(2025, 5, 1), "covered"),
        (date(2026, 3, 31), "grace"),
        (date(2026, 4, 1), "lapsed"),
    ],
)
def test_standing_in_and_between_two_programme_years(event_on, answer):
    years = (
        Period(date(2025, 5, 1), date(2025, 12, 31)),
        Period(date(2024, 5, 1), date(2024, 12, 31)),
    )
    assert standing(event_on, years, 3) == answer


def test_without_any_period_nothing_has_started():
    assert standing(date(2025, 1, 1), (), 3) == "not_started"


def test_a_month_later_stays_within_a_shorter_month():
    assert months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_after(date(2024, 11, 30), 3) == date(2025, 2, 28)
    assert months_after(date(9999, 12, 31), 1) == date.max


@given(PERIODS, EVENTS)
def test_the_period_relied_on_agrees_with_how_the_event_stands(periods, event_on):
    found = relied_on(event_on, periods)
    how = standing(event_on, periods, 3)
    assert (found is None) == (how == "not_started")
    if how == "covered":
        assert found.from_on <= event_on <= found.to_on
    elif found:
        assert found.to_on == max(one.to_on for one in periods if one.from_on <= event_on)


def test_of_two_periods_that_cover_the_later_is_relied_on():
    short = Period(date(2026, 1, 1), date(2026, 6, 30))
    long = Period(date(2025, 1, 1), date(2026, 12, 31))
    assert relied_on(date(2026, 2, 27), (long, short)) == long
    assert relied_on(date(2025, 2, 27), (short, long)) == long
