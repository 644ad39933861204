"""Thin Celery doors. The truth is in the database; a task is a doorbell."""

import logging
import time

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from claims import sweeps

log = logging.getLogger(__name__)
# After a failed nudge the next ones are left out for this long: beat finds the work anyway.
QUIET_SECONDS = 30
_quiet_until = 0.0


@shared_task(time_limit=50, soft_time_limit=45)
def sweep():
    sweeps.run(timezone.now(), timezone.now)


def nudge() -> None:
    """Wake the worker sooner than beat would, after a commit. No page depends on it."""
    global _quiet_until
    if not settings.REDIS_URL or time.monotonic() < _quiet_until:
        return
    try:
        sweep.apply_async(retry=False, expires=settings.SWEEP_SECONDS)
    except Exception as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("no nudge (%s); the next tick of beat finds the work", type(error).__name__)
