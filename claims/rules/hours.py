"""At which hour somebody may be told: quiet hours, and the hour of the daily summary."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

# After the reminders of the morning, which fall at eight: they belong into the same summary.
DIGEST_AT = time(8, 30)


def after_quiet(at: datetime, zone: ZoneInfo, begins: int | None, ends: int | None) -> datetime:
    """`at`, or the end of the quiet hours that it falls into.

    begins, ends: local hours 0 to 23, the first one quiet and the last one no more. Across
    midnight where they begin later than they end; none at all where they are equal or missing.
    """
    if begins is None or ends is None or begins == ends:
        return at
    local = at.astimezone(zone)
    by_day = begins <= local.hour < ends
    across = local.hour >= begins or local.hour < ends
    if not (by_day if begins < ends else across):
        return at
    end = local.replace(hour=ends, minute=0, second=0, microsecond=0)
    return end if local.hour < ends else end + timedelta(days=1)


def next_digest(at: datetime, zone: ZoneInfo) -> datetime:
    """The next hour of the summary, `at` itself included."""
    local = at.astimezone(zone)
    today = datetime.combine(local.date(), DIGEST_AT, tzinfo=zone)
    return today if local <= today else today + timedelta(days=1)
