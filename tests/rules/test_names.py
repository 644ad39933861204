"""How like a name is what somebody typed."""

import pytest

from claims.rules.names import ALIKE, spelt_alike


@pytest.mark.parametrize(
    ("asked", "name"),
    [("sulaiman", "Sulaiman bin Demo"), ("Soelaiman", "H. Sulaiman"),
     ("moh yusup", "Muhammad Yusuf"),
     ("zubadiah", "Zubaidah Demo"), ("aminah siti", "Siti Aminah")],
)  # fmt: skip
def test_alike(asked, name):
    assert spelt_alike(asked, name) >= ALIKE


@pytest.mark.parametrize(
    ("asked", "name"),
    [("sulaiman", "Hermawan"), ("zubaidah hermawan", "Sulaiman"), ("", "Siti"), ("siti", "")],
)
def test_not_alike(asked, name):
    assert spelt_alike(asked, name) < ALIKE
