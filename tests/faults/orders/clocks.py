"""The clocks as the regulation words them, counted day by day. Jakarta has had no summer time in
these years, so that seven hours more than UTC are the whole truth."""

from datetime import UTC, date, datetime, time, timedelta, timezone

from tests.faults.orders import law

WIB = timezone(timedelta(hours=7))
DAY = timedelta(days=1)
# Said again and again; only the last of them is news, and none beside a fact.
REMINDERS = {"warn", "remind"}
HORIZON = 14  # months: no sequence goes on for longer


def local(at: datetime) -> date:
    return (at.astimezone(UTC) + timedelta(hours=7)).date()


def at_hour(on: date, hour: int = 0) -> datetime:
    return datetime.combine(on, time(hour), tzinfo=WIB)


def works(on: date) -> bool:
    return on.weekday() < 5 and on not in law.DAYS_OFF


def working_days_after(on: date, days: int) -> date:
    while days:
        on += DAY
        days -= works(on)
    return on


def months_later(on: date, months: int) -> date:
    """The same day of that month, or its last one."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    for day in range(on.day, 0, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise AssertionError


class Clock:
    """One desk is waited for. began: the instant of receipt, whose day does not count; of the
    branch its day alone is on the receipt."""

    def __init__(self, stage: str, began: datetime, *, of=None, right_from: date | None = None):
        self.stage, self.of, self.right_from = stage, of, right_from
        self.zero = local(began)
        self.away: list[tuple[date, date]] = []
        self.stands_since: date | None = None
        self.stopped_at: datetime | None = None
        self.said: list[tuple[str, datetime]] = []
        self.days_late: int | None = None
        self.due = self.counted()
        after = at_hour(self.zero) if stage == "branch" else began
        self.left = [rung for rung in self.ladder() if rung[0] > after]

    @property
    def limit(self):
        return law.LIMITS[f"branch {self.of.programme}" if self.stage == "branch" else self.stage]

    @property
    def runs(self) -> bool:
        return self.stopped_at is None and self.stands_since is None

    def counted(self) -> date:
        """The last day: so many days after the day of receipt, without those on which the file was
        in other hands, even for an hour."""
        if self.right_from:
            return self.right_from.replace(year=self.right_from.year + law.RIGHT_YEARS)
        days, working, _, _ = self.limit
        on = self.zero
        while days:
            on += DAY
            days -= not self.elsewhere(on) and (works(on) or not working)
        return on

    def elsewhere(self, on: date) -> bool:
        return any(first <= on <= last for first, last in self.away)

    def ladder(self) -> list[tuple[datetime, str]]:
        hour = law.HOUR_OF_REMINDERS
        if self.right_from:
            return [(at_hour(months_later(self.zero, n), hour), "remind")
                    for n in range(1, HORIZON)]  # fmt: skip
        _, _, before, after = self.limit
        branch = self.stage == "branch"
        rungs = [(at_hour(self.due - n * DAY, hour), "warn") for n in before]
        for n in after:
            day = self.due + (n + 1) * DAY
            word = "overdue" if branch else "escalate" if n else "breach"
            rungs.append((at_hour(day, hour if n else 0), word))
        return sorted(rungs)

    def late(self, now: datetime) -> bool:
        return self.runs and now >= at_hour(self.due + DAY)

    def breached_at(self) -> datetime | None:
        return next((at for word, at in self.said if word == "breach"), None)

    # What happens to it ---------------------------------------------------------------------

    def look(self, now: datetime) -> None:
        """What has fallen is said, by a sweep or by a move that touches this clock."""
        if not self.runs:
            return
        fallen = [rung for rung in self.left if rung[0] <= now]
        self.left = self.left[len(fallen) :]
        facts = [rung for rung in fallen if rung[1] not in REMINDERS]
        self.said += [(word, at) for at, word in facts or fallen[-1:]]

    def stand(self, now: datetime) -> None:
        self.look(now)
        self.stands_since = local(now)

    def go_on(self, now: datetime) -> None:
        self.away.append((self.stands_since, local(now)))
        self.stands_since, before = None, self.due
        self.due = self.counted()
        if self.due == before:
            self.left = [(max(at, now), word) for at, word in self.left]
        else:
            self.left = [rung for rung in self.ladder() if rung[0] > now]

    def stop(self, now: datetime) -> None:
        self.look(now)
        self.stopped_at = now
        if self.stands_since:
            self.away.append((self.stands_since, local(now)))
        if self.breached_at():
            late = (self.due + n * DAY for n in range(1, (local(now) - self.due).days + 1))
            self.days_late = sum(not self.elsewhere(on) for on in late)
        self.stands_since = None

    def told(self) -> tuple:
        stands = "stopped" if self.stopped_at else "stands" if self.stands_since else "runs"
        return self.stage, self.of.name if self.of else "", self.due.isoformat(), stands
