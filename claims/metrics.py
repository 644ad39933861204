"""Figures for whoever watches the service: counts of requests, and what stands in the database."""

import os
from datetime import datetime

from django.db import connection
from django.db.models import Min
from prometheus_client import CollectorRegistry, Counter, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily

from claims import replica
from claims.models import BackupRun, Deadline, Notice, SweepRun
from claims.trail import anchors
from claims.trail.waiting import waiting

_own = CollectorRegistry()
REQUESTS = Counter(
    "santunan_requests", "Requests, by view and status.", ["view", "status"], registry=_own
)
SECONDS = Counter(
    "santunan_request_seconds", "Seconds spent on requests, by view.", ["view"], registry=_own
)


def count(view: str, status: int, seconds: float) -> None:
    REQUESTS.labels(view, str(status)).inc()
    SECONDS.labels(view).inc(seconds)


def text(now: datetime) -> bytes:
    """All of it, in the text form of Prometheus."""
    standing = CollectorRegistry()
    standing.register(Standing(now))
    requests = _own
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        # Each process of the web counts in a file there; without it this process tells its own.
        requests = CollectorRegistry()
        multiprocess.MultiProcessCollector(requests)
    return generate_latest(standing) + generate_latest(requests)


class Standing:
    """Asked at the moment of the scrape; the same whichever process answers."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def describe(self):
        return []

    def collect(self):
        owed = Notice.objects.owed(self.now)
        since = owed.aggregate(since=Min("next_try_at"))["since"]
        last = SweepRun.objects.exclude(finished_at=None).order_by("-started_at").first()
        yield gauge("sweep_age_seconds", "Since the last finished sweep.", self.age(
            last.finished_at if last else None))  # fmt: skip
        yield gauge("notices_waiting", "Letters that are due.", owed.count())
        yield gauge("notice_age_seconds", "Since the letter due longest.", self.age(since, 0))
        yield gauge("notices_given_up", "Letters given up.", Notice.objects.dead().count())
        aside = Deadline.objects.open().exclude(set_aside_at=None).count()
        yield gauge("deadlines_set_aside", "Clocks that the sweep set aside.", aside)
        yield from self.unsealed()
        yield from self.backups()
        if follows := replica.state():
            yield gauge("replica_unfit", "Reports are read from the primary.", bool(follows.why))
        yield connections()

    def age(self, at: datetime | None, without: float = float("nan")) -> float:
        return (self.now - at).total_seconds() if at else without

    def unsealed(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('claims_unsealed')")
            if cursor.fetchone()[0] is None:
                return
        waits = waiting()
        yield gauge("unsealed_rows", "Rows of history without their link.", waits.n)
        yield gauge("unsealed_age_seconds", "Since the oldest of them.", waits.oldest)
        yield gauge(
            "anchor_contradicted", "The chain is not what was anchored.", bool(anchors.trouble())
        )

    def backups(self):
        for kind in BackupRun.Kind:
            last = BackupRun.objects.filter(kind=kind, trouble="").order_by("-begun_at").first()
            yield gauge(f"{kind}_age_seconds", f"Since the last good {kind}.", self.age(
                last.ended_at if last else None))  # fmt: skip


def gauge(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"santunan_{name}", told, value=value)


def connections() -> GaugeMetricFamily:
    found = GaugeMetricFamily(
        "santunan_database_connections", "Connections to the database, by state.", labels=["state"]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() GROUP BY 1 ORDER BY 1"
        )
        for state, n in cursor.fetchall():
            found.add_metric([state], n)
    return found
