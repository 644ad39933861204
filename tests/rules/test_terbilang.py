"""Amounts in words, typed by hand and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.terbilang import terbilang


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (99, "sembilan puluh sembilan"),
        (100, "seratus"),
        (101, "seratus satu"),
        (111, "seratus sebelas"),
        (200, "dua ratus"),
        (999, "sembilan ratus sembilan puluh sembilan"),
        (1000, "seribu"),
        (1001, "seribu satu"),
        (1100, "seribu seratus"),
        (2000, "dua ribu"),
        (11_000, "sebelas ribu"),
        (100_000, "seratus ribu"),
        (101_000, "seratus satu ribu"),
        (1_000_000, "satu juta"),
        (1_001_000, "satu juta seribu"),
        (42_000_000, "empat puluh dua juta"),
        (145_500_000, "seratus empat puluh lima juta lima ratus ribu"),
        (198_715_408, "seratus sembilan puluh delapan juta tujuh ratus lima belas ribu "
                      "empat ratus delapan"),
        (1_000_000_000, "satu miliar"),
        (10**12, "satu triliun"),
        (10**15, "satu kuadriliun"),
    ],
)  # fmt: skip
def test_words(number, words):
    assert terbilang(number) == words


@pytest.mark.parametrize("number", [-1, 10**18])
def test_what_has_no_words(number):
    with pytest.raises(ValueError, match="no words"):
        terbilang(number)


DIGITS = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7,
    "delapan": 8, "sembilan": 9, "sepuluh": 10, "sebelas": 11,
}  # fmt: skip
GROUPS = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12, "kuadriliun": 10**15}


def read_back(words: str) -> int:
    """The words as a number, by a way of its own: sum up a group, then weigh it."""
    total = group = last = 0
    for word in words.replace("seribu", "satu ribu").replace("seratus", "satu ratus").split():
        if word in DIGITS:
            last = DIGITS[word]
            group += last
        elif word == "belas":
            group += 10
        elif word in {"puluh", "ratus"}:
            group += last * (9 if word == "puluh" else 99)
        else:
            total, group = total + group * GROUPS[word], 0
    return total + group


@given(st.integers(0, 10**15))
def test_every_number_up_to_10_to_the_15_is_read_back(number):
    words = terbilang(number)
    assert read_back(words) == number
    assert "satu ratus" not in words and "satu puluh" not in words and "satu belas" not in words


@given(st.integers(1000, 1999))
def test_a_thousand_alone_is_seribu(number):
    assert terbilang(number).split()[0] == "seribu"
