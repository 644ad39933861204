"""What a month of cover costs (rules.md 3.1, WE-42 to WE-45)."""

from datetime import date
from decimal import Decimal

import pytest

from claims.rules.benefits import FigureMissing
from claims.rules.contributions import Monthly, monthly, public
from regencies.tables import figures_in_force


def on(year, month):
    return figures_in_force(date(year, month, 1))


def due(base, month, *, payer="APBD Muba", programme="", year=2026):
    return monthly(base, programme, on(year, month), by_public=public(payer)).due


def test_the_lowest_base_costs_sixteen_thousand_eight_hundred():
    assert monthly(None, "", on(2026, 3), by_public=True) == Monthly(10_000, 6_800)
    assert due(None, 3) == due(1_000_000, 3) == 16_800
    assert 45_000 * due(None, 3) == 756_000_000


def test_the_relief_of_2026_is_not_for_what_apbd_pays():
    assert [due(None, month, payer="Iuran sendiri") for month in (3, 4, 12)] == [
        16_800,
        8_400,
        8_400,
    ]
    assert sum(due(None, month, payer="Iuran sendiri") for month in range(3, 13)) == 92_400
    assert sum(due(None, month) for month in range(3, 13)) == 168_000
    assert due(None, 1, payer="Iuran sendiri", year=2027) == 16_800


@pytest.mark.parametrize(
    ("payer", "is_public"),
    [("APBD OKI", True), ("apbn", True), ("APBDes 2026", True), ("(APBD) Muba", True),
     ("PT Sawit", False), ("Baznas", False), ("", False)],
)  # fmt: skip
def test_who_pays_is_told_by_its_name(payer, is_public):
    assert public(payer) is is_public


def test_the_share_has_a_floor_and_a_ceiling_and_is_rounded_once():
    assert monthly(400_000, "", on(2026, 3), by_public=True).jkk == 10_000
    assert monthly(2_345_678, "", on(2026, 3), by_public=True).jkk == 23_457
    assert monthly(90_000_000, "", on(2026, 3), by_public=True).jkk == 207_000


def test_one_programme_alone_costs_its_own_part():
    assert due(None, 3, programme="jkk") == 10_000
    assert due(None, 3, programme="jkm") == 6_800
    assert Monthly(10_000, 6_800, 50).kept == 50


def test_no_sum_is_made_without_its_figure():
    with pytest.raises(FigureMissing, match="jkm_contribution"):
        figures = dict(on(2026, 3))
        del figures["jkm_contribution"]
        monthly(None, "", figures, by_public=True)
    assert "contribution_relief_percent" not in on(2027, 1)
    assert on(2026, 4)["contribution_relief_percent"] == Decimal(50)
