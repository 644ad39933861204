"""The order of the waiting list, and one sum in equal parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.inert import BEGINS_A_FORMULA, inert
from claims.rules.shares import shares
from claims.rules.waiting import Waiting, fitting, overtaken

MILLION = 1_000_000


def queue(*amounts, back=()):
    return [Waiting(key, amount, key in back) for key, amount in enumerate(amounts, 1)]


def test_the_money_reaches_from_the_top_on():
    line = queue(*[MILLION] * 4)
    assert fitting(line, 2 * MILLION) == [1, 2]
    assert fitting(line, None) == [1, 2, 3, 4]
    assert fitting(line, 0) == []


def test_a_sum_that_is_too_large_lets_the_next_one_pass():
    assert fitting(queue(5, 2, 9, 1), 4) == [2, 4]


def test_what_came_back_waits_for_a_person_to_mend_its_account():
    assert fitting(queue(1, 1, 1, back={2}), 2) == [1, 3]
    assert overtaken(queue(1, 1, 1, back={1}), {2, 3}, None) == []


def test_whoever_is_passed_over_is_named():
    line = queue(*[MILLION] * 4)
    assert overtaken(line, {1, 2}, 4 * MILLION) == []
    assert overtaken(line, {1, 3}, 4 * MILLION) == [2]
    assert overtaken(line, {4}, None) == [1, 2, 3]
    assert overtaken(line, set(), None) == []


def test_whom_the_money_would_not_have_reached_is_not_passed_over():
    assert overtaken(queue(5, 2), {2}, 4) == []
    assert overtaken(queue(3, 2, 1), {1, 3}, 4) == []


@given(
    st.lists(st.tuples(st.integers(1, 50), st.booleans()), max_size=12),
    st.none() | st.integers(0, 200),
)
def test_what_the_service_ticks_passes_nobody_over(rows, room):
    line = [Waiting(key, *row) for key, row in enumerate(rows)]
    taken = fitting(line, room)
    assert overtaken(line, set(taken), room) == []
    assert room is None or sum(one.amount for one in line if one.key in taken) <= room


def test_seven_million_among_three_heirs():
    assert shares(7_000_000, 3) == (2_333_334, 2_333_333, 2_333_333)
    assert shares(0, 2) == (0, 0)


@pytest.mark.parametrize(("amount", "heirs"), [(-1, 2), (10, 0), (10, -3)])
def test_nobody_shares_nothing(amount, heirs):
    with pytest.raises(ValueError, match="shares"):
        shares(amount, heirs)


@pytest.mark.parametrize("sign", BEGINS_A_FORMULA)
def test_text_that_would_be_worked_out_is_held(sign):
    assert inert(f"{sign}1+1") == f"'{sign}1+1"
    assert inert(f"  {sign}1+1") == f"'  {sign}1+1"
    assert inert(f"a{sign}1") == f"a{sign}1"
