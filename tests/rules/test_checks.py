"""What a reviewer is told of a claim: every answer that each question can have."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules import checks, identity
from claims.rules.coverage import Paid
from claims.rules.heirs import LINE, Kin
from claims.rules.told import RESULTS, Facts, Known, Limit, Other, Payee

EVENT = date(2026, 2, 27)
NIK, WOMAN = "1602051203719901", "1602055203719901"
ALL = ("jkm", "jkk", "santunan_oki")
LIMITS = {
    "grace_months": Limit(3, "Perdir"),
    "jkm_bpu_min_months": Limit(3, "branch heads"),
    "scholarship_min_months": Limit(36, "PP 82/2019"),
    "oki_decile_max": Limit(5, "Perbup"),
    "oki_filing_days": Limit(7, "Perbup"),
    "jkk_expiry_years": Limit(5, "PP 82/2019"),
    "adult_age": Limit(18, "UU 35/2014"),
}
YEAR = Paid(date(2023, 1, 1), date(2026, 12, 31))


def cover(*periods):
    return {"jkm": periods, "jkk": periods}


def other(code="1602-26-000009", points=100, *, likely=True, same=False, granted=(), apart=False,
          death=()):  # fmt: skip
    return Other(code, points, ("same_name",), likely, same, granted, apart, death)


def payee(name="Aminah Demo", *, same_account=True, near=True):
    return Payee("1602-26-000009", name, same_account, near)


# A claim with which nothing is wrong.
GOOD = Facts(
    died=True,
    programmes=ALL,
    nik=NIK,
    kk="1602051502109902",
    name="Sulaiman bin Demo",
    born_on=date(1971, 3, 12),
    sex="M",
    regency="1602",
    event_on=EVENT,
    filed_on=date(2026, 3, 2),
    limits=LIMITS,
    cover=cover(YEAR),
    segment="bpu",
    months=Known(40, "assessed"),
    decile=Known(3, "assessed"),
    children=2,
    heir_name="Aminah Demo",
    heir_relation="wife",
    heir_age=48,
    kin=(Kin("wife"), Kin("child", age=12)),
    payee_name="Aminah Demo",
    payee_relation="wife",
    missing=(),
    others=(),
    account="an index",
    paid=(),
)
CHILD = {"heir_relation": "child", "heir_name": "Adik Demo", "kin": (Kin("child", age=12),)}
SMALL = CHILD | {"heir_age": 12}
NO_LIMITS = {"limits": {}}
# check, programme, what differs from the good claim, the answer.
ANSWERS = [
    ("nik_shape", "", {}, "pass possible"),
    ("nik_shape", "", {"nik": "9902051203719901"}, "fail unknown_province"),
    ("nik_shape", "", {"nik": "1602"}, "fail not_16_digits"),
    ("nik_shape", "", {"nik": ""}, "no_data no_number"),
    # Born and registered far away: that is no fault of the number.
    ("nik_shape", "", {"nik": "3171051203719901"}, "pass possible"),
    ("kk_shape", "", {}, "pass possible"),
    ("kk_shape", "", {"kk": "1602053202109902"}, "fail impossible_date"),
    ("kk_shape", "", {"kk": ""}, "no_data no_number"),
    ("nik_matches", "", {}, "pass agrees"),
    ("nik_matches", "", {"nik": WOMAN, "sex": "F"}, "pass agrees"),
    ("nik_matches", "", {"nik": ""}, "no_data no_number"),
    ("nik_matches", "", {"nik": "1602"}, "no_data no_number"),
    ("nik_matches", "", {"born_on": None, "sex": "", "regency": ""}, "no_data nothing_to_compare"),
    ("cover", "jkm", {}, "pass covered"),
    ("cover", "jkk", {"cover": cover(Paid(date(2025, 1, 1), date(2025, 12, 31)))}, "warn grace"),
    ("cover", "jkm", {"cover": cover(Paid(date(2024, 1, 1), date(2024, 12, 31)))}, "fail lapsed"),
    ("cover", "jkm", {"cover": cover(Paid(date(2026, 3, 1), date(2026, 12, 31)))},
     "fail not_started"),
    ("cover", "jkm", {"cover": cover()}, "no_data no_period"),
    ("cover", "jkm", {"cover": None}, "no_data not_on_the_list"),
    ("cover", "jkm", {"event_on": None}, "no_data no_event_day"),
    ("cover", "jkm", NO_LIMITS, "no_data no_figure"),
    ("months_jkm", "jkm", {}, "pass enough"),
    ("months_jkm", "jkm", {"months": Known(3, "stated"), "cover": None}, "pass enough"),
    ("months_jkm", "jkm", {"months": Known(2, "stated"), "cover": None}, "fail burial_only"),
    ("months_jkm", "jkm", {"months": Known(2, "roster")}, "fail burial_only"),
    ("months_jkm", "jkm", {"months": Known(2, "assessed")}, "warn list_differs"),
    ("months_jkm", "jkm", {"months": Known(2, "assessed"), "segment": "pu"}, "pass wage_earner"),
    ("months_jkm", "jkm", {"months": Known(2, "assessed"), "event_on": None}, "fail burial_only"),
    ("months_jkm", "jkm", {"months": None}, "no_data not_known"),
    ("months_jkm", "jkm", NO_LIMITS | {"segment": "pu"}, "no_data no_figure"),
    ("months_scholarship", "jkm", {}, "pass enough"),
    ("months_scholarship", "jkm", {"months": Known(35, "stated"), "cover": None},
     "fail no_scholarship"),
    ("months_scholarship", "jkm", {"months": None}, "no_data not_known"),
    ("months_scholarship", "jkm", {"children": 0}, ""),
    ("decile", "santunan_oki", {"decile": Known(5, "roster")}, "pass poor"),
    ("decile", "santunan_oki", {"decile": Known(6, "stated")}, "fail not_poor"),
    ("decile", "santunan_oki", {"decile": None}, "no_data not_known"),
    ("decile", "santunan_oki", NO_LIMITS, "no_data no_figure"),
    ("filing_limit", "santunan_oki", {"filed_on": date(2026, 3, 6)}, "pass in_time"),
    ("filing_limit", "santunan_oki", {"filed_on": date(2026, 3, 7)}, "fail late"),
    ("filing_limit", "santunan_oki", {"filed_on": None}, "no_data no_event_day"),
    ("filing_limit", "santunan_oki", NO_LIMITS, "no_data no_figure"),
    ("expiry", "jkk", {"filed_on": date(2031, 2, 27)}, "pass alive"),
    ("expiry", "jkk", {"filed_on": date(2031, 2, 28)}, "fail expired"),
    ("expiry", "jkk", {"event_on": None}, "no_data no_event_day"),
    ("expiry", "jkk", NO_LIMITS, "no_data no_figure"),
    ("heir_order", "", {}, "pass in_order"),
    ("heir_order", "", {"heir_relation": "sibling"}, "fail nearer_heir"),
    ("heir_order", "", {"heir_relation": "grandchild", "kin": (Kin("grandchild"), Kin("parent"))},
     "warn nearer_by_practice"),
    ("heir_order", "", {"heir_relation": "other_family"}, "fail not_in_line"),
    ("heir_order", "", {"heir_relation": ""}, "no_data no_heir"),
    ("heir_order", "", {"died": False}, ""),
    ("guardian", "", {}, "pass grown_up"),
    ("guardian", "", CHILD | {"heir_age": 18}, "pass grown_up"),
    ("guardian", "", CHILD | {"heir_age": None}, "no_data age_unknown"),
    ("guardian", "", SMALL | {"payee_relation": "child"}, "fail no_guardian"),
    ("guardian", "", SMALL | {"payee_relation": "sibling"}, "fail no_guardian"),
    ("guardian", "", SMALL | {"payee_relation": "wife"}, "warn paid_to_a_parent"),
    ("guardian", "", SMALL | {"payee_relation": "guardian"}, "warn guardian_paper_missing"),
    ("guardian", "", SMALL | {"payee_relation": "guardian", "guardian_paper": True},
     "pass guardian_named"),
    ("guardian", "", SMALL | NO_LIMITS, "no_data no_figure"),
    ("guardian", "", {"heir_relation": ""}, "no_data no_heir"),
    ("guardian", "", {"died": False}, ""),
    ("account_holder", "", {}, "pass same_person"),
    ("account_holder", "", {"payee_name": "Hj. AMINAH DEMO, S.Pd."}, "pass same_person"),
    ("account_holder", "", {"payee_name": "Rusdi Hartono"}, "fail somebody_else"),
    ("account_holder", "", {"payee_name": ""}, "no_data not_known"),
    ("account_holder", "", {"died": False, "payee_name": "Sulaiman bin Demo"}, "pass same_person"),
    ("account_holder", "", {"died": False}, "fail somebody_else"),
    ("account_holder", "", SMALL | {"payee_relation": "guardian", "payee_name": "Rusdi Hartono"},
     "pass guardian"),
    ("account_holder", "", SMALL | NO_LIMITS | {"payee_relation": "guardian",
                                                "payee_name": "Rusdi Hartono"}, "pass guardian"),
    # A guardian needs a child to be guardian of.
    ("account_holder", "", {"payee_relation": "guardian", "payee_name": "Rusdi Hartono",
                            "kin": (Kin("wife"),)}, "fail somebody_else"),
    ("one_account", "", {}, "pass nobody_else"),
    ("one_account", "", {"account": ""}, "no_data not_known"),
    ("one_account", "", {"payee_name": ""}, "no_data not_known"),
    ("one_account", "", {"paid": None}, "no_data not_known"),
    # The same widow, by her title too; whoever has another name has no part in her account.
    ("one_account", "", {"paid": (payee("Hj. Aminah Demo"),)}, "pass nobody_else"),
    ("one_account", "", {"paid": (payee("Rusdi Hartono"),)}, "fail of_several"),
    ("one_account", "", {"paid": (payee(same_account=False),)}, "fail several"),
    # A like name far away, or one that is merely like, is somebody else.
    ("one_account", "", {"paid": (payee(same_account=False, near=False),)}, "pass nobody_else"),
    ("one_account", "", {"paid": (payee("Siti Aminah", same_account=False),)}, "pass nobody_else"),
    ("papers", "", {}, "pass complete"),
    ("papers", "", {"missing": ("KPJ",)}, "fail missing"),
    ("papers", "", {"missing": None}, "no_data no_checklist"),
    ("duplicate", "", {}, "pass no_other"),
    ("duplicate", "", {"others": (other(points=20, likely=False),)}, "pass no_other"),
    ("duplicate", "", {"others": (other(),)}, "warn likely"),
    ("duplicate", "", {"others": (other(), other(same=True))}, "fail same_event"),
    ("duplicate", "", {"others": (other(apart=True),)}, "pass told_apart"),
    ("duplicate", "", {"others": (other(apart=True), other())}, "warn likely"),
    ("duplicate", "", {"others": (other(same=True, apart=True), other())}, "warn likely"),
    ("duplicate", "", {"others": None}, "no_data nothing_to_compare"),
    # A NIK that nobody told does not switch it off.
    ("duplicate", "", {"nik": "", "others": (other(),)}, "warn likely"),
    ("already_granted", "jkm", {}, "pass not_yet"),
    ("already_granted", "jkm", {"others": (other(granted=("jkk",)),)}, "pass not_yet"),
    ("already_granted", "jkm", {"others": (other(granted=("jkm",), likely=False),)},
     "pass not_yet"),
    ("already_granted", "jkm", {"others": (other(granted=("jkm",)),)}, "warn perhaps_granted"),
    ("already_granted", "jkk", {"others": (other(granted=("jkk",)),
                                           other(granted=("jkk",), same=True))},
     "fail granted_before"),
    ("already_granted", "jkm", {"others": (other(granted=("jkm",), apart=True),)}, "pass not_yet"),
    ("already_granted", "jkm", {"others": (other(granted=("jkm",), same=True, apart=True),)},
     "fail granted_before"),
    # One death is paid under JKM or under JKK; an injury that somebody outlived is no death.
    ("already_granted", "jkm", {"others": (other(granted=("jkk",), death=("jkk",), same=True),)},
     "fail granted_instead"),
    ("already_granted", "jkk", {"others": (other(granted=("jkm",), death=("jkm",)),)},
     "warn perhaps_instead"),
    ("already_granted", "jkk", {"others": (other(granted=("jkm",), death=("jkm",), apart=True),)},
     "pass not_yet"),
    ("already_granted", "jkk", {"died": False, "others": (other(granted=("jkm",),
                                                                death=("jkm",)),)},
     "pass not_yet"),
    ("already_granted", "santunan_oki", {"others": (other(granted=("jkm",), death=("jkm",),
                                                          same=True),)}, "pass not_yet"),
    ("already_granted", "jkm", {"others": None}, "no_data nothing_to_compare"),
]  # fmt: skip


def answer(facts, key, programme=""):
    found = [c for c in checks.examine(facts) if (c.key, c.programme) == (key, programme)]
    return found[0] if found else None


@pytest.mark.parametrize(("key", "programme", "changes", "expected"), ANSWERS)
def test_each_question_has_its_answers(key, programme, changes, expected):
    found = answer(replace(GOOD, **changes), key, programme)
    assert (f"{found.result} {found.reason}" if found else "") == expected


def test_every_check_passes_fails_and_knows_nothing_somewhere():
    """nik_matches never fails: the area and the date of a NIK are no reason to refuse."""
    seen = {key: set() for key in checks.KEYS}
    for key, _, _, expected in ANSWERS:
        seen[key].add(expected.partition(" ")[0])
    assert {key for key, results in seen.items() if not {"pass", "no_data"} <= results} == set()
    assert {key for key, results in seen.items() if "fail" not in results} == {"nik_matches"}


def test_with_a_good_claim_nothing_is_wrong():
    found = checks.examine(GOOD)
    assert {check.result for check in found} == {"pass"}
    assert [check.key for check in found if not check.programme] == [
        "nik_shape", "nik_matches", "kk_shape", "heir_order", "guardian", "account_holder",
        "one_account", "papers", "duplicate",
    ]  # fmt: skip
    assert [check.programme for check in found if check.key == "already_granted"] == list(ALL)


def test_a_programme_is_asked_only_what_is_its_own():
    found = {(c.key, c.programme) for c in checks.examine(replace(GOOD, programmes=("jkk",)))}
    assert {key for key, programme in found if programme} == {"cover", "expiry", "already_granted"}


@pytest.mark.parametrize(
    ("changes", "differing"),
    [({"born_on": date(1971, 3, 13)}, ["born_on"]), ({"born_on": date(1972, 3, 12)}, ["born_on"]),
     ({"sex": "F"}, ["sex"]), ({"regency": "1606"}, ["area"]),
     ({"nik": "3171055203729901"}, ["born_on", "sex", "area"])],
)  # fmt: skip
def test_a_nik_that_differs_is_looked_at_and_never_refused(changes, differing):
    found = answer(replace(GOOD, **changes), "nik_matches")
    assert (found.result, found.detail) == ("warn", {"differing": differing})


def test_the_reason_has_what_its_sentence_needs():
    found = answer(replace(GOOD, months=Known(2, "assessed")), "months_jkm", "jkm")
    assert found.detail == {"n": 2, "least": 3, "how": "assessed", "listed": 38}
    assert found.source == "branch heads"
    found = answer(replace(GOOD, heir_relation="sibling"), "heir_order")
    assert found.detail == {"nearer": ["child", "wife"]}
    found = answer(GOOD, "expiry", "jkk")
    assert found.detail == {"until_on": "2031-02-27", "years": 5}


def test_a_long_list_of_claims_shows_the_likeliest():
    many = tuple(other(f"1602-26-{n:06}", points=60 + n) for n in range(9))
    found = answer(replace(GOOD, others=many), "duplicate").detail
    assert [one["points"] for one in found["claims"]] == [68, 67, 66, 65, 64]
    assert found["n"] == 9


@pytest.mark.parametrize(
    ("nik", "born_on"),
    [(NIK, date(1971, 3, 12)), (WOMAN, date(1971, 3, 12)),
     ("1602051203019901", date(2001, 3, 12)),
     # Not yet: so it was a hundred years ago.
     ("1602051203279901", date(1927, 3, 12)),
     ("1602052902009901", date(2000, 2, 29)),
     ("1602053002009901", None), ("1602", None)],
)  # fmt: skip
def test_a_nik_tells_the_birth_date(nik, born_on):
    assert identity.born_on(nik, EVENT) == born_on


def test_a_leap_day_that_only_one_century_has():
    """1900 had none: 29-02-00 is 2000, or nothing when that has not come yet."""
    assert identity.born_on("1602052902009901", date(1999, 1, 1)) is None


# Whatever is missing -------------------------------------------------------------------------

DAYS = st.none() | st.dates(date(1950, 1, 1), date(2035, 12, 31))
RELATIONS = st.sampled_from(
    ["", "self", "guardian", "other_family", "neighbour", *(r for _, rs in LINE for r in rs)]
)
NUMBERS = st.sampled_from(["", NIK, WOMAN, "1602", "1602053002719901", "0000000000000000"])
FACTS = st.builds(
    Facts,
    died=st.booleans(),
    programmes=st.sets(st.sampled_from(ALL)).map(lambda found: tuple(sorted(found))),
    nik=NUMBERS,
    kk=NUMBERS,
    name=st.sampled_from(["", "Sulaiman", "Alm."]),
    born_on=DAYS,
    sex=st.sampled_from(["", "M", "F"]),
    regency=st.sampled_from(["", "1602"]),
    event_on=DAYS,
    filed_on=DAYS,
    limits=st.sets(st.sampled_from(sorted(LIMITS))).map(lambda keys: {k: LIMITS[k] for k in keys}),
    cover=st.sampled_from([None, {}, cover(), cover(YEAR)]),
    segment=st.sampled_from(["", "pu", "bpu"]),
    months=st.none() | st.builds(Known, st.integers(0, 60), st.sampled_from(["stated", "roster"])),
    decile=st.none() | st.builds(Known, st.integers(1, 10), st.just("assessed")),
    children=st.integers(0, 2),
    heir_name=st.sampled_from(["", "Aminah"]),
    heir_relation=RELATIONS,
    heir_age=st.none() | st.integers(0, 90),
    kin=st.lists(st.builds(Kin, RELATIONS), max_size=3).map(tuple),
    payee_name=st.sampled_from(["", "Aminah"]),
    payee_relation=RELATIONS,
    guardian_paper=st.booleans(),
    missing=st.sampled_from([None, (), ("KPJ",)]),
    others=st.sampled_from([None, (), (other(),), (other(same=True, granted=ALL),)]),
)


@given(FACTS)
def test_every_claim_has_an_answer_and_no_number_in_it(facts):
    found = checks.examine(facts)
    asked = [(check.key, check.programme) for check in found]
    assert len(asked) == len(set(asked))
    assert [key for key, _ in asked if key not in checks.KEYS] == []
    for check in found:
        assert check.result in RESULTS and check.reason
        told = json.dumps(dict(check.detail))
        assert not re.search(r"\d{7}", told)


@given(FACTS)
def test_what_is_not_known_never_fails(facts):
    """Nothing known: no programme is refused for that."""
    blank = Facts(died=facts.died, programmes=facts.programmes, limits=facts.limits)
    assert {check.result for check in checks.examine(blank)} <= {"no_data"}
