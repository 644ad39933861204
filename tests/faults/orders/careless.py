"""Twelve services that are each careless in one way. Nothing of the real one is patched: they stand
around it, and write past it by SQL where it would not let them."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction

from claims import actions
from claims.models import Deadline, Event
from tests.faults.orders import law
from tests.faults.orders.clocks import DAY, local
from tests.faults.orders.oracle import people
from tests.faults.orders.world import Service


@contextmanager
def past_the_triggers(table: str):
    """As the owner of the tables may, who is not the service."""
    with connection.cursor() as cursor:
        # No table is altered while one of its checks is still to come.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class VillageScope(Service):
    """Any village head passes for that of the claim."""

    roles = law.KADES

    def act(self, act, file, now):
        theirs = {verb for (verb, _), (_, roles, _) in law.MOVES.items() if roles == self.roles}
        if act.verb in theirs and any(role in self.roles for role, _ in law.SEATS[act.by]):
            right = next(user for user in law.SEATS if file.seated(user, self.roles))
            act = replace(act, by=act.by if file.seated(act.by, self.roles) else right)
        return super().act(act, file, now)


class CamatScope(VillageScope):
    """Any camat passes for that of the claim."""

    roles = law.CAMAT


class Idempotency(Service):
    """The second click comes with a key of its own."""

    def act(self, act, file, now):
        return super().act(replace(act, key=uuid4()) if act.again else act, file, now)


class DecidesAgain(Service):
    """What is decided may be decided again."""

    def done(self, act, file, now):
        decided = file.state in ("approved", "rejected", "awarded", "settled")
        if decided and not act.again and act.verb in ("approve", "reject"):
            with past_the_triggers("claims_claim") as cursor:
                pk = self.world.ids[act.file]
                cursor.execute("UPDATE claims_claim SET state = 'verified' WHERE id = %s", [pk])
                cursor.execute(
                    "UPDATE claims_claimprogramme SET verdict = '' WHERE claim_id = %s", [pk]
                )
            verdict = {"approve": "granted", "reject": "refused"}[act.verb]
            act = replace(act, rulings=tuple((p, verdict) for p in file.programmes))
        return super().done(act, file, now)


class UnwrittenRejection(Service):
    """A rejection leaves no line in the history."""

    def done(self, act, file, now):
        event = super().done(act, file, now)
        if act.verb == "reject" and not act.again:
            with past_the_triggers("claims_event") as cursor:
                cursor.execute("DELETE FROM claims_notice WHERE event_id = %s", [event.pk])
                cursor.execute("DELETE FROM claims_event WHERE id = %s", [event.pk])
        return event


class TwoEyes(Service):
    """Nobody remembers who did another of the duties."""

    def done(self, act, file, now):
        if duty := law.MOVES.get((act.verb, file.state), ("", (), ""))[2]:
            mine = [self.world.people[each].pk for each in people(act.by)]
            with past_the_triggers("claims_duty") as cursor:
                cursor.execute(
                    "DELETE FROM claims_duty WHERE claim_id = %s AND person_id = ANY(%s) "
                    "AND duty <> %s",
                    [self.world.ids[act.file], mine, duty],
                )
        return super().done(act, file, now)


class SweepBoundary(Service):
    """What falls at this very instant is left: < instead of <=."""

    def ring(self, now):
        super().ring(now - timedelta(microseconds=1))


class EscalatesDecided(Service):
    """The sweep also looks at clocks that have stopped."""

    def ring(self, now):
        super().ring(now)
        stopped = Deadline.objects.filter(stopped_at__isnull=False, due_at__lte=now)
        for row in stopped.exclude(events__rung="breach"):
            Event.objects.create(
                claim_id=row.claim_id, payout_id=row.payout_id, deadline=row, move="breach",
                rung="breach", at=row.due_at, recorded_at=now,
            )  # fmt: skip


class NeverLooksBack(Service):
    """A sweep of what fell due in the last 24 hours: a night without it is lost."""

    def ring(self, now):
        rows = Deadline.objects.ringing(now).filter(next_action_at__gt=now - DAY)
        with transaction.atomic():
            rows = rows.select_related("claim__regency").select_for_update(of=("self",))
            actions.ring_batch(list(rows), now)


class WrongAmount(Service):
    """A rupiah too much, for every third claim."""

    def done(self, act, file, now):
        event = super().done(act, file, now)
        if act.verb == "award" and event:
            with past_the_triggers("claims_payout") as cursor:
                cursor.execute(
                    "UPDATE claims_payout SET amount = amount + 1 WHERE claim_id = %s "
                    "AND claim_id %% 3 = 0 AND awarded_at = %s",
                    [self.world.ids[act.file], now],
                )
        return event


def moved(row: Deadline, days: int) -> None:
    """The same clock with another last day."""
    by = days * DAY
    row.due_on, row.due_at = row.due_on + by, row.due_at + by
    row.rungs = [[name, (datetime.fromisoformat(at) + by).isoformat(), to]
                 for name, at, to in row.rungs]  # fmt: skip
    if row.next_action_at:
        row.next_action_at += by
    row.save()


class DayByUtc(Service):
    """The office's days are counted from the date that the server's clock shows."""

    def done(self, act, file, now):
        event = super().done(act, file, now)
        if act.verb == "endorse" and not act.again and local(now) != now.astimezone(UTC).date():
            moved(Deadline.objects.get(claim=event.claim_id, stage="office", stopped_at=None), -1)
        return event


class ReturnPausesNothing(Service):
    """The days with the village count against the desk that asked."""

    def done(self, act, file, now):
        before = dict(self._open(act))
        event = super().done(act, file, now)
        if act.verb == "answer" and not act.again:
            for row in Deadline.objects.filter(pk__in=before, stopped_at=None):
                moved(row, (before[row.pk] - row.due_on).days)
        return event

    def _open(self, act):
        rows = Deadline.objects.open().filter(claim=self.world.ids[act.file], payout=None)
        return rows.values_list("pk", "due_on")


# Name in the plan to the careless service.
BUGS = {
    "village scope": VillageScope,
    "camat scope": CamatScope,
    "idempotency": Idempotency,
    "re-decide after approval": DecidesAgain,
    "audit row missing on reject": UnwrittenRejection,
    "four eyes removed": TwoEyes,
    "sweep boundary": SweepBoundary,
    "escalates after decision": EscalatesDecided,
    "reminder lost after downtime": NeverLooksBack,
    "amount wrong for every third id": WrongAmount,
    "deadline by UTC date": DayByUtc,
    "a return that pauses no day": ReturnPausesNothing,
}
