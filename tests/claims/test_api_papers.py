"""The papers that a system sends: each once, known by its content, looked through before it is
kept."""

import contextlib
import hashlib
import threading

import pytest
from django.db import connection

from claims.models import Document
from tests import build, hostile
from tests.claims import calling
from tests.claims.calling import filed, upload


@pytest.fixture
def village(people):
    return calling.caller(people)


def test_the_same_paper_sent_twice_is_one(village):
    code = filed(village).json()["code"]
    first, second = upload(village, code), upload(village, code)
    assert (first.status_code, second.status_code) == (201, 200) and first.json() == second.json()
    assert Document.objects.count() == 1
    assert upload(village, code, content=build.jpeg("red")).status_code == 422
    assert upload(village, code, key=None).status_code == 400


@pytest.mark.parametrize(
    ("content", "kind"),
    [(build.jpeg(), "image/jpeg"), (hostile.pdf(), "application/pdf")],
    ids=["photo", "pdf"],  # no two PDFs are the same, and each process names its tests
)
def test_a_paper_is_known_by_its_content_and_told_as_it_is_kept(village, content, kind):
    code = filed(village).json()["code"]
    answer = upload(village, code, content=content, name="1602051203719901.exe").json()
    document = Document.objects.get()
    assert answer["content_type"] == document.content_type == kind
    kept = document.file.open().read()
    # A photo is written anew; a PDF may be signed.
    assert kind == "image/jpeg" or kept == content
    assert answer["sha256"] == hashlib.sha256(kept).hexdigest() == document.sha256
    assert "1602" not in document.file.name


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"content": b""}, "file"),
        ({"content": b"MZ\x90" + b"x" * 100, "name": "scan.jpg"}, "file"),
        ({"content": b"<html><script>"}, "file"),
        ({"paper": "nonsense"}, "paper"),
        ({"paper": "\0"}, "paper"),
        ({"paper": ""}, "paper"),
        ({"paper": "\ud800".encode("utf-8", "surrogatepass")}, "paper"),
    ],
)
def test_a_paper_that_cannot_be_kept_is_told_why(village, said, field):
    code = filed(village).json()["code"]
    answer = upload(village, code, **said)
    assert answer.status_code == 422 and field in answer.json()["fields"], answer.content
    assert not Document.objects.exists()


def test_a_paper_that_waits_to_be_looked_through_holds_no_transaction(committed):
    """The web's transactions may not stand idle for as long as a file may wait."""
    caller = calling.caller(build.everybody())
    code = filed(caller).json()["code"]
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = '2s'")
    taken = contextlib.ExitStack()
    taken.enter_context(hostile.every_place_taken())
    free = threading.Timer(4, taken.close)
    free.start()
    assert upload(caller, code).status_code == 201
    free.join()
    with hostile.every_place_taken():
        answer = upload(caller, code, key="p2")
    assert answer.status_code == 422 and set(answer.json()["fields"]) == {"file"}
    connection.close()


def test_a_paper_without_its_parts_or_too_large_is_told_so(village, settings):
    code = filed(village).json()["code"]
    answer = village.client.post(
        f"/api/v1/claims/{code}/papers", {}, headers=village.heads | {"Idempotency-Key": "k9"}
    )
    assert answer.status_code == 422 and set(answer.json()["fields"]) == {"paper", "file"}
    settings.PAPER_MAX_BYTES = 200
    answer = upload(village, code)
    assert answer.status_code == 422 and "file" in answer.json()["fields"]
    answer = upload(village, code, content=b"x" * 40_000)
    assert answer.status_code == 413
    heads = village.heads | {"Idempotency-Key": "k9"}
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x", "text/plain"):
        answer = village.client.generic(
            "POST", f"/api/v1/claims/{code}/papers", b"\xff\0rubbish", content_type=kind,
            headers=heads,
        )  # fmt: skip
        assert answer.status_code in {400, 422}, kind
        assert answer["Content-Type"] == "application/problem+json"
