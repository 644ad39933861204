"""A sample by lot: reproducible, fair, and of the right size."""

import hashlib
from collections import Counter
from fractions import Fraction

import pytest

from claims.rules.sampling import lot, sampled, size

KEYS = [f"1602-26-{n:06d}/1" for n in range(200)]


@pytest.mark.parametrize(
    ("count", "wanted"), [(0, 0), (1, 1), (3, 3), (20, 3), (60, 3), (61, 4), (100, 5), (1000, 50)]
)
def test_five_percent_and_at_least_three_and_never_more_than_there_are(count, wanted):
    assert size(count, Fraction(5), 3) == wanted


def test_half_a_percent_is_reckoned_exactly():
    assert size(1000, Fraction("0.5"), 0) == 5 and size(1001, Fraction("0.5"), 0) == 6


def test_the_same_seed_draws_the_same_whatever_the_order():
    drawn = sampled("abc", KEYS, 10)
    assert drawn == sampled("abc", reversed(KEYS), 10) and len(set(drawn)) == 10
    assert drawn != sampled("abd", KEYS, 10)
    assert sampled("abc", KEYS, 20)[:10] == drawn


def test_anybody_can_draw_the_lot_again():
    assert lot("abc", KEYS[0]) == hashlib.sha256(b"abc:1602-26-000000/1").hexdigest()


def test_no_payment_is_drawn_more_often_than_others():
    drawn = Counter(key for n in range(400) for key in sampled(f"seed{n}", KEYS, 10))
    assert len(drawn) == len(KEYS)
    assert max(drawn.values()) < 45 and min(drawn.values()) > 5  # 20 on average
