"""When a village is reminded of a death, and whom of the list a name means."""

from datetime import date

import pytest

from claims.rules.unfiled import Listed, claim_by, likely, next_reminder


def test_the_days_on_which_a_village_is_reminded():
    days, found = 0, [0]
    while days < 30:
        days = next_reminder(days, 3, 7)
        found.append(days)
    assert found == [0, 3, 7, 14, 21, 28, 35]


@pytest.mark.parametrize(("late", "next_one"), [(1, 3), (5, 7), (8, 14), (100, 105)])
def test_missed_days_are_made_up_for_by_one(late, next_one):
    assert next_reminder(late, 3, 7) == next_one


@pytest.mark.parametrize(
    ("name", "listed", "meant"),
    [
        ("Moh. Sulaiman bin Ali", ["Muhammad Sulaiman"], 1),
        ("Almh. Hj. Siti Aminah", ["Budi Santoso", "Siti Aminah"], 2),
        ("Sulaiman", ["Aminah"], None),
        ("Sulaiman", [], None),
        # Twins: nobody guesses which.
        ("Hasan", ["Hasan", "Hasan"], None),
        ("", ["Hasan"], None),
    ],
)
def test_a_name_means_the_one_that_is_like_it_alone(name, listed, meant):
    assert likely(name, [Listed(n, one) for n, one in enumerate(listed, 1)]) == meant


def test_only_an_accident_has_a_last_day():
    died_on = date(2024, 2, 29)
    assert claim_by(died_on, True, 5) == date(2029, 2, 28)
    assert claim_by(died_on, False, 5) is None and claim_by(died_on, True, None) is None
