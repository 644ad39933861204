"""Thin Celery doors. The truth is in the database; a task is a doorbell."""

import logging
import time

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from claims import posts, sweeps, verdicts
from claims.actions import forgetting, sealing
from claims.posts import invitations
from regencies.roster import importing

log = logging.getLogger(__name__)
# After a failed nudge the next ones are left out for this long: beat finds the work anyway.
QUIET_SECONDS = 30
SEAL_SECONDS = 40
# A person waits for the page meanwhile; the worker's own patience is longer.
AT_ONCE = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2, "max_retries": 0}
_quiet_until: dict[str, float] = {}


@shared_task(time_limit=50, soft_time_limit=45)
def sweep():
    sweeps.run(timezone.now(), timezone.now)


@shared_task(time_limit=50, soft_time_limit=45)
def nudged():
    sweeps.run_nudged(timezone.now)


# A task of its own: a slow post never keeps the clocks waiting.
@shared_task(time_limit=110, soft_time_limit=100)
def send():
    posts.run(timezone.now())
    invitations.run(timezone.now())


# One of its own: neither a clock nor a person waits for the chain. What it does not reach in its
# time the next tick does.
@shared_task(time_limit=55, soft_time_limit=50)
def seal():
    until = time.monotonic() + SEAL_SECONDS
    sealing.seal(lambda: time.monotonic() < until)
    sealing.anchor_daily(timezone.now())


# A list of a hundred thousand people takes a minute; killed, it is taken up where it stood.
@shared_task(time_limit=290, soft_time_limit=280)
def enrol():
    importing.work(timezone.now)


# A scanner may be slow or down: neither clocks nor letters wait for it.
@shared_task(time_limit=110, soft_time_limit=100)
def judge_papers():
    verdicts.run(timezone.now())


def nudge_papers() -> None:
    """Papers wait for the scanner, where there is one."""
    if settings.PAPER_SCANNER:
        _ring(judge_papers)


# Once an hour, a few thousand rows: what an hour leaves, the next one takes.
@shared_task(time_limit=110, soft_time_limit=100)
def forget():
    forgetting.forget_old(timezone.now())
    importing.clear_files(timezone.now())


def nudge_roster() -> None:
    """A list of participants waits to be read or loaded."""
    _ring(enrol)


def nudge() -> None:
    """Wake the worker sooner than beat would, after a commit. No page depends on it."""
    _ring(nudged, send)


def _ring(*doorbells) -> None:
    broker_url = settings.REDIS_URL
    if not broker_url or time.monotonic() < _quiet_until.get(broker_url, 0.0):
        return
    try:
        with sweep.app.connection_for_write(transport_options=AT_ONCE) as broker:
            for task in doorbells:
                task.apply_async(connection=broker, retry=False, expires=settings.SWEEP_SECONDS)
    except Exception as error:
        _quiet_until[broker_url] = time.monotonic() + QUIET_SECONDS
        log.warning("no nudge (%s); the next tick of beat finds the work", type(error).__name__)
