"""A page never waits for Redis, and never fails with it; a thousand nudges are a few sweeps."""

import contextlib
import socket
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection

from claims import sweeps, tasks
from claims.models import Event, SweepRun
from config import keeper
from config.celery import app
from tests import build
from tests.build import DAY, NOW
from tests.claims.test_races import at_once
from tests.waiting import PATIENCE

SECOND = timedelta(seconds=1)


@pytest.fixture
def broker(settings):
    """Point the doorbell at some address; afterwards at the real one again."""
    before = app.conf.broker_url

    def at(url):
        settings.REDIS_URL = url
        app.conf.broker_url = url

    yield at
    app.conf.broker_url = before


def took(act):
    begun = time.monotonic()
    act()
    return time.monotonic() - begun


def test_a_refusing_redis_costs_no_time_and_no_error(broker):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        broker(f"redis://127.0.0.1:{free.getsockname()[1]}/0")
    assert took(tasks.nudge) < 5


def test_a_hanging_redis_costs_a_moment_once_and_then_nothing(broker):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        first = took(tasks.nudge)
        assert first < 5 and took(tasks.nudge) < first / 5


def test_a_nudge_reaches_the_queue(broker, settings):
    import redis

    broker(settings.REDIS_URL)
    line = redis.from_url(settings.REDIS_URL)
    before = line.llen("celery")
    tasks.nudge()
    assert line.llen("celery") == before + 2  # the clocks and the post
    line.delete("celery")


# What a nudge does -----------------------------------------------------------------------------


def nudged(now):
    return sweeps.run_nudged(lambda: now)


def alone(now, found):
    """In a thread, with a connection of its own."""
    found.append(nudged(now))
    connection.close()


def asked(lock, number):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s)", [number])
        return cursor.fetchone()[0]


@contextlib.contextmanager
def holding(number):
    asked("pg_advisory_lock", number)
    yield
    asked("pg_advisory_unlock", number)


def free(number):
    """Nobody holds it in this database: asked of a connection that holds none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM pg_locks JOIN pg_database d ON d.oid = database "
            "WHERE d.datname = current_database() AND locktype = 'advisory' AND objid = %s "
            "AND granted)", [number],
        )  # fmt: skip
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_nudge_does_what_is_due(people):
    claim = build.claim_in("approved", people)
    assert nudged(NOW)["awards"] == 1
    claim.refresh_from_db()
    assert claim.state == "awarded" and SweepRun.objects.count() == 1


@pytest.mark.django_db
def test_a_nudge_that_finds_nothing_leaves_a_row_once_a_minute(people):
    for second in (0, 10, 59, 61, 80):
        nudged(NOW + second * SECOND)
    seen = SweepRun.objects.order_by("started_at").values_list("started_at", flat=True)
    assert list(seen) == [NOW, NOW + 61 * SECOND]


def test_nudges_at_once_are_one_that_runs_and_one_that_waits(committed):
    people = build.everybody()
    build.claim_in("submitted", people)
    late = NOW + 5 * DAY
    with holding(sweeps.RUNS):
        waiting, left = threading.Thread(target=alone, args=(late, found := [])), []
        waiting.start()
        assert keeper.wait_until(lambda: not free(sweeps.WAITS), PATIENCE)
        left = at_once(6, lambda i: nudged(late))
        assert left == [None] * 6 and not Event.objects.filter(rung="breach").exists()
    waiting.join(PATIENCE)
    # Whatever they came for was there before the one that waited began.
    assert found[0]["rungs"] == 2 and Event.objects.filter(rung="breach").count() == 1
    assert free(sweeps.RUNS) and free(sweeps.WAITS)
