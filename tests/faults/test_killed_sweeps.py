"""R1: two sweeps at once, killed at any instant, and still every row once."""

import os
import random
import signal
import time
import traceback
from collections import Counter

import pytest
from django.db import connection, connections, transaction
from django.db.models import F

from claims import notices, sweeps
from claims.models import Breach, Deadline, Event, Notice
from config import keeper
from regencies.models import Role
from tests import build
from tests.build import DAY, NOW
from tests.faults import crowd
from tests.faults.counts import say, trials
from tests.waiting import PATIENCE

KILLS, CLAIMS, SEED = 200, 1000, 7
LATE = NOW + 5 * DAY


@pytest.fixture
def people(committed):
    return build.everybody()


def forked(act) -> int:
    """act in a process of its own, with connections of its own.

    An open connection that a child found would be its siblings' too: their statements would fall
    into one transaction, and one child's end would commit the half of another's work.
    """
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            assert connection.connection is None, "a connection was inherited"
            act()
            status = 0
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(status)
    return pid


def killed_at_random(act, kills: int, dice: random.Random, met=lambda: True,
                     more=lambda: None) -> int:  # fmt: skip
    """Two at a time, each killed after a moment, until so many have died and the kills have met
    what they were to meet: on a busy machine the first ones come before any work is done. more:
    work for the next two. Returns how many died."""
    pairs = 0
    while pairs < (kills + 1) // 2 or (not met() and pairs < 10 * KILLS):
        pairs += 1
        more()
        pids = [forked(act) for _ in range(2)]
        for pid in pids:
            time.sleep(dice.uniform(0.01, 0.2))
            os.kill(pid, signal.SIGKILL)
        ends = [os.waitpid(pid, 0)[1] for pid in pids]
        assert not any(map(os.WEXITSTATUS, ends)), "one failed before it was killed"
        # Else a COMMIT that was sent before the kill lands after `met` looked: on a slow machine
        # a batch then counts as lost that is not.
        assert keeper.wait_until(alone, PATIENCE), "a killed process still holds its locks"
    return 2 * pairs


def alone() -> bool:
    """The database has noticed that the killed ones are gone: until then it may keep the rows
    that they had locked, and a sweep rightly leaves those out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0] == 0


class Tide:
    """A thousand late claims that come to the sweeps in as many shares as pairs are killed, so
    that the last kill meets work as the first one does."""

    def __init__(self, kills: int, people):
        crowd.submitted(CLAIMS, people)
        self.held = list(Deadline.objects.order_by("pk").values_list("pk", flat=True))
        self.due = Deadline.objects.earliest("pk").next_action_at
        Deadline.objects.update(next_action_at=NOW + 100 * DAY)
        self.share = 2 * CLAIMS // kills
        self.batch = max(1, self.share // 50)
        self.cut_short = 0

    def rise(self, share: int = 0) -> None:
        """The next share falls due; what the last two were killed over is counted."""
        self.cut_short += Deadline.objects.ringing(LATE).exists()
        share = share or self.share
        now, self.held = self.held[:share], self.held[share:]
        Deadline.objects.filter(pk__in=now).update(next_action_at=self.due)

    def ring(self) -> None:
        """As the sweep does, in small batches, so that a kill meets it in the middle."""
        sweeps.ring(LATE, [], batch=self.batch)


def mark_then_write():
    """The broken variant: the clock moves on first, and what it owes is written after that."""
    while True:
        with transaction.atomic():
            rows = list(Deadline.objects.ringing(LATE).select_for_update(skip_locked=True)[:20])
            owed = [(row.pk, row.rungs) for row in rows]
            Deadline.objects.filter(pk__in=[pk for pk, _ in owed]).update(
                rungs=[], next_action_at=None
            )
        if not owed:
            return
        with transaction.atomic():
            events = [
                Event(claim_id=row.claim_id, deadline=row, move="breach", rung="breach",
                      at=LATE, recorded_at=LATE)
                for row in Deadline.objects.filter(pk__in=[pk for pk, _ in owed])
            ]  # fmt: skip
            Event.objects.bulk_create(events)
            notices.owe_all([(event, [Role.CAMAT]) for event in events])


def some_are_lost() -> bool:
    """Moved on, with nothing written. Nobody else works at this moment."""
    marked = Deadline.objects.filter(next_action_at=None, stopped_at=None)
    if not Deadline.objects.ringing(LATE).exists():
        return True
    return marked.exclude(events__rung="breach").exists()


def breaches() -> Counter:
    return Counter(Event.objects.filter(rung="breach").values_list("deadline", flat=True))


def told(rung: str) -> Counter:
    """How many rows told whom by which way of this rung, by the day's people."""
    rows = Notice.objects.filter(event__rung=rung, event__claim=F("claim"))
    return Counter(rows.values_list("person__username", "channel"))


def test_no_kill_loses_or_doubles_a_breach(people):
    done, dice = trials(KILLS), random.Random(SEED)
    tide = Tide(done, people)
    killed = killed_at_random(tide.ring, done, dice, met=breaches, more=tide.rise)
    half_way = sum(breaches().values())
    tide.rise(CLAIMS)
    assert half_way and tide.cut_short, "no kill met any work"
    # What the killed ones left is whole: no event without its breach, its notices, its next rung.
    assert Breach.objects.count() == half_way
    assert told("breach") == dict.fromkeys([("camat", "inbox"), ("camat", "email")], half_way)
    assert Deadline.objects.ringing(LATE).count() == CLAIMS - half_way
    failed = []
    sweeps.ring(LATE, failed)
    say("R1 breaches under kill -9", killed, KILLS, claims=CLAIMS, pairs_cut_short=tide.cut_short,
        before_the_last=half_way, events=len(breaches()), rows=Breach.objects.count(),
        told=told("breach").total(), seed=SEED)  # fmt: skip
    assert not failed
    assert (len(breaches()), set(breaches().values())) == (CLAIMS, {1})
    assert Breach.objects.count() == CLAIMS
    assert told("breach") == {("camat", "inbox"): CLAIMS, ("camat", "email"): CLAIMS}
    sweeps.ring(NOW + 9 * DAY, failed)
    escalated = Event.objects.filter(rung="escalate_1").values_list("deadline", flat=True)
    assert not failed and len(set(escalated)) == len(escalated) == CLAIMS
    assert told("escalate_1") == {("sekda", "inbox"): CLAIMS, ("sekda", "email"): CLAIMS}


def test_control_mark_then_write_loses_some(people):
    done, dice = trials(KILLS), random.Random(SEED)
    crowd.submitted(CLAIMS, people)
    killed = killed_at_random(mark_then_write, done, dice, met=some_are_lost)
    mark_then_write()
    lost = CLAIMS - len(breaches())
    say("R1 control, mark then write", killed, KILLS, lost=lost, seed=SEED)
    assert lost > 0
