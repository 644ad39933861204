import pytest

from claims.rules.papers import missing, programmes, unfilled

OKI, MUBA = {"jkm", "jkk", "santunan_oki"}, {"jkm", "jkk"}


@pytest.mark.parametrize(
    ("died", "at_work", "offered", "expected"),
    [
        (True, False, OKI, ["jkm", "santunan_oki"]),
        (True, True, OKI, ["jkk", "santunan_oki"]),  # never JKM beside JKK
        (True, False, MUBA, ["jkm"]),
        (False, True, OKI, ["jkk"]),
        (False, False, OKI, []),
        (True, False, set(), []),
    ],
)
def test_which_programmes_an_event_may_concern(died, at_work, offered, expected):
    assert programmes(died=died, at_work=at_work, offered=offered) == expected


def test_no_and_nothing_are_values_and_emptiness_is_none():
    values = {"at_work": False, "months": 0, "name": "", "cause": None}
    assert unfilled(values, ["name", "at_work", "months", "cause", "place"]) == [
        "name", "cause", "place",
    ]  # fmt: skip


def test_a_paper_that_two_programmes_ask_for_is_missing_once():
    assert missing(["ktp", "kk", "ktp", "akta"], {"kk"}) == ["ktp", "akta"]
