"""The parts that a fault kills: a Redis and Celery processes of the test's own, on the test's
database."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from config import keeper
from tests.homes import ROOT
from tests.waiting import PATIENCE


def database_url() -> str:
    """The test's own database, as another process would name it."""
    its = connection.settings_dict
    return f"postgresql://{its['USER']}:{its['PASSWORD']}@{its['HOST']}:{its['PORT']}/{its['NAME']}"


def web(port: int, *, workers: int, threads: int, **more: str) -> subprocess.Popen:
    """A web on the test's own database, in a group of its own: kill() ends it."""
    environment = os.environ | {
        "DATABASE_URL": database_url(), "SANTUNAN_HOME": str(settings.HOME), "PORT": str(port),
    } | more  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application",
         "--host", "127.0.0.1", "--port", str(port), "--no-ws", "--workers", str(workers),
         "--blocking-threads", str(threads), "--log-level", "critical"],
        cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip


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
        assert keeper.wait_until(lambda: keeper.answers(self.port), PATIENCE)

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


class Born:
    """A process that the warm one forked: the group of this number."""

    def __init__(self, pid: int):
        self.pid = pid

    def wait(self) -> None:
        assert keeper.wait_until(lambda: not Path(f"/proc/{self.pid}").exists(), PATIENCE)


class Warm:
    """Forks Celery's processes from one that has imported everything."""

    def __init__(self, every: float = 0.2):
        environment = os.environ | {
            "DATABASE_URL": database_url(),
            "SWEEP_SECONDS": str(every),
            "SANTUNAN_HOME": str(settings.HOME),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.warm"], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout.readline() == "warm\n"

    def celery(self, redis: Redis, *words: str) -> Born:
        self.process.stdin.write(" ".join([redis.url, *words]) + "\n")
        self.process.stdin.flush()
        return Born(int(self.process.stdout.readline()))

    def worker(self, redis: Redis) -> Born:
        few = ("--concurrency", "1", "--without-gossip", "--without-mingle")
        return self.celery(redis, "worker", *few)

    def beat(self, redis: Redis, home: Path) -> Born:
        schedule = str(home / f"beat-{time.monotonic_ns()}")
        return self.celery(redis, "beat", "--schedule", schedule, "--pidfile=")

    def end(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(PATIENCE)


def kill(*processes: Born) -> None:
    """The whole group, as the kernel does it: nobody says good-bye."""
    for process in processes:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
