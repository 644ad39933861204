"""Numbers of letters."""

from datetime import date

import pytest

from claims.rules.letters import NUMBER_LENGTH, SHORT, LetterKind, number


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 3, 2), "007/SKK/16.02.05.2011/III/2026"),
        (date(2025, 12, 31), "007/SKK/16.02.05.2011/XII/2025"),
        (date(2026, 1, 1), "007/SKK/16.02.05.2011/I/2026"),
    ],
)
def test_a_number_names_serial_kind_office_month_and_year(on, said):
    assert number(LetterKind.KETERANGAN_KEMATIAN, 7, "16.02.05.2011", on) == said


def test_every_kind_has_its_short_form_and_the_longest_number_fits():
    assert set(SHORT) == set(LetterKind)
    longest = max(
        (number(kind, 10**9, "16.02.05.2011", date(2026, 8, 1)) for kind in LetterKind), key=len
    )
    assert len(longest) <= NUMBER_LENGTH
