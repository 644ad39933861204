"""/metrics for the machine that watches, /healthz, and the pages when the database is away."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test import override_settings
from django.urls import path
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from claims import sweeps
from claims.models import BackupRun, Deadline, Notice
from config import urls as pages
from regencies.models import Role
from tests import build

TOKEN = "a-token-of-the-tests"
HERE = {"REMOTE_ADDR": "127.0.0.1"}


def told(page) -> dict[tuple, float]:
    assert page.status_code == 200 and page["Content-Type"].startswith("text/plain")
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page.content.decode())
        for sample in family.samples
    }


def test_what_stands_in_the_database_is_told(client, people):
    now = timezone.now()
    build.claim_in("submitted", people, now=now - timedelta(hours=1))
    sweeps.run(now - timedelta(minutes=1), lambda: now - timedelta(minutes=1))
    Deadline.objects.update(set_aside_at=now)
    Notice.objects.filter(channel="email").update(given_up_at=now)
    BackupRun.tell("backup", now - timedelta(hours=2), now - timedelta(hours=2), "")
    BackupRun.tell("backup", now, now, "No space is left.")
    found = told(client.get("/metrics", **HERE))
    assert 55 < found[("santunan_sweep_age_seconds",)] < 120
    assert found[("santunan_deadlines_set_aside",)] == 1
    assert found[("santunan_notices_given_up",)] == Notice.objects.dead().count() > 0
    assert 7100 < found[("santunan_backup_age_seconds",)] < 7300, "one that failed is none"
    drill = found[("santunan_drill_age_seconds",)]
    assert drill != drill, "never: not a number"
    assert found[("santunan_database_connections", ("state", "active"))] >= 1


def test_requests_are_counted_by_view_and_status(client, people):
    client.force_login(people[Role.CAMAT])
    key = ("santunan_requests_total", ("status", "200"), ("view", "district:home"))
    before = told(client.get("/metrics", **HERE)).get(key, 0)
    client.get("/district/")
    found = told(client.get("/metrics", **HERE))
    assert found[key] == before + 1
    assert found[("santunan_request_seconds_total", ("view", "district:home"))] > 0
    assert not any("1602" in str(key) for key in found)


def missing(page) -> bool:
    return page.status_code == 404


def test_from_elsewhere_there_is_no_such_page(client, db):
    assert missing(client.get("/metrics", REMOTE_ADDR="203.0.113.9"))
    # Behind a proxy the whole world has the proxy's address.
    assert missing(client.get("/metrics", HTTP_X_FORWARDED_FOR="127.0.0.1", **HERE))
    assert missing(client.get("/metrics", REMOTE_ADDR="unix:"))
    with override_settings(METRICS_ALLOW=["203.0.113.0/24"]):
        assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 200
        assert missing(client.get("/metrics", **HERE))


def test_with_a_token_the_token_alone_counts(client, db, settings):
    settings.METRICS_TOKEN = TOKEN
    assert missing(client.get("/metrics", **HERE))
    for said in ("", TOKEN, f"Basic {TOKEN}", "Bearer ", f"Bearer {TOKEN}x", "Bearer \xe9"):
        assert missing(client.get("/metrics", HTTP_AUTHORIZATION=said, **HERE))
    given = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}", "REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", **given).status_code == 200


def too_long(request):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 20")
        cursor.execute("SELECT pg_sleep(5)")


def broken(request):
    raise ValueError("a fault of ours")


urlpatterns = [path("too-long/", too_long), path("broken/", broken), *pages.urlpatterns]
handler500 = pages.handler500


@pytest.mark.urls("tests.claims.test_metrics")
def test_a_database_that_is_too_busy_gets_a_page_that_says_try_again(client, db):
    client.raise_request_exception = False
    page = client.get("/too-long/")
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "Coba lagi" in page.content.decode() or "coba lagi" in page.content.decode()
    assert client.get("/broken/").status_code == 500
    client.raise_request_exception = True
    with pytest.raises(OperationalError):
        client.get("/too-long/")
