"""2025 and 2026 are typed here from the joint decrees as rules.md 8.3 gives them, by hand."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from regencies import tables
from regencies.models import Holiday

pytestmark = pytest.mark.django_db

DECREED = {
    (2025, "public"): [
        "01-01", "01-27", "01-29", "03-29", "03-31", "04-01", "04-18", "04-20", "05-01",
        "05-12", "05-29", "06-01", "06-06", "06-27", "08-17", "09-05", "12-25",
    ],
    (2025, "cuti_bersama"): [
        "01-28", "03-28", "04-02", "04-03", "04-04", "04-07", "05-13", "05-30", "06-09",
        "08-18", "12-26",
    ],
    (2026, "public"): [
        "01-01", "01-16", "02-17", "03-19", "03-21", "03-22", "04-03", "04-05", "05-01",
        "05-14", "05-27", "05-31", "06-01", "06-16", "08-17", "08-25", "12-25",
    ],
    (2026, "cuti_bersama"): [
        "02-16", "03-18", "03-20", "03-23", "03-24", "05-15", "05-28", "12-24",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("year", "kind"), DECREED)
def test_the_calendar_is_the_decrees(reference, year, kind):
    rows = Holiday.objects.filter(day__year=year, kind=kind, regency=None)
    assert [f"{row.day:%m-%d}" for row in rows] == DECREED[year, kind]
    assert {row.confidence for row in rows} == {"H"}


def test_2025_and_2026_have_28_and_25_days_off(reference):
    assert len(Holiday.objects.days_off(None, 2025)) == 28
    assert len(Holiday.objects.days_off(None, 2026)) == 25
    assert len(Holiday.objects.days_off(None, 2025, 2026)) == 53


def test_years_without_a_calendar_are_unknown(reference):
    assert Holiday.objects.known_years() == {2024, 2025, 2026, 2027}
    Holiday.objects.create(
        day=date(2028, 5, 1), name="Cuti", kind="cuti_bersama", source="test", confidence="L"
    )
    Holiday.objects.create(
        day=date(2028, 5, 2), name="HUT", kind="local", regency_id="16.02", source="test",
        confidence="L",
    )  # fmt: skip
    assert 2028 not in Holiday.objects.known_years()


def test_unread_and_estimated_days_say_so(reference):
    assert set(Holiday.objects.filter(day__year=2024).values_list("confidence", flat=True)) == {"M"}
    estimated = Holiday.objects.filter(confidence="L")
    assert [row.day.isoformat() for row in estimated] == ["2027-03-10", "2027-03-11", "2027-05-17"]


def test_a_local_holiday_is_off_in_its_regency_alone(reference):
    day = date(2026, 10, 11)
    local = Holiday.objects.create(
        day=day, name="HUT OKI", kind="local", regency_id="16.02", source="test", confidence="L"
    )
    assert day in Holiday.objects.days_off("16.02", 2026)
    assert day in Holiday.objects.days_off(local.regency, 2026)
    assert day not in Holiday.objects.days_off("16.06", 2026)
    assert day not in Holiday.objects.days_off(None, 2026)


def test_a_day_is_off_once_and_a_local_one_has_a_regency(reference):
    same = {"name": "?", "source": "test", "confidence": "L"}
    for day, kind in ((date(2026, 1, 1), "public"), (date(2026, 1, 2), "local")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Holiday.objects.create(day=day, kind=kind, **same)


def test_file_and_database_give_the_same_calendar(reference):
    assert tables.days_off() == Holiday.objects.days_off(None, 2024, 2025, 2026, 2027)
    assert tables.known_years() == Holiday.objects.known_years()


def test_a_holiday_an_administrator_renamed_keeps_its_name(reference, load):
    Holiday.objects.filter(day=date(2026, 8, 17)).update(name="Kemerdekaan")
    assert "1 differ and were kept" in load()
    assert Holiday.objects.get(day=date(2026, 8, 17)).name == "Kemerdekaan"
