"""What an operator does by hand: letters and clocks that were given up are tried again."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.actions.mover import record
from claims.actions.reference import administered
from claims.actions.refusals import Stale
from claims.models import Deadline, Event, Notice
from regencies.models import Appointment, Change, Person, Sender


def dead_letters(codes: Collection[str], now: datetime):
    """Those of these regencies: about their claims, or without a claim to their people. Whoever
    has left is still theirs until another regency appoints them; who never held a seat anywhere
    belongs to the service itself."""
    seats = Appointment.objects.filter(person=OuterRef("person"))
    held = seats.filter(Q(to_on=None) | Q(to_on__gte=timezone.localdate(now)))
    here = Q(regency__in=codes)
    theirs = Exists(held.filter(here)) | (
        ~Exists(held) & (Exists(seats.filter(here)) | ~Exists(seats))
    )
    return Notice.objects.dead().filter(Q(claim__regency__in=codes) | (Q(claim=None) & theirs))


def clocks_set_aside(codes: Collection[str]):
    rows = Deadline.objects.open().filter(set_aside_at__isnull=False)
    return rows.filter(claim__regency__in=codes)


@transaction.atomic
def retry_letters(pk: int | None = None, *, by: Person, now: datetime) -> int:
    """One dead letter, or all: each leaves anew by the way that reaches its person today. Who
    said so is on record. A letter that nobody can carry stays where it is."""
    codes = {seat.regency_id for seat in administered(by, now)}
    rows = dead_letters(codes, now).select_related("claim", "person__sender", "person__system")
    rows = rows.select_for_update(of=("self",))
    rows = list(rows.filter(pk=pk) if pk else rows)
    families = Sender.objects.for_families({row.claim.regency_id for row in rows if row.claim})
    again = [row for row in rows if _rerouted(row, families)]
    for row in again:
        row.attempts, row.given_up_at, row.next_try_at = 0, None, now
    Notice.objects.bulk_update(
        again, ["channel", "sender", "attempts", "given_up_at", "next_try_at"], batch_size=500
    )
    if again:
        Change.objects.create(
            what=Change.What.LETTERS,
            key=", ".join(sorted({row.kind for row in again}))[:200],
            before={"dead": len(rows)},
            after={"dead": len(rows) - len(again)},
            by=by,
            at=now,
            reason=_("Tried again by hand."),
        )
    return len(again)


def _rerouted(row: Notice, families) -> bool:
    if row.person is None:
        row.sender = families.get(row.claim.regency_id)
        return row.sender is not None
    if row.channel == Notice.Channel.WEBHOOK:
        return bool(row.person.system.hook_url)
    way = row.person.hears_by
    row.channel = way or row.channel
    row.sender = row.person.sender if way == Notice.Channel.MESSAGE else None
    return bool(way)


@transaction.atomic
def retry_clock(pk: int, *, by: Person, now: datetime) -> Event:
    """A clock that the sweep set aside rings again from its next run on."""
    seats = {seat.regency_id: seat for seat in administered(by, now)}
    row = clocks_set_aside(seats).select_for_update(of=("self",), no_key=True)
    row = row.select_related("claim").filter(pk=pk).first()
    if row is None:
        raise Stale
    event = record(
        row.claim, "retry_clock", by=by, now=now, seat=seats[row.claim.regency_id],
        data={"stage": row.stage, "error": row.last_error},
    )  # fmt: skip
    row.set_aside_at, row.attempts, row.last_error = None, 0, ""
    row.save(update_fields=["set_aside_at", "attempts", "last_error"])
    return event
