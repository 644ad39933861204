"""An accident at work is told twice: at once (stage I), and as a claim when a doctor has said how
it ended (stage II). Source: Permenaker 44/2015 art. 15; for the end of the right, PP 82/2019
art. 26. Nothing here blocks: late is shown, and the claim goes on.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from claims.rules.coverage import months_after
from claims.rules.deadlines import Rung, midnight_ending

HOUR = timedelta(hours=1)


def report_due_at(event_on: date, event_time: time | None, hours: int, zone: str) -> datetime:
    """Until when stage I is in time: so many hours after the accident (for an occupational
    disease, the day of the diagnosis). Where the time is not known, the day's end counts: the
    kindest reading. event_time is local."""
    if event_time is None:
        return ended_due_at(event_on, hours, zone)
    happened_at = datetime.combine(event_on, event_time, tzinfo=ZoneInfo(zone))
    return _later(happened_at, hours)


def ended_due_at(on: date, hours: int, zone: str) -> datetime:
    """So many hours after the end of a day of which no time is known: stage II, after the day on
    which the doctor declared recovery, disability or death."""
    return _later(midnight_ending(on, zone), hours)


def _later(at: datetime, hours: int) -> datetime:
    # By way of UTC: these are hours that pass, not hours on a wall.
    return (at.astimezone(UTC) + hours * HOUR).astimezone(at.tzinfo)


def hours_late(due_at: datetime, done_at: datetime) -> int:
    """Hours past the limit, begun ones counted; 0 in time."""
    return max(0, -((due_at - done_at) // HOUR))


def right_ends_on(event_on: date, years: int) -> date:
    """The last day on which the claim is in time, as the check `expiry` has it."""
    return months_after(event_on, 12 * years)


def reminders(
    reported_on: date, until_on: date, zone: str, *, hour: int, to: Sequence[str]
) -> tuple[Rung, ...]:
    """One each month on the day of the report, or on the last day of a shorter month, as long as
    the right lasts. Each is counted from the report, so that a short month shifts no later one."""
    zoned = time(hour, tzinfo=ZoneInfo(zone))
    return tuple(
        Rung(f"remind_{n}", datetime.combine(months_after(reported_on, n), zoned), tuple(to))
        for n in range(1, months_passed(reported_on, until_on) + 1)
    )


def months_passed(since_on: date, on: date) -> int:
    """Whole months from one day to a later one, as the reminders count them."""
    months = 12 * (on.year - since_on.year) + on.month - since_on.month
    return months if months_after(since_on, months) <= on else months - 1
