"""A page never waits for Redis, and never fails with it."""

import socket
import time

import pytest

from claims import tasks
from config.celery import app


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
    assert took(tasks.nudge) < 1


def test_a_hanging_redis_costs_a_moment_once_and_then_nothing(broker):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        assert took(tasks.nudge) < 2
        assert took(tasks.nudge) < 0.01


def test_a_nudge_reaches_the_queue(broker, settings):
    import redis

    broker(settings.REDIS_URL)
    line = redis.from_url(settings.REDIS_URL)
    before = line.llen("celery")
    tasks.nudge()
    assert line.llen("celery") == before + 2  # the clocks and the post
    line.delete("celery")
