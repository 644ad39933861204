"""Awards typed by hand (rules.md section 11), on the reviewed figures."""

from datetime import date
from decimal import Decimal

import pytest

from claims.rules.benefits import Case, FigureMissing, Pupil, work_out
from claims.rules.coverage import Period, months_after
from regencies import tables

DAY = date(2025, 9, 10)


def found(programme, on=DAY, **facts):
    case = Case(programme=programme, event_on=on, **{"claimed_on": on, **facts})
    return work_out(case, tables.figures_in_force(on, "16.02"))


@pytest.mark.parametrize(
    ("programme", "facts", "cash"),
    [
        ("jkm", {"months_paid": 24}, 42_000_000),
        ("jkm", {"months_paid": 2}, 10_000_000),
        ("jkm", {"months_paid": 3}, 42_000_000),
        ("jkm", {"months_paid": 2, "segment": "pu"}, 42_000_000),
        ("jkk", {"base": 1_000_000, "died": True}, 70_000_000),
        ("jkk", {"base": 400_000, "died": True}, 42_000_000),
        ("jkk", {"base": 3_681_571, "died": True}, 198_715_408),
        ("jkk", {"base": 1_000_000, "months_unfit": 15}, 13_500_000),
        ("jkk", {"base": 1_000_000, "anatomical": (Decimal(15),)}, 12_000_000),
        ("jkk", {"base": 1_000_000, "anatomical": (Decimal(70), Decimal(35))}, 56_000_000),
        ("jkk", {"base": 1_000_000, "functional": ((Decimal(40), Decimal(40)),)}, 12_800_000),
        ("jkk", {"base": 1_000_000, "transport_land": 1_200_000, "transport_air": 12_000_000},
         11_200_000),
        ("jkk", {"base": 1_000_000, "home_care": 26_500_000}, 20_000_000),
        ("jkk", {"base": 1_000_000, "total_disability": True}, 68_000_000),
        ("santunan_oki", {"decile": 5}, 1_000_000),
        ("santunan_oki", {"decile": 7}, 0),
    ],
)  # fmt: skip
def test_cash(programme, facts, cash):
    outcome = found(programme, **facts)
    assert outcome.cash == cash
    assert all(line.formula and line.basis for line in outcome.lines)


def test_before_december_2019_other_figures_held():
    assert found("jkk", date(2019, 5, 1), base=1_000_000, months_unfit=8).cash == 7_500_000
    assert found("jkm", date(2019, 12, 1), months_paid=24).cash == 24_000_000
    assert found("jkm", date(2019, 12, 2), months_paid=24).cash == 42_000_000


def test_scholarships_for_two_children_from_36_months():
    children = (Pupil("sd", 10, 4), Pupil("sma", 16, 2), Pupil("tk", 5, 1))
    outcome = found("jkm", months_paid=36, children=children)
    assert [child.ceiling for child in outcome.scholarship] == [79_500_000, 66_000_000, 0]
    assert (outcome.ceiling, outcome.first_year) == (145_500_000, 4_500_000)
    assert found("jkm", months_paid=35, children=children).ceiling == 0


def test_a_child_of_23_or_married_or_working_leaves_its_place_to_the_next():
    children = (Pupil("pt", 23, 4), Pupil("pt", 20, 1, married=True), Pupil("preschool", 3),
                Pupil("tk", 5, 1))  # fmt: skip
    outcome = found("jkk", base=1_000_000, died=True, children=children)
    assert [child.ceiling for child in outcome.scholarship] == [0, 0, 87_000_000, 87_000_000]


@pytest.mark.parametrize(
    ("facts", "decision", "reasons"),
    [
        ({"decile": 7}, "not_payable", ("decile_too_high",)),
        ({"decile": None}, "review", ("decile_unknown",)),
        ({"decile": 3, "claimed_on": date(2025, 9, 18)}, "review", ("late_filing",)),
        ({"decile": 3, "claimed_on": date(2025, 9, 17)}, "payable", ()),
        ({"decile": 9, "on": date(2025, 8, 31), "claimed_on": date(2025, 9, 30)}, "not_payable",
         ("decile_too_high", "late_filing", "not_started")),
    ],
)  # fmt: skip
def test_why_the_santunan_of_oki_is_paid_or_not(facts, decision, reasons):
    outcome = found("santunan_oki", **facts)
    assert (outcome.decision, outcome.reasons) == (decision, reasons)


@pytest.mark.parametrize(
    ("on", "reasons"),
    [
        (date(2025, 4, 30), ("not_started",)),
        (date(2025, 5, 1), ()),
        (date(2026, 3, 31), ("grace",)),
        (date(2026, 4, 1), ("lapsed",)),
    ],
)
def test_cover_on_the_day_of_the_event(on, reasons):
    cover = (Period(date(2025, 5, 1), date(2025, 12, 31)),)
    assert found("jkm", on, months_paid=8, coverage=cover).reasons == reasons


def test_the_right_to_jkk_ends_after_five_years():
    on = date(2020, 2, 29)
    for claimed_on, reasons in ((date(2025, 2, 28), ()), (date(2025, 3, 1), ("expired",))):
        outcome = found("jkk", on, base=1_000_000, died=True, claimed_on=claimed_on)
        assert outcome.reasons == reasons


def test_months_after_keeps_to_the_month():
    assert months_after(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert months_after(date(2025, 2, 28), 3) == date(2025, 5, 28)


def test_a_missing_figure_is_an_error_never_nothing():
    with pytest.raises(FigureMissing):
        work_out(Case("jkm", DAY, DAY, months_paid=24), {})
