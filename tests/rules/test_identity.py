import pytest

from claims.rules.identity import cleaned, faults, read


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("1602051203719901", []),
        ("1602055203719901", []),  # a woman: day + 40
        ("160205120371990", ["not_16_digits"]),
        ("16020512O3719901", ["not_16_digits"]),
        ("9902051203719901", ["unknown_province"]),
        ("1602053203719901", ["impossible_date"]),
        ("1602057203719901", ["impossible_date"]),
        ("1602051213719901", ["impossible_date"]),
        ("1602051203710000", ["dummy_serial"]),
        ("1699991203719901", []),  # an area we do not know is no fault
    ],
)
def test_only_a_number_that_can_not_exist_is_refused(number, expected):
    assert faults(number) == expected


def test_a_family_card_carries_no_womans_day():
    assert faults("1602055203719901", card="kk") == ["impossible_date"]


def test_what_a_nik_says():
    found = read("1602055203719901")
    assert (found.area, found.day, found.month, found.year, found.woman) == (
        "160205", 12, 3, 71, True,
    )  # fmt: skip


def test_people_type_dots_and_spaces():
    assert cleaned("16 02.05-1203 7199 01") == "1602051203719901"
