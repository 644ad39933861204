from dataclasses import replace

import pytest

from claims.rules.benefits import Pupil
from claims.rules.papers import (
    ASKS,
    FAULTY,
    Condition,
    Facts,
    Judged,
    Need,
    Row,
    applies,
    asked,
    checklist,
    missing,
    programmes,
    unfilled,
)

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


def test_every_verdict_but_acceptance_is_a_fault():
    assert set(Judged) - set(FAULTY) == {Judged.ACCEPTED}


# What a paper hangs on -----------------------------------------------------------------------

PUPIL = Pupil("sd", 10, 4, False, False)
LITTLE, MARRIED, WORKING = (
    replace(PUPIL, level="preschool"), replace(PUPIL, married=True), replace(PUPIL, working=True),
)  # fmt: skip
GROWN = replace(PUPIL, level="pt", age=23)
SCHOOL = {"children": (PUPIL,), "months": 36, "least_months": 36, "age_limit": 23}
# condition, programme, what the claim knows, whether it applies.
ANSWERS = [
    ("heir_is_spouse", "jkm", {"heir_relation": "wife"}, True),
    ("heir_is_spouse", "jkm", {"heir_relation": "husband"}, True),
    ("heir_is_spouse", "jkm", {"heir_relation": "parent"}, False),
    ("heir_is_spouse", "jkm", {}, None),
    ("heir_is_child", "jkm", {"heir_relation": "child"}, True),
    ("heir_is_child", "jkm", {"heir_relation": "wife"}, False),
    ("heir_is_child", "jkm", {}, None),
    ("heir_is_minor", "jkm", {"heir_relation": "child", "heir_age": 17, "adult_age": 18}, True),
    ("heir_is_minor", "jkm", {"heir_relation": "child", "heir_age": 18, "adult_age": 18}, False),
    ("heir_is_minor", "jkm", {"heir_relation": "wife"}, False),
    ("heir_is_minor", "jkm", {"heir_relation": "sibling"}, None),
    ("several_heirs", "jkm", {"heir_relation": "wife", "children": (PUPIL,)}, True),
    ("several_heirs", "jkm", {"heir_relation": "child", "children": (PUPIL, GROWN)}, True),
    # The heir alone is told of; others may live.
    ("several_heirs", "jkm", {"heir_relation": "child", "children": (PUPIL,)}, None),
    ("several_heirs", "jkm", {"heir_relation": "wife"}, None),
    ("several_heirs", "jkm", {"heir_relation": "sibling", "children": (PUPIL,)}, None),
    ("several_heirs", "jkm", {}, None),
    ("not_by_heir", "santunan_oki", {"heir_relation": "wife", "payee_relation": "child"}, True),
    ("not_by_heir", "santunan_oki", {"heir_relation": "wife", "payee_relation": "wife",
                                     "heir_name": "Aminah", "reporter_name": "AMINAH"}, False),
    # A neighbour who reports a death need not handle the claim.
    ("not_by_heir", "santunan_oki", {"heir_relation": "wife", "payee_relation": "wife",
                                     "heir_name": "Aminah", "reporter_name": "Rusdi"}, None),
    ("not_by_heir", "santunan_oki", {"heir_relation": "wife", "payee_relation": "wife"}, None),
    ("not_by_heir", "santunan_oki", {"heir_relation": "wife"}, None),
    ("not_by_heir", "santunan_oki", {"payee_relation": "wife"}, None),
    ("died", "jkk", {"died": True}, True),
    ("died", "jkk", {"died": False}, False),
    ("died_spouse", "jkk", {"died": True, "heir_relation": "wife"}, True),
    ("died_spouse", "jkk", {"died": True, "heir_relation": "child"}, False),
    ("died_spouse", "jkk", {"died": False, "heir_relation": "wife"}, False),
    ("died_spouse", "jkk", {"died": True}, None),
    ("wage_earner", "jkm", {"segment": "pu"}, True),
    ("wage_earner", "jkm", {"segment": "bpu"}, False),
    ("wage_earner", "jkm", {}, None),
    ("bpu", "jkk", {"segment": "bpu"}, True),
    ("bpu", "jkk", {"segment": "pu"}, False),
    ("bpu", "jkk", {}, None),
    ("child_at_school", "jkm", SCHOOL, True),
    ("child_at_school", "jkm", SCHOOL | {"months": 35}, False),
    ("child_at_school", "jkm", SCHOOL | {"months": None}, None),
    # Before there was a scholarship, or where its figure is not on record.
    ("child_at_school", "jkm", SCHOOL | {"least_months": None}, None),
    ("child_at_school", "jkm", {}, False),
    # Nobody has been asked yet: not known, which is another answer than none.
    ("child_at_school", "jkm", SCHOOL | {"children": None}, None),
    ("child_at_school", "jkm", SCHOOL | {"children": (LITTLE, MARRIED, WORKING, GROWN)}, False),
    ("child_at_school", "jkm", SCHOOL | {"children": (GROWN,), "age_limit": None}, True),
    # Under JKK nobody waits for it.
    ("child_at_school", "jkk", {"children": (PUPIL,)}, True),
    ("child_at_school", "jkk", {"children": (PUPIL,), "died": False, "total_disability": True},
     True),
    ("child_at_school", "jkk", {"children": (PUPIL,), "died": False, "total_disability": False},
     False),
    ("child_at_school", "jkk", {"children": (PUPIL,), "died": False}, None),
    ("over_tax_limit", "jkm", {"paid": {"jkm": 50_000_001}, "tax_limit": 50_000_000}, True),
    ("over_tax_limit", "jkm", {"paid": {"jkm": 50_000_000}, "tax_limit": 50_000_000}, False),
    ("over_tax_limit", "jkm", {"paid": {"jkm": 66_000_000}}, None),
    ("over_tax_limit", "jkm", {"tax_limit": 50_000_000}, None),
    ("paid_by_family", "jkk", {"medical": 1}, True),
    ("paid_by_family", "jkk", {"medical": 0}, False),
    ("paid_by_family", "jkk", {}, None),
    ("transport_costs", "jkk", {"transport": (None, 50_000, None)}, True),
    ("transport_costs", "jkk", {"transport": (0, 0, 0)}, False),
    ("transport_costs", "jkk", {"transport": (0, None, 0)}, None),
    ("transport_costs", "jkk", {}, None),
    ("unfit", "jkk", {"months_unfit": 4}, True),
    ("unfit", "jkk", {"months_unfit": 0}, False),
    ("unfit", "jkk", {}, None),
    ("outside_work_hours", "jkk", {}, None),
    ("traffic", "jkk", {}, None),
    ("single_accident", "jkk", {}, None),
    ("on_request", "jkm", {}, None),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "programme", "known", "expected"), ANSWERS)
def test_when_a_condition_holds(condition, programme, known, expected):
    assert applies(condition, Facts(**known), programme) is expected


def test_every_condition_is_tried_in_each_way_it_can_come_out():
    tried = {(condition, answer) for condition, _, _, answer in ANSWERS}
    # died is always known; nobody can rule out a further heir, nor what no question asks for.
    never = {("died", None), ("several_heirs", False)}
    never |= {(word, answer) for word in set(Condition) - set(ASKS) for answer in (True, False)}
    assert tried == {(str(word), a) for word in Condition for a in (True, False, None)} - never


# The checklist -------------------------------------------------------------------------------

SPOUSE = Row("jkm", "buku_nikah", "heir_is_spouse")
POLICE = Row("jkk", "laporan_polisi", "traffic")


@pytest.mark.parametrize(
    ("row", "known", "need", "why"),
    [
        (Row("jkm", "kpj"), {}, "must", ""),
        (SPOUSE, {"heir_relation": "wife"}, "needed", "heir_is_spouse"),
        (SPOUSE, {"heir_relation": "child"}, "not", "heir_is_spouse"),
        (SPOUSE, {}, "maybe", "heir_is_spouse"),
        (POLICE, {}, "maybe", "traffic"),
        # Who looks at the file knows more than the form.
        (POLICE, {"requested": frozenset({"laporan_polisi"})}, "needed", "requested"),
        # What the case does not need is not asked for, whoever asked before.
        (SPOUSE, {"heir_relation": "child", "requested": frozenset({"buku_nikah"})}, "not",
         "heir_is_spouse"),
    ],
)  # fmt: skip
def test_what_this_case_needs_and_why(row, known, need, why):
    found = asked(row, Facts(**known))
    assert (found.need, found.why) == (Need(need), why)


def test_of_two_programmes_the_firmer_one_counts():
    rows = [Row("jkm", "surat_ahli_waris", "several_heirs"), SPOUSE, Row("oki", "buku_nikah")]
    rows += [Row("oki", "surat_ahli_waris", "heir_is_child")]
    found = checklist(rows, Facts(heir_relation="wife"))
    assert {key: answer.need for key, answer in found.items()} == {
        "surat_ahli_waris": Need.MAYBE, "buku_nikah": Need.MUST,
    }  # fmt: skip
