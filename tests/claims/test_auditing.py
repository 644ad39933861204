"""The auditor reads any claim of the regency, whole and masked; every look is on record, and
nothing else is written."""

import hashlib
import io
import json

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from claims import actions
from claims.actions.noting import note
from claims.letters import BREAK_HERE
from claims.models import Claim, Event, Export
from claims.rules.letters import LetterKind
from regencies.models import Role
from tests import build
from tests.build import ACCOUNT, KK, MUBA
from tests.claims.family import answer
from tests.claims.pages import do, recent, same_404

QUERIES = 36


@pytest.fixture
def auditor(client, people):
    client.force_login(people[Role.AUDITOR])
    return client


def open_file(client, claim, **said):
    return client.post(f"/audit/read/{claim.code}/", {"reason": "ST 700/3"} | said)


def pdf_of(client, claim) -> tuple[bytes, str]:
    page = client.post(f"/audit/read/{claim.code}/history.pdf", {"reason": "ST 700/3"})
    assert page.status_code == 200 and page["Content-Type"] == "application/pdf"
    data = b"".join(page.streaming_content)
    pages = PdfReader(io.BytesIO(data)).pages
    return data, " ".join(" ".join(page.extract_text() for page in pages)
                          .replace(BREAK_HERE, "").split())  # fmt: skip


def a_long_story(people) -> Claim:
    """Sent back, answered, decided, paid, doubted by the family."""
    claim = recent("sent_back", people)
    for verb in ("answer", "verify"):
        do(verb, claim, people)
    now = timezone.now()
    note(claim.pk, text="Rumah dikunjungi.", by=people[Role.OPD_VERIFIER], now=now)
    for verb in ("approve", "award"):
        do(verb, claim, people)
    actions.issue(claim.pk, LetterKind.KEPUTUSAN_PENERIMA, by=people[Role.OPD_HEAD], now=now)
    for verb in ("pay", "settle"):
        do(verb, claim, people)
    answer(claim, amount="41.000.000", received_on=str(timezone.localdate()))
    return Claim.objects.get(pk=claim.pk)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_nobody_else_has_the_reading_room(client, people, role):
    claim = recent("submitted", people)
    client.force_login(people[role])
    for path in ("", f"{claim.code}/", f"{claim.code}/history.pdf"):
        assert client.post(f"/audit/read/{path}").status_code == 403
    assert not Export.objects.exists()


def test_a_claim_is_found_and_its_name_stands_in_no_address(auditor, people):
    claim = recent("settled", people)
    page = auditor.post("/audit/read/", {"said": "Sulaiman"})
    assert f"/audit/read/{claim.code}/" in page.content.decode()
    assert auditor.post("/audit/read/", {"said": "x"}).status_code == 422
    assert not Session.objects.filter(session_data__contains="Sulaiman").exists()


def test_a_look_is_on_record_and_asking_for_it_is_not(auditor, people):
    claim = recent("settled", people)
    page = auditor.get(f"/audit/read/{claim.code}/")
    assert "parts" not in page.context and claim.name not in page.content.decode()
    assert not Export.objects.exists()
    assert claim.heir_name in open_file(auditor, claim).content.decode()
    row = Export.objects.get()
    assert (row.kind, row.claim, row.by, row.format) == (
        "reading", claim, people[Role.AUDITOR], "page",
    )  # fmt: skip
    assert (row.reason, row.masked, row.title) == ("ST 700/3", True, "auditor")
    auditor.force_login(people[Role.ADMINISTRATOR])
    assert claim.code in auditor.get("/exports/log/").content.decode()


def test_the_history_is_whole(auditor, people):
    claim = a_long_story(people)
    data, text = pdf_of(auditor, claim)
    letter = claim.letters.get()
    for word in (
        claim.code, claim.name, claim.heir_name, claim.village.name,
        *(people[role].name for role in (Role.VILLAGE_HEAD, Role.CAMAT, Role.OPD_VERIFIER,
                                         Role.OPD_HEAD, Role.CASHIER)),
        "KTP?", "Sudah dilengkapi.", "Akta sedang diproses.", "Rumah dikunjungi.",
        "Rp42.000.000", "TT-001", "Rp41.000.000", letter.number, letter.sha256,
        "Hari dihitung", "Pertanyaan untuk auditor", "Siapa yang diberi tahu",
        *(row.sha256 for row in claim.documents.all()),
        *(row.digest for row in claim.payouts.all()),
    ):  # fmt: skip
        assert word.replace(" ", "") in text.replace(" ", ""), word
    events = claim.events.count()
    page = open_file(auditor, claim)
    told = next(part for part in page.context["parts"] if part.title.endswith("klaim ini"))
    assert len(told.entries) == events
    assert "halaman 1 dari" in text
    row = Export.objects.filter(kind="history").get()
    assert row.sha256 == hashlib.sha256(data).hexdigest() and row.format == "pdf"


def test_no_whole_number_stands_in_it(auditor, people):
    claim = a_long_story(people)
    _data, text = pdf_of(auditor, claim)
    page = open_file(auditor, claim)
    for said in (text, page.content.decode(), json.dumps(list(Export.objects.values("columns")))):
        for number in (claim.nik.reveal(), KK, ACCOUNT):
            assert number not in said
    assert "1602••••••••••••" in text.replace(" ", "")


def test_another_regencys_claim_is_no_claim(auditor, people):
    there = recent("settled", build.everybody(MUBA, ".m"), village=MUBA)
    assert same_404(auditor, "/audit/read/{code}/", there.code)
    assert open_file(auditor, there).status_code == 404
    assert auditor.post(f"/audit/read/{there.code}/history.pdf").status_code == 404
    assert not Export.objects.exists()


def test_a_draft_is_the_villages_own(auditor, people):
    assert open_file(auditor, recent("draft", people)).status_code == 404


def test_an_auditor_may_change_nothing_of_a_claim(auditor, people):
    """Every address of a verb that knows a claim, pressed by the auditor: the claim, its events
    and its payouts are as they were."""
    claim = recent("awarded", people)
    recheck = recent("verified", people)

    def state():
        return (
            list(Claim.objects.order_by("pk").values()),
            list(Event.objects.order_by("pk").values_list("pk")),
            [list(one.payouts.values("state", "version", "reference")) for one in (claim, recheck)],
        )

    before, pressed = state(), 0
    for address in addresses():
        for one in (claim, recheck):
            path = address.format(code=one.code)
            if path.startswith("/audit/questions"):
                continue
            status = auditor.post(path, {"key": "x", "note": "x", "reason": "x"}).status_code
            assert status < 500, path
            pressed += 1
    assert pressed > 60
    assert state() == before


def addresses() -> list[str]:
    """Of every pattern that takes a claim's code, with something in its other places."""
    from claims.urls import urlpatterns

    found = []

    def walk(patterns, prefix):
        for one in patterns:
            route = prefix + str(one.pattern)
            if hasattr(one, "url_patterns"):
                walk(one.url_patterns, route)
            elif "<code:code>" in route:
                for place, value in {
                    "<code:code>": "{code}", "<int:number>": "1", "<int:pk>": "1",
                    "<slug:kind>": "pengantar_desa", "<slug:token>": "x" * 32,
                    "<slug:check>": "nik", "<slug:programme>": "jkm", "<slug:page>": "person",
                    "<code:other>": "1602-26-999999",
                }.items():  # fmt: skip
                    route = route.replace(place, value)
                found.append("/" + route)

    walk(urlpatterns, "")
    return found


def test_a_long_history_asks_as_often_as_a_short_one(auditor, people):
    claim = a_long_story(people)

    def asked():
        with CaptureQueriesContext(connection) as found:
            open_file(auditor, claim)
        return len(found)

    first = asked()
    for _ in range(5):
        note(claim.pk, text="Lagi.", by=people[Role.OPD_VERIFIER], now=timezone.now())
    assert asked() == first == QUERIES
