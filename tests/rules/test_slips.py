"""What people make of the signs on a slip."""

import pytest

from claims.rules.slips import ALPHABET, LENGTH, OPENING_LENGTH, code_typed, grouped, secret_typed

SECRET = "0123456789ABCDEFGHJKMNPQRS"


def test_a_secret_has_at_least_128_bits_and_no_sign_that_is_taken_for_another():
    assert len(set(ALPHABET)) == 32 and LENGTH * 5 >= 128
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.parametrize(
    "typed",
    [
        SECRET,
        SECRET.lower(),
        grouped(SECRET),
        "0123 4567 89ab cdef ghjk mnpq rs",
        " o1234-56789\tABCDEFGHJKMNPQRS\n",
        "0i23456789abcdefghjkmnpqrs",
        "Ol23456789abcdefghjkmnpqrs",
        "0123–4567.89AB_CDEF-GHJK-MNPQ-RS",
    ],
)
def test_it_is_read_however_it_was_typed(typed):
    assert secret_typed(typed) == SECRET


@pytest.mark.parametrize("typed", ["", SECRET[:-1], SECRET + "0", SECRET[:-1] + "U", "é" * 26])
def test_what_can_be_no_secret_is_none(typed):
    assert secret_typed(typed) == ""


@pytest.mark.parametrize("typed", ["1602-26-000417", "160226000417", " 1602 26 000417 "])
def test_a_code_is_read_however_it_was_grouped(typed):
    assert code_typed(typed) == "1602-26-000417"


@pytest.mark.parametrize("typed", ["", "1602-26-417", "١٦٠٢-26-000417", "1602-26-000417'--"])
def test_what_can_be_no_code_is_none(typed):
    assert code_typed(typed) == ""


def test_it_stands_on_the_slip_in_fours():
    assert grouped(SECRET) == "0123-4567-89AB-CDEF-GHJK-MNPQ-RS"


def test_an_officials_code_is_shorter():
    assert secret_typed("0123-4567-89ab-cdef", OPENING_LENGTH) == "0123456789ABCDEF"
    assert secret_typed(SECRET, OPENING_LENGTH) == ""
