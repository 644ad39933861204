"""The legal order of heirs."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.models import choices
from claims.rules import heirs
from claims.rules.heirs import (
    FUND,
    HEIRS,
    LINE,
    PLACES,
    WHO_BURIED,
    Ahead,
    Kin,
    ahead_of,
    first_in_line,
    goes_to,
    may_be_paid,
    needs_guardian,
    tier,
)

KIN = st.lists(
    st.builds(
        Kin,
        st.sampled_from([*PLACES, "guardian", "neighbour"]),
        st.booleans(),
        st.none() | st.integers(0, 90),
    ),
    max_size=8,
)
WIDOW, CHILD, PARENT = Kin("wife"), Kin("child", age=9), Kin("parent")


def test_every_relation_of_the_line_can_be_chosen_on_the_forms():
    assert set(PLACES) == set(choices.HEIR_RELATIONS) - {"other_family"}
    assert heirs.GUARDIAN in choices.PAYEE_RELATIONS


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("wife", 1), ("husband", 1), ("child", 1),
        ("parent", 2), ("grandchild", 2), ("grandparent", 2),
        ("sibling", 3), ("parent_in_law", 4), ("will", 5),
        ("guardian", None), ("other_family", None), ("neighbour", None), ("", None),
    ],
)  # fmt: skip
def test_tiers_are_those_of_the_law(relation, expected):
    assert tier(relation) == expected


@pytest.mark.parametrize(
    ("kin", "first"),
    [
        ((), ()),
        ((PARENT, WIDOW, CHILD), (WIDOW, CHILD)),
        ((Kin("wife", alive=False), PARENT), (PARENT,)),
        ((Kin("wife"), Kin("wife")), (Kin("wife"), Kin("wife"))),
        ((Kin("grandparent"), Kin("grandchild")), (Kin("grandchild"),)),
        ((Kin("will"), Kin("parent_in_law"), Kin("sibling")), (Kin("sibling"),)),
        ((Kin("will"), Kin("neighbour")), (Kin("will"),)),
        ((Kin("neighbour"), Kin("guardian")), ()),
    ],
)
def test_first_in_line(kin, first):
    assert first_in_line(kin) == first


def by_elimination(kin):
    """The oracle: strike out whoever has somebody of a nearer row of the printed list alive."""
    rows = ["wife husband child", "parent", "grandchild", "grandparent", "sibling",
            "parent_in_law", "will"]  # fmt: skip
    for row in rows:
        found = [one for one in kin if one.alive and one.relation in row.split()]
        if found:
            return found
    return []


@given(KIN)
def test_first_in_line_is_what_an_oracle_finds(kin):
    assert list(first_in_line(kin)) == by_elimination(kin)


@given(KIN)
def test_nobody_goes_before_the_first(kin):
    first = first_in_line(kin)
    assert all(one.alive for one in first)
    for one in first:
        assert ahead_of(one.relation, kin) == ()
        assert may_be_paid(one.relation, kin, 18)
    for one in kin:
        if one.relation in PLACES and one.alive and one not in first:
            assert not may_be_paid(one.relation, kin, 18)


@given(KIN, KIN)
def test_one_more_living_relative_never_opens_the_line(kin, more):
    for relation in PLACES:
        if may_be_paid(relation, [*kin, *more], 18):
            assert may_be_paid(relation, kin, 18)


def test_any_of_tier_one_closes_every_lower_place():
    below = [relation for relation in PLACES if tier(relation) != 1]
    for nearer in ("wife", "husband", "child"):
        for relation in below:
            assert ahead_of(relation, [Kin(nearer)]) == (Ahead(Kin(nearer), "H"),)
    for one, other in permutations(("wife", "husband", "child"), 2):
        assert may_be_paid(one, [Kin(other)], 18)


def test_within_tier_two_the_order_is_practice_not_law():
    assert ahead_of("grandparent", [PARENT, Kin("grandchild"), Kin("sibling")]) == (
        Ahead(PARENT, "M"), Ahead(Kin("grandchild"), "M"),
    )  # fmt: skip
    assert ahead_of("sibling", [PARENT]) == (Ahead(PARENT, "H"),)


def test_who_does_not_inherit_is_never_paid_as_an_heir():
    assert not may_be_paid("neighbour", (), 18)
    assert ahead_of("other_family", [Kin("will"), Kin("neighbour")]) == (Ahead(Kin("will"), "H"),)


@pytest.mark.parametrize(
    ("kin", "answer"),
    [
        ((CHILD,), True),
        ((WIDOW, CHILD), True),
        ((Kin("child"),), True),  # nobody said how old
        ((Kin("child", age=18),), False),
        ((Kin("child", age=18), Kin("child", age=17)), True),
        ((Kin("child", alive=False, age=9), PARENT), False),
        ((WIDOW,), False),
        ((), False),
    ],
)
def test_a_guardian_receives_for_a_child_alone(kin, answer):
    assert may_be_paid("guardian", kin, 18) is answer


@pytest.mark.parametrize(("age", "answer"), [(None, None), (0, True), (17, True), (18, False)])
def test_a_wali_up_to_the_eighteenth_birthday(age, answer):
    assert needs_guardian(age, 18) is answer


def test_another_age_may_be_in_force_or_none():
    assert needs_guardian(20, 21) is True
    assert needs_guardian(20, None) is None
    assert may_be_paid("guardian", (Kin("child", age=20),), None)


def test_with_no_heir_the_money_parts():
    assert goes_to("santunan_sekaligus", [Kin("will")]) == HEIRS
    assert goes_to("biaya_pemakaman", [Kin("neighbour")]) == WHO_BURIED
    assert goes_to("santunan_sekaligus", [Kin("wife", alive=False)]) == FUND


def test_the_line_names_nobody_twice():
    named = [relation for _, relations in LINE for relation in relations]
    assert len(named) == len(set(named))
