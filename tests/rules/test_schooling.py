"""Plafon and jadwal of the scholarship, typed by hand and against the ceiling that is announced."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules import freezing
from claims.rules.benefits import LEVELS, PRESCHOOL, Case, Pupil, work_out
from claims.rules.schooling import (
    following,
    jadwal,
    length,
    outcome_of,
    plafon,
    right_ends_on,
    year_of,
    yearly,
)
from regencies import tables

EVENT = date(2025, 9, 10)
FIGURES = tables.figures_in_force(EVENT, "16.06")


def told(years):
    return [(year.begins, year.level, year.grade) for year in years]


def test_a_school_year_begins_on_the_first_of_july():
    assert year_of(date(2026, 6, 30)) == 2025
    assert year_of(date(2026, 7, 1)) == 2026


def test_the_ceiling_runs_to_the_end_of_s1_and_the_schedule_to_the_birthday():
    child, born_on = Pupil("sma", 20, 2), date(2005, 8, 1)
    every = plafon(child, born_on, EVENT, FIGURES)
    assert told(every) == [(2025, "sma", 2), (2026, "sma", 3)] + [
        (2026 + n, "pt", n) for n in range(1, 6)
    ]
    assert sum(year.amount for year in every) == 2 * 3_000_000 + 5 * 12_000_000
    # 23 on 1 August 2028: the year that begins in July 2028 still comes, the next does not.
    assert told(jadwal(every, born_on, EVENT, FIGURES))[-1] == (2028, "pt", 2)


@pytest.mark.parametrize(
    ("born_on", "last"),
    [(date(2005, 7, 1), 2027), (date(2005, 7, 2), 2028), (date(2005, 6, 30), 2027)],
)
def test_a_year_that_begins_on_the_birthday_does_not_come(born_on, last):
    every = plafon(Pupil("sma", 20, 2), born_on, EVENT, FIGURES)
    assert jadwal(every, born_on, EVENT, FIGURES)[-1].begins == last


def test_whoever_is_22_at_the_death_has_the_year_under_way():
    born_on = date(2002, 12, 1)
    every = plafon(Pupil("pt", 22, 3), born_on, EVENT, FIGURES)
    assert told(jadwal(every, born_on, EVENT, FIGURES)) == [(2025, "pt", 3)]


def test_a_child_too_young_keeps_the_right_until_school_begins():
    """Two in 2025: TK at five, SD at seven, S1 ends at 24; the schedule ends at 23."""
    born_on = date(2023, 3, 1)
    every = plafon(Pupil(PRESCHOOL, 2), born_on, EVENT, FIGURES)
    assert told(every)[:3] == [(2028, "tk", 1), (2029, "tk", 2), (2030, "sd", 1)]
    assert len(every) == 19 and sum(year.amount for year in every) == 87_000_000
    assert told(jadwal(every, born_on, EVENT, FIGURES))[-1] == (2045, "pt", 4)


def test_a_child_that_should_be_at_school_already_begins_in_the_next_july():
    every = plafon(Pupil(PRESCHOOL, 6), date(2019, 1, 1), EVENT, FIGURES)
    assert told(every)[0] == (2026, "tk", 1)


def test_after_the_last_year_of_s1_nothing_follows():
    assert following("sd", 6, FIGURES) == ("smp", 1)
    assert following("pt", 4, FIGURES) == ("pt", 5)
    assert following("pt", 5, FIGURES) is None


def test_one_year_is_one_line_that_says_which():
    outcome = outcome_of({"begins": 2026, "level": "sd", "grade": 3}, FIGURES)
    assert outcome.cash == 1_500_000
    assert outcome.lines[0].formula == (
        "beasiswa SD tahun ke-3, tahun ajaran 2026/2027: Rp1.500.000"
    )


def test_the_right_of_a_child_born_on_29_february_ends_on_the_28th():
    assert right_ends_on(date(2004, 2, 29), FIGURES) == date(2027, 2, 28)


@st.composite
def pupils(draw):
    level = draw(st.sampled_from((PRESCHOOL, *LEVELS)))
    grade = 0 if level == PRESCHOOL else draw(st.integers(1, length(level, FIGURES)))
    days = draw(st.integers(0, 23 * 365))
    return Pupil(level, days // 366, grade), EVENT - timedelta(days=days)


@given(pupils())
def test_the_years_of_the_plafon_are_the_ceiling_that_the_award_announces(pupil):
    child, born_on = pupil
    case = Case("jkm", EVENT, EVENT, months_paid=36, children=(child,))
    every = plafon(child, born_on, EVENT, FIGURES)
    assert sum(year.amount for year in every) == work_out(case, FIGURES).ceiling
    assert [year.begins for year in every] == list(
        range(every[0].begins, every[0].begins + len(every))
    )
    assert all(year.amount == yearly(year.level, FIGURES) for year in every)


@given(pupils())
def test_the_schedule_is_the_beginning_of_the_plafon_and_never_past_23(pupil):
    child, born_on = pupil
    every = plafon(child, born_on, EVENT, FIGURES)
    found = jadwal(every, born_on, EVENT, FIGURES)
    assert found == every[: len(found)]
    for year in found:
        begins = max(date(year.begins, 7, 1), EVENT)
        assert (begins.year - born_on.year, begins.month, begins.day) < (
            23, born_on.month, born_on.day,
        )  # fmt: skip


def test_a_frozen_year_is_worked_out_again_by_its_own_formula():
    """The case beside it would bring 42 million; the year brings the year."""
    school = {"begins": 2026, "level": "pt", "grade": 2}
    inputs = freezing.frozen_case(Case("jkm", EVENT, EVENT, months_paid=36))
    figures = {"scholarship_yearly_pt": {"value": "12000000"}}
    found = freezing.worked_out_again(inputs | {freezing.SCHOOL: school}, figures)
    assert found == outcome_of(school, FIGURES) and found.cash == 12_000_000
