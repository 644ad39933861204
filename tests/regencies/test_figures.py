from datetime import date

import pytest

from regencies import tables
from regencies.models import Figure

pytestmark = pytest.mark.django_db

OLD, NEW = date(2019, 12, 1), date(2019, 12, 2)


@pytest.fixture
def figure(reference):
    def make(key, from_on, value, regency=None):
        return Figure.objects.create(
            key=key,
            from_on=from_on,
            value=value,
            regency_id=regency,
            unit="rupiah",
            source="test",
            confidence="L",
        )

    return make


def test_the_latest_row_that_has_begun_is_in_force(figure):
    figure("sum", date(2020, 1, 1), 1)
    figure("sum", date(2021, 1, 1), 2)
    in_force = Figure.objects.in_force
    assert "sum" not in in_force(date(2019, 12, 31))
    assert in_force(date(2020, 12, 31))["sum"].value == 1
    assert in_force(date(2021, 1, 1))["sum"].value == 2


def test_a_regency_beats_the_nation_even_with_an_older_row(figure):
    figure("sum", date(2020, 1, 1), 1, regency="16.02")
    figure("sum", date(2021, 1, 1), 2)
    day = date(2022, 1, 1)
    assert Figure.objects.in_force(day, "16.02")["sum"].value == 1
    assert Figure.objects.in_force(day, "16.06")["sum"].value == 2
    assert Figure.objects.in_force(day)["sum"].value == 2


def test_a_row_without_a_value_ends_the_key(figure):
    figure("sum", date(2020, 1, 1), 1)
    figure("sum", date(2021, 1, 1), None)
    assert "sum" in Figure.objects.in_force(date(2020, 6, 1))
    assert "sum" not in Figure.objects.in_force(date(2021, 1, 1))


def test_all_figures_of_a_day_take_one_query(reference, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = Figure.objects.in_force(date(2026, 1, 1), "16.02")
        assert found["oki_santunan_amount"].source
    with django_assert_num_queries(1):
        assert len(Figure.objects.in_force(date(2015, 7, 1))) > 10


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("jkm_santunan_sekaligus", 16_200_000, 20_000_000),
        ("santunan_berkala_months", 24, 24),
        ("santunan_berkala_monthly", 200_000, 500_000),
        ("biaya_pemakaman", 3_000_000, 10_000_000),
        ("jkm_bpu_min_months", 3, 3),
        ("jkk_death_percent", 60, 60),
        ("jkk_total_percent", 70, 70),
        ("jkk_base_months", 80, 80),
        ("jkk_anatomical_limit_percent", 70, 70),
        ("jkk_expiry_years", 2, 5),
        ("stmb_1_6_percent", 100, 100),
        ("stmb_7_12_percent", 75, 100),
        ("stmb_13_on_percent", 50, 50),
        ("transport_land_cap", 1_000_000, 5_000_000),
        ("transport_sea_cap", 1_500_000, 2_000_000),
        ("transport_air_cap", 2_500_000, 10_000_000),
        ("homecare_cap", None, 20_000_000),
        ("glasses_cap", None, 1_000_000),
        ("hearing_aid_cap", None, 2_500_000),
        ("dentures_cap", 3_000_000, 5_000_000),
        ("scholarship_min_months", None, 36),
        ("scholarship_yearly_tk", None, 1_500_000),
        ("scholarship_yearly_sd", None, 1_500_000),
        ("scholarship_yearly_smp", None, 2_000_000),
        ("scholarship_yearly_sma", None, 3_000_000),
        ("scholarship_yearly_pt", None, 12_000_000),
        ("scholarship_years_tk", 2, 2),
        ("scholarship_years_sd", 6, 6),
        ("scholarship_years_smp", 3, 3),
        ("scholarship_years_sma", 3, 3),
        ("scholarship_years_pt", 5, 5),
        ("scholarship_max_children", None, 2),
        ("scholarship_age_limit", None, 23),
        ("grace_months", 3, 3),
        ("lowest_base", 1_000_000, 1_000_000),
        ("returns_before_section_head", 3, 3),
    ],
)
def test_the_figures_change_on_2_december_2019(reference, key, before, after):
    for day, expected in ((OLD, before), (NEW, after), (date(2026, 1, 1), after)):
        row = Figure.objects.in_force(day).get(key)
        assert (row.value if row else None) == expected


def test_the_oki_santunan_begins_on_1_september_2025_in_oki_alone(reference):
    before = Figure.objects.in_force(date(2025, 8, 31), "16.02")
    begun = Figure.objects.in_force(date(2025, 9, 1), "16.02")
    assert "oki_santunan_amount" not in before
    assert begun["oki_santunan_amount"].value == 1_000_000
    # The other reasons are told also where the programme has not begun.
    assert before["oki_decile_max"].value == begun["oki_decile_max"].value == 5
    assert before["oki_filing_days"].value == begun["oki_filing_days"].value == 7
    assert not [key for key in Figure.objects.in_force(date(2026, 1, 1), "16.06") if "oki" in key]


@pytest.mark.parametrize("day", [date(2010, 1, 1), OLD, NEW, date(2025, 8, 31), date(2026, 1, 1)])
@pytest.mark.parametrize("regency", [None, "16.02", "16.06"])
def test_file_and_database_give_the_same_figures(reference, day, regency):
    rows = Figure.objects.in_force(day, regency)
    assert tables.figures_in_force(day, regency) == {key: row.value for key, row in rows.items()}


def test_an_administrators_figure_survives_a_rerun_and_is_counted(reference, load):
    rows = Figure.objects.filter(key="oki_santunan_amount")
    rows.update(value=1_500_000, confidence="H")
    said = load(verbosity=2)
    assert "1 differ and were kept" in said and "16.02 oki_santunan_amount 2025-09-01" in said
    assert "0 rows changed" in said
    assert rows.get().value == 1_500_000
    assert "1 rows changed" in load(overwrite=True)
    assert rows.get().value == 1_000_000
