"""The Celery app and its beat table: which sweep, how often, when a tick goes stale.

The database row is the job and a message is only a nudge, so a lost, late or doubled
tick is repaired by the next one. No ETA, no results, no payloads.
"""

import os

import structlog
from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("santunan")


@app.on_configure.connect
def configure(sender, **kwargs):
    from django.conf import settings

    sender.conf.update(
        broker_url=settings.REDIS_URL or "redis://127.0.0.1:1/0",
        timezone=settings.TIME_ZONE,
        task_ignore_result=True,
        task_always_eager=settings.TASKS_EAGER,
        task_serializer="json",
        accept_content=["json"],
        task_time_limit=300,
        task_soft_time_limit=240,
        worker_prefetch_multiplier=1,
        worker_soft_shutdown_timeout=20,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            # Longer than the longest task, else the broker hands it out twice.
            "visibility_timeout": 600,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 2,
            "socket_timeout": 2,
            "socket_keepalive": True,
            "health_check_interval": 25,
        },
        beat_schedule={
            "sweep": {
                "task": "claims.tasks.sweep",
                "schedule": settings.SWEEP_SECONDS,
                "options": {"expires": settings.SWEEP_SECONDS * 0.9},
            },
            "enrol": {
                "task": "claims.tasks.enrol",
                "schedule": settings.SWEEP_SECONDS,
                "options": {"expires": settings.SWEEP_SECONDS * 0.9},
            },
            "judge_papers": {
                "task": "claims.tasks.judge_papers",
                "schedule": settings.SWEEP_SECONDS,
                "options": {"expires": settings.SWEEP_SECONDS * 0.9},
            },
            "forget": {
                "task": "claims.tasks.forget",
                "schedule": 3600.0,
                "options": {"expires": 3500},
            },
            "seal": {
                "task": "claims.tasks.seal",
                "schedule": settings.SWEEP_SECONDS,
                "options": {"expires": settings.SWEEP_SECONDS * 0.9},
            },
            "send": {
                "task": "claims.tasks.send",
                "schedule": settings.SWEEP_SECONDS,
                "options": {"expires": settings.SWEEP_SECONDS * 0.9},
            },
        },
    )


@signals.setup_logging.connect
def log_as_everybody_does(**kwargs):
    """Django's LOGGING holds for worker and beat too; with a listener Celery adds nothing."""


@signals.celeryd_init.connect
@signals.beat_init.connect
def refuse_the_demo(**kwargs):
    import django

    django.setup()
    from claims.demo import left_over

    left_over.refuse()


@signals.task_prerun.connect
def name_the_task(task_id, task, **kwargs):
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id)


@signals.task_postrun.connect
def forget_the_task(**kwargs):
    structlog.contextvars.unbind_contextvars("task", "task_id")


app.autodiscover_tasks(["claims"])
