"""What one measure has found, and the few tools that all of them use."""

import os
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, connections


@dataclass(frozen=True)
class Found:
    """A value with its limit: at most so much, at least so much, or neither (told beside it)."""

    what: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def held(self) -> bool:
        return (self.most is None or self.value <= self.most) and (
            self.least is None or self.value >= self.least
        )

    @property
    def limit(self) -> str:
        if self.most is not None:
            return f"at most {self.most:,g}"
        return f"at least {self.least:,g}" if self.least is not None else ""


def took(act: Callable[[], object]) -> float:
    """Seconds by the clock on the wall: the database works in another process."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


median = statistics.median


def rows(sql: str, *words) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, words or None)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def counted() -> Iterator[list[tuple]]:
    """The statements that were sent within the block, with their values."""
    sent: list[tuple] = []

    def note(execute, sql, params, many, context):
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent


def forked(act: Callable[[], object]) -> int:
    """act in a process of its own: another core, other connections. Its pid."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            act()
            status = 0
        finally:
            os._exit(status)
    return pid


def ended(pid: int) -> bool:
    return os.waitpid(pid, os.WNOHANG)[0] == pid


def joined(pids: list[int]) -> None:
    assert all(os.waitpid(pid, 0)[1] == 0 for pid in pids), "a process of the benchmark failed"


def stop(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
