"""What the logs tell, and what they never do."""

import io
import json
import logging
import os
import subprocess
import sys

import pytest
from django.core import mail
from django.core.exceptions import DisallowedHost
from django.db import IntegrityError, connection
from django.utils import timezone

from config import keeper, logs
from config.masking import masked
from regencies.models import Role
from tests import build
from tests.homes import ROOT

NIK = "1602051203719901"


@pytest.fixture
def lines():
    """The lines of production, as they are written during a test."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.Lines(as_json=True, words=False))
    handler.addFilter(logs.Wordless())
    logging.getLogger().addHandler(handler)
    requests = logging.getLogger("santunan.request")
    before = requests.level
    requests.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)
    requests.setLevel(before)


@pytest.mark.parametrize(
    "number",
    [NIK, "160205 120371 9901", "1602.0512.0371.9901", "0123-01-012345-50-1", "1430012345678",
     "081234567890", "62 812 3456 7890"],
)  # fmt: skip
def test_a_long_number_is_hidden_however_it_is_spaced(number):
    assert masked(f"Key (nik)=({number}) exists") == "Key (nik)=([digits]) exists"


@pytest.mark.parametrize(
    "told", ["claim 1602-26-000123", "2026-11-21 15:44:52", "397 rows in 12.5 ms", "pid 123456789"]
)
def test_what_an_operator_looks_for_stays(told):
    assert masked(told) == told


def test_what_was_asked_in_an_address_is_hidden():
    assert masked("GET /find/?name=Siti&nik=1 failed") == "GET /find/? failed"


def test_a_request_has_one_line_with_numbers_and_no_name(client, people, lines):
    claim = build.claim_in("submitted", people, now=timezone.now())
    camat = people[Role.CAMAT]
    client.force_login(camat)
    answer = client.get(f"/district/{claim.code}/endorse/?nik={NIK}", HTTP_HOST="localhost")
    (line,) = [one for one in lines() if one["logger"] == "santunan.request"]
    assert line.pop("at") and line.pop("ms") > 0
    assert line == {
        "event": "request", "level": "info", "logger": "santunan.request", "method": "GET",
        "view": "district:endorse", "status": 200, "person": camat.pk, "system": None,
        "claim": claim.code, "request": answer["X-Request-ID"],
    }  # fmt: skip


def test_an_address_that_is_no_page_is_not_told(client, db, lines):
    assert client.get(f"/village/{NIK}/").status_code in {302, 404}
    assert client.get(f"/{NIK}").status_code == 404
    assert NIK not in str(lines()) and [one["status"] for one in lines()][-1] == 404


def test_of_an_exception_its_kind_and_frames_are_told_without_its_words(lines, db):
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::int", [f"Siti {NIK}"])
    except Exception:
        logging.getLogger("claims").exception("it failed")
    (line,) = lines()
    assert "Siti" not in str(line) and NIK not in str(line)
    kinds = [frame for frame in line["exception"] if not frame.startswith(" ")]
    assert kinds == [
        "django.db.utils.DataError",
        "psycopg.errors.InvalidTextRepresentation 22P02",
    ]
    assert any("test_logs.py" in frame for frame in line["exception"])


def test_a_task_that_failed_is_told_without_its_arguments_and_words(lines):
    data = {"name": "claims.tasks.sweep", "id": "5", "exc": f"ValueError('Siti {NIK}')",
            "description": "raised unexpected", "traceback": NIK, "args": f"({NIK},)"}  # fmt: skip
    log = logging.getLogger("celery.app.trace")
    log.error("Task %(name)s[%(id)s]: %(exc)s", data, extra={"data": data})
    assert [one["event"] for one in lines()] == [
        "Task claims.tasks.sweep[5] raised unexpected: ValueError"
    ]


def test_a_host_that_is_not_ours_is_not_repeated(client, lines):
    assert client.get("/", HTTP_HOST=f"{NIK}.example").status_code == 400
    assert NIK not in str(lines()) and "DisallowedHost" in str(lines())


def test_a_mail_about_an_error_has_neither_form_nor_words(settings, rf):
    settings.ADMINS = [("", "operator@example.org")]
    request = rf.post("/family/?nik=1", {"name": "Siti", "nik": NIK})
    try:
        raise IntegrityError(f"Key (nik)=({NIK}) of Siti")
    except IntegrityError:
        logging.getLogger("django.request").error(
            "%s: %s", "Internal Server Error", f"/family/{NIK}", exc_info=True,
            extra={"request": request},
        )  # fmt: skip
    (one,) = mail.outbox
    said = one.subject + one.body
    assert "IntegrityError" in said and "test_logs.py" in said
    assert not any(word in said for word in ("Siti", NIK, "nik=1"))


def test_the_database_keeps_values_out_of_its_own_log(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)",
            [[one.partition("=")[0] for one in keeper.DISCREET]],
        )
        assert dict(cursor.fetchall()) == dict(one.split("=") for one in keeper.DISCREET)


def test_a_command_that_ends_by_an_exception_tells_no_words():
    program = f"import django; django.setup(); raise ValueError('Siti {NIK}')"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, text=True, capture_output=True
    )
    assert done.returncode == 1 and "ValueError" in done.stderr
    assert "Siti" not in done.stderr and NIK not in done.stderr


@pytest.mark.parametrize("as_json", [True, False])
def test_nobody_can_write_a_line_of_their_own(as_json):
    said = "harmless\n2026-11-21 info santunan.request request status=200\r\n"
    record = logging.LogRecord("claims", 40, "x", 1, "%s", (said,), None)
    assert len(logs.Lines(as_json=as_json, words=False).format(record).splitlines()) == 1


def test_control_an_ordinary_formatter_tells_all_of_it():
    """So that the tests above mean something: Python's own formatter prints the words."""
    try:
        raise DisallowedHost(f"Siti {NIK}")
    except DisallowedHost:
        record = logging.LogRecord("x", 40, "x", 1, "failed", (), sys.exc_info())
    assert NIK in logging.Formatter().format(record)
    assert NIK not in logs.Lines(as_json=True, words=False).format(record)
