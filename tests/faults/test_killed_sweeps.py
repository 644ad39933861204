"""R1, R2: two sweeps at once, killed at any instant, and still every row once."""

import os
import random
import signal
import time
from collections import Counter

import pytest
from django.db import connection, connections, transaction

from claims import notices, sweeps
from claims.models import Deadline, Event, Notice
from config import keeper
from regencies.models import Role
from tests import build
from tests.build import DAY, NOW
from tests.faults import crowd
from tests.faults.counts import say, trials

KILLS, CLAIMS, SEED = 200, 1000, 7
LATE = NOW + 5 * DAY


@pytest.fixture
def people(committed):
    return build.everybody()


def forked(act) -> int:
    """act in a process of its own, with connections of its own."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            act()
        finally:
            os._exit(0)
    return pid


def killed_at_random(act, kills: int, dice: random.Random, met=lambda: True) -> int:
    """Two at a time, each killed after a moment, until so many have died and the kills have met
    what they were to meet: on a busy machine the first ones come before any work is done. Returns
    how many were killed."""
    pairs = 0
    while pairs < (kills + 1) // 2 or (not met() and pairs < 10 * KILLS):
        pairs += 1
        pids = [forked(act) for _ in range(2)]
        for pid in pids:
            time.sleep(dice.uniform(0.01, 0.3))
            os.kill(pid, signal.SIGKILL)
        for pid in pids:
            os.waitpid(pid, 0)
        # Else a COMMIT that was sent before the kill lands after `met` looked: on a slow machine
        # a batch then counts as lost that is not.
        assert keeper.wait_until(alone, 20), "a killed process still holds its locks"
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


def ring_some():
    """As the sweep does, in small batches, so that a kill meets it in the middle."""
    sweeps.BATCH = 20
    sweeps.ring(LATE, [])


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


def test_no_kill_loses_or_doubles_a_breach(people):
    done, dice = trials(KILLS), random.Random(SEED)
    crowd.submitted(CLAIMS, people)
    killed_at_random(ring_some, done, dice, met=breaches)
    half_way = sum(breaches().values())
    assert 0 < half_way, "the kills came too early to meet any work"
    failed = []
    last = sweeps.ring(LATE, failed)
    found = breaches()
    told = Notice.objects.filter(kind="breach", channel="inbox").count()
    say(
        "R1 breaches under kill -9", done, KILLS, claims=CLAIMS, before_the_last=half_way, seed=SEED
    )
    assert (len(found), set(found.values())) == (CLAIMS, {1})
    untold = Event.objects.filter(rung="breach").exclude(notices__channel="inbox")
    assert told == CLAIMS, (
        half_way, last, failed, untold.values_list("id", "deadline", "claim")[:3],
        Notice.objects.filter(kind="breach", channel="email").count(),
        Deadline.objects.exclude(last_error="").values_list("last_error", flat=True)[:3],
    )  # fmt: skip
    escalated = Event.objects.filter(rung="escalate_1").values_list("deadline", flat=True)
    sweeps.ring(NOW + 9 * DAY, [])
    assert len(set(escalated)) == len(escalated) == CLAIMS


def test_control_mark_then_write_loses_some(people):
    done, dice = trials(KILLS), random.Random(SEED)
    crowd.submitted(CLAIMS, people)
    killed_at_random(mark_then_write, done, dice, met=some_are_lost)
    mark_then_write()
    lost = CLAIMS - len(breaches())
    say("R1 control, mark then write", done, KILLS, lost=lost, seed=SEED)
    assert lost > 0
