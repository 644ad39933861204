"""When somebody may be told: quiet hours and the hour of the summary, on both sides of midnight."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from claims.rules.hours import after_quiet, next_digest

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")


def at(day, hour, minute=0, zone=JAKARTA):
    return datetime(2026, 3, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("when", "loud"),
    [
        (at(2, 20, 59), at(2, 20, 59)),
        (at(2, 21), at(3, 6)),
        (at(2, 23, 59), at(3, 6)),
        (at(3, 0), at(3, 6)),
        (at(3, 5, 59), at(3, 6)),
        (at(3, 6), at(3, 6)),
        (at(3, 12), at(3, 12)),
    ],
)
def test_quiet_hours_reach_across_midnight(when, loud):
    assert after_quiet(when, JAKARTA, 21, 6) == loud


@pytest.mark.parametrize(
    ("when", "loud"),
    [(at(2, 12, 59), at(2, 12, 59)), (at(2, 13), at(2, 15)), (at(2, 15), at(2, 15))],
)
def test_quiet_hours_may_lie_within_a_day(when, loud):
    assert after_quiet(when, JAKARTA, 13, 15) == loud


@pytest.mark.parametrize("hours", [(None, None), (5, None), (None, 5), (7, 7)])
def test_without_two_ends_nobody_is_quiet(hours):
    assert after_quiet(at(2, 3), JAKARTA, *hours) == at(2, 3)


def test_the_hours_are_those_of_the_regency():
    assert after_quiet(at(2, 20), JAYAPURA, 21, 6) == at(3, 6, zone=JAYAPURA)


@pytest.mark.parametrize(
    ("when", "due"),
    [
        (at(2, 8, 30), at(2, 8, 30)),
        (at(2, 8, 30) + timedelta(seconds=1), at(3, 8, 30)),
        (at(2, 0), at(2, 8, 30)),
        (at(2, 23), at(3, 8, 30)),
        (at(31, 9), datetime(2026, 4, 1, 8, 30, tzinfo=JAKARTA)),
    ],
)
def test_a_summary_is_due_at_half_past_eight(when, due):
    assert next_digest(when, JAKARTA) == due
