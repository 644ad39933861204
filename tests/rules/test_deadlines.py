"""The clock, day by day, against dates typed by hand and an oracle of its own."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.deadlines import (
    CalendarMissing,
    Pause,
    Rung,
    count,
    days_late,
    midnight_ending,
    rungs,
    stale_folded,
)

DAY = timedelta(days=1)
LEBARAN_2026 = {date(2026, 3, day) for day in (18, 19, 20, 21, 22, 23, 24)}


@pytest.mark.parametrize(
    ("starts_on", "days", "unit", "holidays", "due_on"),
    [
        # OKI from 2 September 2025: seven calendar days, or working days with 5 September off.
        (date(2025, 9, 2), 7, "calendar", set(), date(2025, 9, 9)),
        (date(2025, 9, 2), 7, "working", {date(2025, 9, 5)}, date(2025, 9, 12)),
        # Over Lebaran 2026: 17, 25, 26, 27, 30 March.
        (date(2026, 3, 16), 5, "working", LEBARAN_2026, date(2026, 3, 30)),
        (date(2026, 3, 16), 3, "slide", LEBARAN_2026, date(2026, 3, 25)),
        (date(2024, 2, 28), 1, "calendar", set(), date(2024, 2, 29)),
        (date(2025, 12, 31), 1, "calendar", set(), date(2026, 1, 1)),
    ],
)
def test_due_days_typed_by_hand(starts_on, days, unit, holidays, due_on):
    assert count(starts_on, days, unit, holidays=holidays).due_on == due_on


def test_a_pause_is_named_before_a_holiday_and_a_holiday_before_a_weekend():
    found = count(
        date(2026, 3, 16), 1, "working", holidays={date(2026, 3, 18), date(2026, 3, 21)},
        pauses=[Pause(date(2026, 3, 17), date(2026, 3, 18))],
    )  # fmt: skip
    assert [day.why for day in found.skipped] == ["paused", "paused"]
    found = count(date(2026, 3, 20), 1, "working", holidays={date(2026, 3, 21)})
    assert [day.why for day in found.skipped] == ["holiday", "weekend"]


def test_a_year_without_holidays_is_refused_never_guessed():
    with pytest.raises(CalendarMissing):
        count(date(2027, 12, 30), 3, "working", known_years={2027})
    assert count(date(2027, 12, 30), 3, "calendar", known_years={2027}).due_on


@given(
    starts_on=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    days=st.integers(1, 30),
    unit=st.sampled_from(["calendar", "working", "slide"]),
    holidays=st.sets(st.dates(date(2024, 1, 1), date(2028, 6, 30)), max_size=60),
    gap=st.integers(1, 20),
    length=st.integers(1, 20),
)
def test_a_pause_moves_the_due_day_by_the_days_it_takes_away(
    starts_on, days, unit, holidays, gap, length
):
    """Against an oracle that lists the days that count and takes the n-th."""
    pause = Pause(starts_on + gap * DAY, starts_on + (gap + length - 1) * DAY)
    found = count(starts_on, days, unit, holidays=holidays, pauses=[pause])

    def off(day):
        return unit == "working" and (day in holidays or day.isoweekday() > 5)

    future = (starts_on + n * DAY for n in range(1, 1000))
    good = (d for d in future if not off(d) and not pause.from_on <= d <= pause.to_on)
    expected = [next(good) for _ in range(days)][-1]
    if unit == "slide":
        while (expected in holidays or expected.isoweekday() > 5
               or pause.from_on <= expected <= pause.to_on):  # fmt: skip
            expected += DAY
    assert found.due_on == expected
    assert len(found.counted) == days


def test_late_begins_at_the_midnight_that_ends_the_day_in_the_regencys_own_zone():
    for zone, offset in (("Asia/Jakarta", 7), ("Asia/Makassar", 8), ("Asia/Jayapura", 9)):
        due_at = midnight_ending(date(2025, 9, 9), zone)
        assert due_at.isoformat() == f"2025-09-10T00:00:00+0{offset}:00"


def test_the_ladder_in_the_order_of_time():
    ladder = rungs(
        date(2026, 3, 9), "Asia/Jakarta", warn_days=[3, 1, 0], warn_hour=8, warned=["holder"],
        steps=[(0, ["holder"]), (1, ["opd_head"]), (2, ["sekda"])],
    )  # fmt: skip
    zone = ZoneInfo("Asia/Jakarta")
    assert [(r.name, r.at, r.to) for r in ladder] == [
        ("warn_3", datetime(2026, 3, 6, 8, tzinfo=zone), ("holder",)),
        ("warn_1", datetime(2026, 3, 8, 8, tzinfo=zone), ("holder",)),
        ("warn_0", datetime(2026, 3, 9, 8, tzinfo=zone), ("holder",)),
        ("breach", datetime(2026, 3, 10, 0, tzinfo=zone), ("holder",)),
        ("escalate_1", datetime(2026, 3, 11, 8, tzinfo=zone), ("opd_head",)),
        ("escalate_2", datetime(2026, 3, 12, 8, tzinfo=zone), ("sekda",)),
    ]


def test_stale_warnings_fold_into_the_most_severe_and_facts_all_stay():
    at = datetime(2026, 3, 1, tzinfo=ZoneInfo("UTC"))
    names = ["warn_3", "warn_1", "warn_0", "breach", "escalate_1"]
    ladder = [Rung(name, at, ()) for name in names]
    assert [r.name for r in stale_folded(ladder[:2])] == ["warn_1"]
    assert [r.name for r in stale_folded(ladder)] == ["breach", "escalate_1"]
    assert stale_folded([]) == ()


def test_a_ladder_without_steps_still_records_the_breach():
    ladder = rungs(date(2026, 3, 9), "Asia/Jakarta", warn_days=[], warn_hour=8, warned=[], steps=[])
    assert [(rung.name, rung.to) for rung in ladder] == [("breach", ())]


@pytest.mark.parametrize(
    ("ended_on", "pauses", "late"),
    [
        (date(2026, 3, 9), [], 0),  # on the last day itself
        (date(2026, 3, 5), [], 0),
        (date(2026, 3, 10), [], 1),
        (date(2026, 3, 20), [], 11),
        # Both ends of a pause stand still; what of it lies before the last day changes nothing.
        (date(2026, 3, 20), [Pause(date(2026, 3, 12), date(2026, 3, 14))], 8),
        (date(2026, 3, 20), [Pause(date(2026, 3, 4), date(2026, 3, 10))], 10),
    ],
)
def test_days_late_are_the_days_after_the_last_one_without_pauses(ended_on, pauses, late):
    assert days_late(date(2026, 3, 9), ended_on, pauses) == late
