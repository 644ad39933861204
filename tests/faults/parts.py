"""The parts that a fault kills: a Redis and Celery processes of the test's own, on the test's
database."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from config import keeper
from tests.homes import ROOT


def database_url() -> str:
    """The test's own database, as another process would name it."""
    its = connection.settings_dict
    return f"postgresql://{its['USER']}:{its['PASSWORD']}@{its['HOST']}:{its['PORT']}/{its['NAME']}"


class Redis:
    """A Redis that keeps nothing, on one port for all its lives."""

    def __init__(self):
        self.port = keeper.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self):
        words = [
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.process = subprocess.Popen(
            [str(keeper.valkey_binary()), *words], stdout=subprocess.DEVNULL
        )
        assert keeper.wait_until(lambda: keeper.answers(self.port), 10)

    def kill(self):
        self.process.kill()
        self.process.wait()


@contextmanager
def redis_of_its_own():
    redis = Redis()
    try:
        yield redis
    finally:
        redis.kill()


def celery(redis: Redis, *words: str, every: float = 0.5) -> subprocess.Popen:
    """A worker or a beat in a process group of its own."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis.url,
        "SWEEP_SECONDS": str(every),
        "SANTUNAN_HOME": str(settings.HOME),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [sys.executable, "-m", "celery", "-A", "config", *words, "--loglevel", "critical"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, **quiet)


def worker(redis: Redis) -> subprocess.Popen:
    return celery(redis, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle")


def beat(redis: Redis, home, every: float = 0.5) -> subprocess.Popen:
    return celery(redis, "beat", "--schedule", str(home / f"beat-{time.monotonic_ns()}"),
                  "--pidfile", "", every=every)  # fmt: skip


def kill(*processes: subprocess.Popen) -> None:
    """The whole group, as the kernel does it: nobody says good-bye."""
    for process in processes:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
