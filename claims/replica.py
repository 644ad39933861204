"""A streaming replica beside the database (REPLICA_URL): figures, reports and lists that leave as
files are read there while it keeps up. All else, and every write, is the primary's.

It is asked once it has everything that was committed before the question, so nobody misses what
they have just done. One that is not there within REPLICA_WAIT seconds, or does not answer, is left
alone for AGAIN seconds, and the primary answers.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections, transaction
from psycopg.errors import QueryCanceled

ALIAS = "replica"
AGAIN, STEP = 5.0, 0.005  # seconds
# What is confirmed is flushed first, and only what is flushed is sent to a replica. At the border
# of a page half a record may be on the disk: for its other half nobody but the WAL writer cares,
# 200 ms later. A message of nothing, with its COMMIT, is there in two.
FLUSHED = """
    SELECT system_identifier, at::text, (at - '0/0') % 8192 = 0
    FROM pg_control_system(), pg_current_wal_flush_lsn() at
"""
WHOLE = "SELECT pg_logical_emit_message(true, 'santunan', '')"
FOLLOWS = """
    SELECT pg_is_in_recovery() AND system_identifier = %s,
        coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, false)
    FROM pg_control_system()
"""
# A server that is down, a line that broke, a query that had to give way to what came after it.
SILENT = (OperationalError, InterfaceError)

log = logging.getLogger(__name__)
Found = TypeVar("Found")
_reading: ContextVar[bool] = ContextVar("reading from the replica", default=False)


class Unfit(Exception):
    """why: "behind"; or "stranger": promoted, or never a replica of this database."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


class Router:
    def db_for_read(self, model, **hints) -> str:
        return alias()

    def db_for_write(self, model, **hints) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints) -> bool:
        return True

    def allow_migrate(self, db, app_label, **hints) -> bool | None:
        return False if db == ALIAS else None


def alias() -> str:
    """Where a question of this moment goes, for those that are asked in SQL."""
    return ALIAS if _reading.get() else DEFAULT_DB_ALIAS


def read(work: Callable[[], Found]) -> Found:
    """What work() finds: it only reads, and may run a second time, at the primary. Where what it
    gives back asks once more, a QuerySet for one, the primary answers."""
    if ALIAS not in settings.DATABASES or _reading.get() or _Aside.until > time.monotonic():
        return work()
    mark = _flushed()
    try:
        _caught_up(*mark)
        with transaction.atomic(using=ALIAS), _from_replica():
            return work()
    except (Unfit, *SILENT) as trouble:
        if isinstance(trouble.__cause__, QueryCanceled):
            raise  # what takes too long there takes too long here
        _Aside.until = time.monotonic() + AGAIN
        log.warning("the replica is left alone for %g s: %s", AGAIN, _why(trouble))
    return work()


class _Aside:
    """Of this process. Two threads may both find out, which harms nobody."""

    until = 0.0


@dataclass(frozen=True)
class State:
    """waited: milliseconds until it had everything. why: what keeps it from being asked ("behind",
    "stranger", "silent"), else empty."""

    waited: float = 0.0
    why: str = ""


def state() -> State | None:
    """How it does at this moment; None where there is none."""
    if ALIAS not in settings.DATABASES:
        return None
    mark = _flushed()
    try:
        return State(waited=1000 * _caught_up(*mark))
    except (Unfit, *SILENT) as trouble:
        return State(why=_why(trouble))


def _why(trouble: Exception) -> str:
    return trouble.why if isinstance(trouble, Unfit) else "silent"


def _flushed() -> tuple[int, str]:
    """Which database this is, and how far its log is on the disk."""
    primary = connections[DEFAULT_DB_ALIAS]
    with primary.cursor() as cursor:
        cursor.execute(FLUSHED)
        database, at, half = cursor.fetchone()
        if half and not primary.in_atomic_block:
            cursor.execute(WHOLE)
            cursor.execute(FLUSHED)
            database, at, half = cursor.fetchone()
    return database, at


def _caught_up(database: int, flushed: str) -> float:
    """Seconds that it took. Raises Unfit."""
    begun = time.monotonic()
    with connections[ALIAS].cursor() as cursor:
        while True:
            cursor.execute(FOLLOWS, [database, flushed])
            follows, there = cursor.fetchone()
            waited = time.monotonic() - begun
            if not follows:
                raise Unfit("stranger")
            if there:
                return waited
            if waited > settings.REPLICA_WAIT:
                raise Unfit("behind")
            time.sleep(STEP)


@contextmanager
def _from_replica() -> Iterator[None]:
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)
