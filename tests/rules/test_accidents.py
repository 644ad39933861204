"""The two stages of an accident at work, against instants typed by hand."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.accidents import (
    ended_due_at,
    hours_late,
    months_passed,
    reminders,
    report_due_at,
    right_ends_on,
)
from claims.rules.coverage import months_after
from claims.rules.deadlines import Rung, stale_folded

ZONE = "Asia/Jakarta"
JAKARTA = ZoneInfo(ZONE)


def at(year, month, day, hour=8, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=JAKARTA)


def test_two_times_twenty_four_hours_run_from_the_accident():
    due = report_due_at(date(2025, 9, 12), time(10, 20), 48, ZONE)
    assert due == at(2025, 9, 14, 10, 20)
    assert (due.hour, due.minute, due.tzinfo) == (10, 20, JAKARTA)


def test_where_no_time_is_known_they_run_from_the_days_end():
    assert report_due_at(date(2025, 9, 12), None, 48, ZONE) == at(2025, 9, 15, 0)
    assert ended_due_at(date(2026, 2, 27), 48, ZONE) == at(2026, 3, 2, 0)


def test_they_are_hours_that_pass_where_clocks_are_put_forward():
    due = report_due_at(date(2026, 3, 28), time(10), 48, "Europe/Berlin")
    assert due == datetime(2026, 3, 30, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "late"),
    [
        (timedelta(hours=-3), 0),
        (timedelta(0), 0),
        (timedelta(seconds=1), 1),
        (timedelta(hours=1), 1),
        (timedelta(hours=25, minutes=1), 26),
    ],
)
def test_a_begun_hour_late_counts(after, late):
    due = at(2025, 9, 14, 10, 20)
    assert hours_late(due, due + after) == late


def test_the_right_ends_on_the_same_day_years_later():
    assert right_ends_on(date(2025, 9, 12), 5) == date(2030, 9, 12)
    assert right_ends_on(date(2024, 2, 29), 5) == date(2029, 2, 28)


def days(reported_on, until_on):
    return [rung.at.date() for rung in reminders(reported_on, until_on, ZONE, hour=8, to=["camat"])]


def test_a_month_end_is_clipped_and_shifts_no_later_reminder():
    assert days(date(2027, 12, 31), date(2029, 3, 1)) == [
        date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30),
        date(2028, 5, 31), date(2028, 6, 30), date(2028, 7, 31), date(2028, 8, 31),
        date(2028, 9, 30), date(2028, 10, 31), date(2028, 11, 30), date(2028, 12, 31),
        date(2029, 1, 31), date(2029, 2, 28),
    ]  # fmt: skip


def test_a_reminder_falls_at_its_hour_and_says_whom_it_is_for():
    first, *_ = reminders(date(2026, 1, 31), date(2026, 6, 30), ZONE, hour=8, to=["camat"])
    assert first == Rung("remind_1", at(2026, 2, 28), ("camat",))


def test_nothing_is_reminded_of_once_the_right_has_ended():
    assert days(date(2026, 1, 31), date(2026, 2, 27)) == []
    assert days(date(2026, 1, 31), date(2025, 2, 27)) == []


@given(st.dates(date(2015, 1, 1), date(2060, 1, 1)), st.integers(0, 2000))
def test_months_passed_is_the_most_that_fit(since_on, later):
    on = since_on + timedelta(days=later)
    months = months_passed(since_on, on)
    assert months_after(since_on, months) <= on < months_after(since_on, months + 1)


def test_after_a_long_silence_the_last_reminder_is_said_alone():
    fallen = [Rung(name, at(2026, 1, 1), ()) for name in ("remind_7", "warn_90", "remind_8")]
    assert [rung.name for rung in stale_folded(fallen)] == ["remind_8"]
    breach = Rung("breach", at(2026, 1, 2), ())
    assert stale_folded([*fallen, breach]) == (breach,)
