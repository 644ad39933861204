"""Is the same event told twice? Scored on what is present."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.duplicates import (
    CERTAIN,
    LIKELY,
    POINTS,
    Person,
    bare_name,
    likeness,
    name_likeness,
)

SULAIMAN = Person(
    "Sulaiman bin Demo", date(1971, 3, 12), date(2026, 2, 27), "nik-1", "kk-1", "16.02.05.2011",
)  # fmt: skip
DAY = timedelta(days=1)
DAYS = st.none() | st.dates(date(1960, 1, 1), date(1963, 12, 31))
PEOPLE = st.builds(
    Person,
    st.sampled_from(["", "Ahmad", "Ahmad Saputra", "H. Akhmad Syahputra", "Umi Kalsum", "Alm."]),
    DAYS,
    DAYS,
    st.sampled_from(["", "n1", "n2"]),
    st.sampled_from(["", "k1", "k2"]),
    st.sampled_from(["", "v1", "v2"]),
    st.sampled_from(["", "1602-KM-03092025-0007", "1602 KM 03092025 0007"]),
    st.booleans(),
)


def told(**changes) -> Person:
    return replace(SULAIMAN, **changes)


def test_without_a_nik_the_same_person_is_still_found():
    """Not so where every condition has to hold: W8 of our notes on peers."""
    found = likeness(SULAIMAN, told(nik_index=""))
    assert found.likely
    assert found.reasons == ("same_kk", "same_name", "same_birth", "near_event", "same_village")


@pytest.mark.parametrize(
    "lacks", ["nik_index", "kk_index", "village", "name", "born_on", "event_on"]
)
def test_no_single_missing_value_switches_it_off(lacks):
    empty = None if lacks.endswith("_on") else ""
    assert likeness(SULAIMAN, told(**{lacks: empty})).likely


def all_must_hold(a, b) -> bool:
    """The wrong variant: one value that is missing disables it."""
    return all(getattr(a, one.name) and getattr(a, one.name) == getattr(b, one.name)
               for one in fields(Person) if one.name not in {"akta", "died"})  # fmt: skip


def test_the_variant_that_wants_everything_would_be_noticed():
    assert all_must_hold(SULAIMAN, SULAIMAN)
    assert not all_must_hold(SULAIMAN, told(nik_index=""))


@pytest.mark.parametrize(
    ("other", "likely"),
    [
        # Each of these alone is enough.
        (Person(nik_index="nik-1"), True),
        (Person("Alm. Sulaiman", kk_index="kk-1"), False),  # like, not the same name
        (Person("Alm. Sulaiman Demo", kk_index="kk-1"), True),
        (told(nik_index="", kk_index="", name="Sulaiman", event_on=SULAIMAN.event_on + 5 * DAY,
              born_on=SULAIMAN.born_on + 366 * DAY), True),
        # A mistyped NIK.
        (told(nik_index="nik-2"), True),
        # The same NIK, whatever else differs.
        (told(name="Umi Kalsum", born_on=date(1990, 1, 1), event_on=date(2020, 1, 1)), True),
        # One household: the wife, and a son of his father's name.
        (told(nik_index="nik-2", name="Aminah", born_on=date(1975, 1, 1)), False),
        (told(nik_index="nik-2", born_on=date(2001, 1, 1)), False),
        # A namesake.
        (Person("Sulaiman Demo", village="16.02.05.2011"), False),
        (Person("Sulaiman Demo", event_on=date(2019, 1, 1), village="16.02.05.2011"), False),
        (Person("Sulaiman Demo", event_on=date(2026, 2, 26), village="16.02.05.2011"), True),
        (Person(), False),
    ],
)  # fmt: skip
def test_what_is_likely(other, likely):
    found = likeness(SULAIMAN, other)
    assert found.likely is likely, found


def test_five_days_and_a_year_are_the_edges():
    near = told(nik_index="", event_on=SULAIMAN.event_on - 5 * DAY)
    assert "near_event" in likeness(SULAIMAN, near).reasons
    assert "far_event" in likeness(SULAIMAN, replace(near, event_on=near.event_on - DAY)).reasons
    assert "near_birth" in likeness(SULAIMAN, told(born_on=date(1972, 3, 12))).reasons
    assert "far_birth" in likeness(SULAIMAN, told(born_on=date(1972, 3, 14))).reasons


def test_the_akta_number_is_compared_without_its_dashes():
    one = Person("Umi", akta="1602-KM-03092025-0007")
    assert likeness(one, Person("Budi", akta="1602 km 03092025 0007")).points == CERTAIN
    assert likeness(one, Person("Budi", akta="1602-KM-03092025-0008")).points == 0


def test_a_second_accident_is_no_duplicate_and_a_death_after_one_may_be():
    first = told(died=False)
    second = told(died=False, event_on=SULAIMAN.event_on + 40 * DAY)
    assert not likeness(first, second).likely
    assert likeness(first, replace(second, died=True)).likely
    assert likeness(first, replace(second, event_on=first.event_on + DAY)).likely


@given(PEOPLE, PEOPLE)
def test_it_reads_the_same_both_ways_and_stays_within_its_bounds(a, b):
    found = likeness(a, b)
    assert found == likeness(b, a)
    assert 0 <= found.points <= CERTAIN
    assert found.likely == (found.points >= LIKELY)
    assert set(found.reasons) <= set(POINTS)


@given(PEOPLE, PEOPLE, st.sampled_from(["nik_index", "kk_index", "village", "born_on", "akta"]))
def test_a_value_that_agrees_never_lowers_the_score(a, b, name):
    known = {"born_on": date(1961, 5, 5)}.get(name, "n1")
    agreeing = likeness(replace(a, **{name: known}), replace(b, **{name: known}))
    silent = likeness(a, replace(b, **{name: None if name == "born_on" else ""}))
    assert silent.points <= agreeing.points


@given(PEOPLE)
def test_nothing_is_like_silence(a):
    assert likeness(a, Person()).reasons in ((), ("far_event",))
    assert likeness(a, Person()).points == 0


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Alm. H. Ahmad bin Saleh, S.Pd.", "ahmad saleh"),
        ("Hj. St. Aminah binti M. Umar", "siti aminah muhammad umar"),
        ("Drs. Moh. Ali M.Si", "muhammad ali"),
        ("SOEKARNO", "sukarno"),
        ("Djoko Tjahyono", "joko cahyono"),
        ("Ma'ruf", "maruf"),
        ("Nur-Hayati", "nur hayati"),
        ("Haji", "haji"),
        ("12 .", ""),
    ],
)
def test_names_without_titles_in_todays_spelling(name, bare):
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("a", "b", "lowest", "highest"),
    [
        ("Ahmad Saputra", "saputra AHMAD", 100, 100),
        ("Sulaiman", "Sulaeman", 80, 91),
        ("Ahmad", "Ahmad bin Saleh", 80, 91),
        ("Ahmad Saputra", "Ahmad Hidayat", 0, 79),
        ("Aminah", "Halimah", 0, 79),
        ("Wati", "Wita", 0, 59),
    ],
)
def test_how_like_two_names_are(a, b, lowest, highest):
    assert lowest <= name_likeness(a, b) <= highest


def test_no_name_is_like_no_name():
    assert name_likeness("", "Ahmad") is None
    assert name_likeness("Ahmad", " . ") is None
