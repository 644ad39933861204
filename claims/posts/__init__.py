"""Sending what is owed. The row is the outbox: it is locked, sent and marked in one transaction,
so that a crash between sends one letter again under the same identity, and loses none.

Rung by a beat of its own, or by hand, late, twice or by several at once.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import groupby, islice
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from claims.models import Notice, Post
from claims.posts.ways import Down, Gone, Mails, Messages, Parcel, said
from claims.posts.webhooks import Webhooks
from claims.rules.hours import after_quiet, next_digest
from regencies.models import Person
from regencies.models.people import QUIET_FROM, QUIET_TO

BATCH, PEOPLE = 200, 50
TRIES = 5
# What one way may take of one run: a slow post waits for the next beat.
SECONDS = 20.0
SUMMARY_LOCK = 5143
WAYS = {"mails": Mails, "messages": Messages, "webhooks": Webhooks}
WITH = (
    "event__deadline", "person", "sender", "claim__village", "claim__regency",
)  # fmt: skip


def run(now: datetime, seconds: float = SECONDS) -> dict[str, int]:
    """What may leave by now, way by way: one that is down or slow stops no other."""
    counts = {}
    for name, way in WAYS.items():
        if any(_owed(way, now, summary).exists() for summary in (False, True)):
            counts[name] = Run(way, now, seconds).all()
    return {"mails": 0, "messages": 0} | counts


def _owed(way, now: datetime, summary: bool):
    return Notice.objects.owed(now).filter(channel=way.channel, digested=summary)


class Run:
    """One way, until nothing is owed, it is down, or its time is over."""

    def __init__(self, way, now: datetime, seconds: float):
        self.kind, self.now, self.until = way, now, monotonic() + seconds
        self.sent: Counter[int | None] = Counter()
        self.errors: dict[int | None, str] = {}

    def all(self) -> int:
        try:
            # A mark lost with the database's machine is a letter sent twice, under one identity.
            _flush_at_leisure(True)
            with self.kind() as self.way:
                self.way.now = self.now
                self._letters()
                self._summaries()
        except Down as error:
            self.errors[None] = str(error)
        finally:
            _flush_at_leisure(False)
            self._tell_health()
        return self.sent.total()

    @property
    def over(self) -> bool:
        return monotonic() >= self.until

    @property
    def _shut(self) -> dict:
        """What goes by a gateway that has been left alone."""
        return {f"{self.kind.BY}__in": self.way.closed}

    # One by one ---------------------------------------------------------------------------

    def _letters(self) -> None:
        while not self.over:
            rows = _owed(self.kind, self.now, False).exclude(**self._shut)
            rows = list(rows.select_related(*WITH).order_by("next_try_at")[:BATCH])
            done = self._quiet(rows)
            loud = iter([row for row in rows if row.next_try_at <= self.now])
            while not self.over and (group := list(islice(loud, self.kind.AT_ONCE))):
                done += self._send([Parcel([row]) for row in group])
            if not done:
                # Nothing is left, or another process is at it.
                return

    def _send(self, parcels: Sequence[Parcel]) -> int:
        closed, by = self.way.closed, self.kind.BY
        parcels = [p for p in parcels if getattr(p.first, by) not in closed]
        ids = [row.pk for parcel in parcels for row in parcel.rows]
        # What goes with a summary may have failed before, and leaves earlier than it would.
        due = None if any(parcel.summary for parcel in parcels) else self.now
        with transaction.atomic():
            mine = Notice.objects.take(ids, self.now, due)
            whole = [p for p in parcels if mine.issuperset(row.pk for row in p.rows)]
            if rest := mine.difference(row.pk for p in whole for row in p.rows):
                Notice.objects.filter(pk__in=rest).update(sent_at=None)
            answers = self.way.carry(whole)
            for parcel, error in zip(whole, answers, strict=True):
                if error is not None:
                    self._failed(parcel, error)
        gone = [p for p, error in zip(whole, answers, strict=True) if error is None]
        self.sent.update(parcel.first.sender_id for parcel in gone)
        return len(whole)

    def _failed(self, parcel: Parcel, error: Exception) -> None:
        """It keeps its row, counts a try, and blocks no other. Who is no longer here is no fault
        of the way, and is not tried again."""
        gone = isinstance(error, Gone)
        if not gone:
            self.errors[parcel.first.sender_id] = said(error)
        for row in parcel.rows:
            row.sent_at = None
            row.attempts += 1
            row.error = said(error)
            row.next_try_at = self.now + timedelta(minutes=4**row.attempts)
            row.given_up_at = self.now if gone or row.attempts >= TRIES else None
        Notice.objects.bulk_update(
            parcel.rows, ["sent_at", "attempts", "error", "next_try_at", "given_up_at"]
        )

    def _quiet(self, rows: Sequence[Notice]) -> int:
        """A row that was owed by day and meets the night waits for the morning."""
        later: dict[datetime, list[int]] = {}
        for row in rows:
            row.next_try_at = _loud_at(row, self.now)
            if row.next_try_at > self.now:
                later.setdefault(row.next_try_at, []).append(row.pk)
        for at, ids in later.items():
            Notice.objects.owed().filter(pk__in=ids).update(next_try_at=at)
        return sum(map(len, later.values()))

    # Summaries ------------------------------------------------------------------------------

    def _summaries(self) -> None:
        due = _owed(self.kind, self.now, True)
        people = iter(list(due.order_by().values_list("person", flat=True).distinct()))
        while not self.over and (some := list(islice(people, PEOPLE))):
            # With those that failed before: a person gets one summary, not two.
            rows = Notice.objects.owed().filter(
                Q(next_try_at__lte=self.now) | Q(attempts__gt=0),
                channel=self.kind.channel, digested=True, person__in=some,
            ).exclude(**self._shut)  # fmt: skip
            # Not joined: hundreds of rows share a few people, claims and events.
            rows = rows.prefetch_related(*WITH).order_by("person", "id")
            for _person, group in groupby(rows, lambda row: row.person_id):
                if self.over:
                    return
                self._summary(list(group))

    def _summary(self, rows: Sequence[Notice]) -> None:
        person, zone = rows[0].person, _zone(rows[0])
        today = self.now.astimezone(zone).date()
        if self._quiet(rows):
            return
        with transaction.atomic():
            if not _alone_with(person):
                return
            had = Person.objects.values_list("digest_on", flat=True).get(pk=person.pk)
            if had == today:
                midnight = datetime.combine(today + timedelta(days=1), time.min, tzinfo=zone)
                tomorrow = next_digest(midnight, zone)
                tomorrow = after_quiet(tomorrow, zone, person.quiet_from, person.quiet_to)
                ids = [row.pk for row in rows]
                Notice.objects.owed().filter(pk__in=ids).update(next_try_at=tomorrow)
                return
            before = self.sent.total()
            self._send([Parcel(rows, summary=True)])
            if self.sent.total() > before:
                Person.objects.filter(pk=person.pk).update(digest_on=today)

    # Health ---------------------------------------------------------------------------------

    def _tell_health(self) -> None:
        for sender in {*self.sent, *self.errors}:
            found = {}
            if self.sent[sender]:
                found["sent_at"] = self.now
            if sender in self.errors:
                found |= {"failed_at": self.now, "error": self.errors[sender]}
            Post.objects.update_or_create(found, channel=self.kind.channel, sender_id=sender)


def _zone(row: Notice) -> ZoneInfo:
    return ZoneInfo(row.claim.regency.zone if row.claim else settings.TIME_ZONE)


def _loud_at(row: Notice, now: datetime) -> datetime:
    hours = (row.person.quiet_from, row.person.quiet_to) if row.person else (QUIET_FROM, QUIET_TO)
    return after_quiet(now, _zone(row), *hours)


def _alone_with(person: Person) -> bool:
    """Until the end of the transaction nobody else makes this person's summary."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [SUMMARY_LOCK, person.pk])
        return cursor.fetchone()[0]


def _flush_at_leisure(on: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET synchronous_commit = {'off' if on else 'DEFAULT'}")
