"""S20: each full view and download is one row of a log; lists, pages and masked exports show no
whole number.

The rows are counted in the tables themselves. The controls are a careless view that shows a number
without a word, and a list that prints it: both must be noticed.
"""

import html
import io
import re
import zipfile
from collections.abc import Callable
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone
from pypdf import PdfReader

from claims import tasks
from claims.models import Claim
from claims.rules.letters import LetterKind
from regencies.models import Role, RosterImport
from tests import build, rosters
from tests.claims.exported import SAID, released
from tests.claims.lettered import lettered
from tests.claims.pages import form, recent
from tests.claims.test_roster_pages import bring
from tests.faults.counts import say, trials
from tests.pages.kinds import LEFT_OUT, kind_of

PLANNED = 20
LOGS = ("claims_event", "claims_export", "claims_batchfile", "regencies_rosterlook")
NUMBERS = (build.NIK, build.KK, build.ACCOUNT)


def logged() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in LOGS:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
        return found


def as_role(people, role) -> Client:
    client = Client()
    client.force_login(people[role])
    return client


def text_of(answer) -> str:
    """What a person reads in it, whatever its kind."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        return in_zip(body)
    if body.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return body.decode(errors="replace")


def in_zip(body: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as whole:
        names = whole.namelist()
        if "xl/workbook.xml" in names:
            book = openpyxl.load_workbook(io.BytesIO(body))
            return " ".join(
                str(cell) for row in book.active.iter_rows(values_only=True) for cell in row
            )
        return " ".join(whole.read(name).decode(errors="replace") for name in names)


def whole_in(text: str) -> bool:
    return any(number in text for number in NUMBERS)


@pytest.fixture
def views(people) -> dict[str, tuple[str, Callable]]:
    """Name to the table of its log, and what makes one look."""
    claim = recent("awarded", people)
    branch, ours = claim.payouts.order_by("id")
    cashier, head = as_role(people, Role.CASHIER), as_role(people, Role.OPD_HEAD)
    letter = lettered(LetterKind.SKTM, people, claim=recent("draft", people))
    village = as_role(people, Role.VILLAGE_HEAD)
    ordered = recent("awarded", people).payouts.get(programme="santunan_oki")
    batch = build.order(ordered, people=people, now=timezone.now())
    return {
        "reveal": ("claims_event", lambda: cashier.post(
            f"/money/{claim.code}/2/reveal/", form(ours, note="SP2D"))),
        "bundle": ("claims_export", lambda: cashier.post(
            f"/money/{claim.code}/1/bundle/", form(branch, note="Cabang"))),
        "bank file": ("claims_batchfile", lambda: cashier.post(
            f"/money/batches/{batch.code}/take/",
            {"key": uuid4(), "format": "csv", "reason": "Unggah"})),
        "letter": ("claims_event", lambda: village.post(
            f"/letters/{letter.claim.code}/{letter.token}/file/", {"note": "Cetak"})),
        "released list": ("claims_export", lambda: cashier.post(
            f"/exports/{released(people).pk}/take/")),
        "copy": ("claims_export", lambda: head.post("/panel/hand_copy/", {
            "said": build.NIK, "who": "person", "proof": "KTP", "reason": "Surat 3"})),
    }  # fmt: skip


def test_each_full_view_is_one_row_of_a_log(people, views):
    times = trials(PLANNED, 2)
    looks = whole = 0
    for name, (table, look) in views.items():
        for _ in range(times):
            before = logged()
            answer = look()
            assert answer.status_code == 200, (name, answer.status_code)
            shown = text_of(answer)
            assert logged()[table] == before[table] + 1, name
            looks += 1
            whole += whole_in(shown)
    say("S20 full views", looks, PLANNED * len(views), logged=looks, with_whole_numbers=whole)
    # A letter draws its digits apart, so its text need not hold them in one piece.
    assert whole >= looks - times


def test_the_refused_rows_of_a_list_are_one_row_each(people, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "papers"
    client = as_role(people, Role.ADMINISTRATOR)
    rows = [rosters.person(0) | {"JK": "X"}, rosters.person(1)]
    bring(client, tmp_path, rows)
    tasks.enrol()
    brought = RosterImport.objects.order_by("pk").last()
    for _ in range(trials(PLANNED, 2)):
        before = logged()["regencies_rosterlook"]
        answer = client.post(f"/reference/roster/{brought.pk}/refused/")
        assert rosters.person(0)["NIK"] in text_of(answer)
        assert logged()["regencies_rosterlook"] == before + 1


def crawl(people, role, most: int = 70, each: int = 2):
    """(path, text) of the pages that links lead to, a few of each kind."""
    client, waiting, seen, kinds = as_role(people, role), ["/"], {"/"}, {}
    while waiting and len(seen) < 600 and most:
        address = waiting.pop(0)
        kind = kind_of(address)
        if not kind or LEFT_OUT.match(kind) or kinds.get(kind, 0) >= each:
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        most -= 1
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            continue
        text = text_of(answer)
        yield address, text
        for link in re.findall(r'href="(/[^"]*)"', text):
            link = html.unescape(link).partition("#")[0]
            if link not in seen:
                seen.add(link)
                waiting.append(link)


def test_no_page_that_is_only_read_shows_a_whole_number(people):
    recent("draft", people)
    recent("submitted", people)
    recent("sent_back", people)
    recent("settled", people)
    pages = [(role, *page) for role in Role for page in crawl(people, role)]
    shown = [(role, address) for role, address, text in pages if whole_in(text)]
    say("S20 pages read", len(pages), len(pages), with_whole_numbers=len(shown))
    assert len(pages) > 60 and shown == []


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_masked_exports_show_dots_alone(people, format):
    recent("settled", people)
    client = as_role(people, Role.CASHIER)
    text = text_of(client.post("/exports/take/", SAID | {"format": format}))
    assert "1602" in text and not whole_in(text)


def test_a_history_that_is_taken_along_is_masked(people):
    claim = recent("settled", people)
    client = as_role(people, Role.AUDITOR)
    read = client.post(f"/audit/read/{claim.code}/", {"reason": "ST 1"})
    taken = client.post(f"/audit/read/{claim.code}/history.pdf", {"reason": "ST 1"})
    assert not whole_in(text_of(read)) and not whole_in(text_of(taken))


# The controls --------------------------------------------------------------------------------


def careless(request, code):
    return HttpResponse(Claim.objects.get(code=code).nik.reveal())


def careless_list(request):
    rows = "".join(f"<p>{claim.nik.reveal()}</p>" for claim in Claim.objects.all())
    return HttpResponse(f'{rows}<a href="/careless/">again</a>')


class Careless:
    urlpatterns = [path("look/<str:code>/", careless), path("", careless_list, name="home")]


def test_a_careless_view_is_noticed(people, settings):
    claim = recent("submitted", people)
    settings.ROOT_URLCONF = Careless
    client = as_role(people, Role.OPD_HEAD)
    before = logged()
    answer = client.get(f"/look/{claim.code}/")
    assert whole_in(text_of(answer)) and logged() == before
    assert whole_in(text_of(client.get("/")))
