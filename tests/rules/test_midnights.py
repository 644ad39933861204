"""R14: the right day in every zone, against arithmetic on seconds that knows no time zones."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from claims.rules.deadlines import CALENDAR, WORKING, count, midnight_ending, received_on
from tests.faults.counts import say

INSTANTS, SEED = 10_000, 14
# Indonesia has had no summer time in these years: an offset in hours is the whole truth.
ZONES = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}
HOUR, DAY = 3600, 86_400
# Days on which counting goes wrong: leap day, ends of years, Lebaran 2026, weekends.
DAYS = [
    date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 12, 31), date(2026, 1, 1),
    date(2026, 3, 20), date(2026, 3, 21), date(2026, 3, 23), date(2026, 2, 28), date(2026, 3, 1),
    date(2025, 9, 5), date(2025, 9, 6), date(2025, 9, 7), date(2027, 1, 1), date(2028, 2, 29),
]  # fmt: skip
LEBARAN = frozenset(date(2026, 3, day) for day in (18, 19, 20, 21, 22, 23, 24))
# Seconds of the local day: around both midnights, the last second, noon, cut-off hours.
SECONDS = [0, 1, 59, DAY - 1, DAY - 2, 12 * HOUR, 15 * HOUR - 1, 15 * HOUR, 15 * HOUR + 1]
EPOCH = date(1970, 1, 1)


def local_second(at: datetime, hours: int) -> int:
    """Seconds since 1970 on the clock of that zone."""
    return int(at.timestamp()) + hours * HOUR


def expected_day(at: datetime, hours: int, cut_off: int | None) -> int:
    """Day 0 as days since 1970."""
    days, second = divmod(local_second(at, hours), DAY)
    return days + (cut_off is not None and second // HOUR >= cut_off)


def expected_due(start: int, days: int, working: bool) -> int:
    """1 January 1970 was a Thursday: days 2 and 3 of each week from there are no working days."""
    while days:
        start += 1
        off = working and (start % 7 in (2, 3) or EPOCH + timedelta(start) in LEBARAN)
        days -= not off
    return start


def cases():
    dice = random.Random(SEED)
    for _ in range(INSTANTS):
        zone = dice.choice([*ZONES])
        day = dice.choice(DAYS) + timedelta(dice.choice([-1, 0, 0, 0, 1]))
        second = (day - EPOCH).days * DAY + dice.choice([*SECONDS, dice.randrange(DAY)])
        at = datetime.fromtimestamp(second - ZONES[zone] * HOUR, UTC)
        yield zone, at, dice.choice([None, 15]), dice.choice([3, 7, 10]), dice.random() < 0.5


def found(zone, at, cut_off, days, working):
    start = received_on(at, zone, cut_off)
    unit = WORKING if working else CALENDAR
    due_on = count(start, days, unit, holidays=LEBARAN).due_on
    return (
        (start - EPOCH).days,
        (due_on - EPOCH).days,
        int(midnight_ending(due_on, zone).timestamp()),
    )


def expected(zone, at, cut_off, days, working):
    start = expected_day(at, ZONES[zone], cut_off)
    due = expected_due(start, days, working)
    return start, due, (due + 1) * DAY - ZONES[zone] * HOUR


def test_ten_thousand_instants_fall_on_their_day():
    off = [case for case in cases() if found(*case) != expected(*case)]
    say("R14 instants", INSTANTS, INSTANTS, off=len(off), seed=SEED)
    assert off == []


@pytest.mark.parametrize(("zone", "share"), [*zip(ZONES, (29, 33, 38), strict=True)])
def test_control_the_utc_date_is_wrong_for_a_third_of_the_day(zone, share):
    """What a service does that adds seven days to the date of its server's clock."""
    minutes = [datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=n) for n in range(1440)]
    wrong = sum(at.date() != received_on(at, zone) for at in minutes)
    say(f"R14 control, the UTC date in {zone}", len(minutes), 1440, wrong=wrong)
    assert round(100 * wrong / 1440) == share
