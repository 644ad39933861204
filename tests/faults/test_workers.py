"""R3, R4, R6, R7: workers and Redis die, beats are doubled, and the rows come out the same."""

import random
import time

import pytest
import redis as client
from django.db.models import Count
from django.utils import timezone

from claims import sweeps, tasks
from claims.models import Deadline, Event, Notice, SweepRun
from config import keeper
from config.celery import app
from regencies.models import Person
from tests import build
from tests.build import DAY
from tests.faults import crowd, parts
from tests.faults.counts import FULL, say, trials
from tests.waiting import PATIENCE, wait_for

KILLS, REDIS_KILLS, SEED = 30, 8, 7


@pytest.fixture
def people(committed):
    made = build.everybody()
    # Nobody hears by mail: the workers' time belongs to the clocks.
    Person.objects.update(channel="none")
    return made


@pytest.fixture
def redis(db):
    with parts.redis_of_its_own() as redis:
        yield redis


@pytest.fixture(scope="module")
def warm(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        warm = parts.Warm()
    try:
        yield warm
    finally:
        warm.end()


def overdue(n, people):
    """n claims whose camat has been late for a day, by the real clock."""
    crowd.submitted(n, people, now=timezone.now() - 5 * DAY)


def overdue_like(first, rungs, n: int) -> int:
    """n more late claims whose clocks have not rung yet, whatever the first one's has done."""
    crowd.copies(n, first)
    fresh = Deadline.objects.order_by("-id")[:n].values("pk")
    Deadline.objects.filter(pk__in=fresh).update(rungs=rungs, next_action_at=rungs[0][1])
    return n


def breaches() -> int:
    return Event.objects.filter(rung="breach").count()


def doubled() -> int:
    """The constraints forbid it; counted all the same."""
    rows = Notice.objects.filter(kind="breach").values("event", "person", "channel")
    more = rows.annotate(n=Count("pk")).filter(n__gt=1).count()
    return (
        more
        + breaches()
        - Event.objects.filter(rung="breach").values("deadline").distinct().count()
    )


def test_killed_workers_miss_nothing(people, redis, warm, tmp_path):
    """R3: two worker groups at a time are killed while their claims are late."""
    done, dice = trials(KILLS), random.Random(SEED)
    first = build.claim_in("submitted", people, now=timezone.now() - 5 * DAY)
    rungs, n = first.deadlines.get().rungs, 1
    beat = warm.beat(redis, tmp_path)
    try:
        for _ in range(done // 2):
            workers = [warm.worker(redis) for _ in range(2)]
            runs = SweepRun.objects.count()
            wait_for(lambda runs=runs: SweepRun.objects.count() > runs + 1)
            # Little by little, so that the kill meets some of it.
            for _ in range(5):
                n += overdue_like(first, rungs, -(-200 // done))
            time.sleep(dice.uniform(0, 0.5))
            parts.kill(*workers)
        before = breaches()
        worker = warm.worker(redis)
        came = keeper.wait_until(lambda: breaches() == n, PATIENCE)
        parts.kill(worker)
    finally:
        parts.kill(beat)
    say("R3 worker groups killed", done, KILLS, claims=n, before_the_last=before,
        missed=n - breaches(), doubled=doubled(), seed=SEED)  # fmt: skip
    assert before > 0, "the kills came too early to meet any work"
    assert came and doubled() == 0


def test_an_emptied_redis_loses_no_work(people, redis):
    """R4: a thousand queued nudges die with Redis; one sweep does all they were for."""
    n = 1000
    overdue(n, people)
    queue_nudges(redis, n)
    queued = client.from_url(redis.url).llen("celery")
    redis.kill()
    redis.start()
    left = client.from_url(redis.url).llen("celery")
    now = timezone.now()
    sweeps.ring(now, [])
    say("R4 nudges lost with Redis", queued - left, n, effects=breaches())
    assert (queued, left) == (n, 0)  # the control: the messages are gone
    assert breaches() == n and doubled() == 0


def queue_nudges(redis, n):
    before, app.conf.broker_url = app.conf.broker_url, redis.url
    try:
        with app.connection_for_write() as broker:
            for _ in range(n):
                tasks.sweep.apply_async(connection=broker)
    finally:
        app.conf.broker_url = before


def test_a_worker_goes_on_after_redis_dies(people, redis, warm, tmp_path):
    """R6: Redis is killed again and again; the sweep ticks within ten seconds of each return."""
    done = REDIS_KILLS if FULL else 3
    worker, beat = warm.worker(redis), warm.beat(redis, tmp_path)
    waits = []
    try:
        assert keeper.wait_until(SweepRun.objects.exists, PATIENCE)
        for _ in range(done):
            redis.kill()
            time.sleep(0.5)
            redis.start()
            begun, back = time.monotonic(), timezone.now()
            ticked = SweepRun.objects.filter(started_at__gt=back)
            assert keeper.wait_until(ticked.exists, 10 if FULL else PATIENCE), "no tick"
            waits.append(time.monotonic() - begun)
    finally:
        parts.kill(worker, beat)
    say("R6 Redis killed", done, REDIS_KILLS, longest=round(max(waits), 1))


def test_three_beats_and_three_workers_double_nothing(people, redis, warm, tmp_path):
    """R7: 60 seconds in the full count, with fresh work all the while."""
    seconds = 60 if FULL else 6
    overdue(200, people)
    first = Deadline.objects.earliest("pk")
    rungs, n = first.rungs, 200
    started = [warm.worker(redis) for _ in range(3)]
    started += [warm.beat(redis, tmp_path) for _ in range(3)]
    try:
        assert keeper.wait_until(lambda: breaches() == n, PATIENCE)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            n += overdue_like(first.claim, rungs, 1)
            time.sleep(0.01)
        assert keeper.wait_until(lambda: breaches() == n, PATIENCE)
    finally:
        parts.kill(*started)
    runs = SweepRun.objects.count()
    say("R7 three beats, three workers", seconds, 60, sweeps=runs, claims=n, doubled=doubled())
    assert runs > 1 and doubled() == 0
