"""S20: each look at a whole number and each file that leaves is one row; pages, lists and exports
are masked.

The controls: a careless page that shows a number without a word, a careless list that prints it,
and the released list, which does hold them. All three must be noticed.
"""

import html
import io
import re
import zipfile
from uuid import uuid4

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import timezone
from pypdf import PdfReader

from claims import actions, tasks
from claims.actions.after_paying import look_after_payments
from claims.models import BatchFile, CallBack, Claim, Event, Export, Look
from claims.rules.letters import LetterKind
from regencies.models import Regency, Role, RosterImport, RosterLook, SystemLook
from tests import build, rosters
from tests.build import ACCOUNT, KK, NIK
from tests.claims import calling
from tests.claims.exported import released
from tests.claims.pages import form, recent
from tests.claims.test_roster_pages import bring
from tests.faults.counts import FULL, say, trials
from tests.pages.kinds import LEFT_OUT, kind_of

TIMES, YEAR = 20, timezone.localdate().year
YEARS = {"year": YEAR, "first": 1, "last": 12}

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(people, tmp_path, settings):
    """A claim that is paid, one that may be read, and who may look at them."""
    Regency.objects.filter(code="16.02").update(served=True)
    return {
        "people": people, "claim": recent("settled", people), "open": recent("draft", people),
        "folder": tmp_path,
    }  # fmt: skip


def signed_in(people, role) -> Client:
    client = Client()
    client.force_login(people[role])
    return client


# Each way to a whole number or a file: how one person goes it once, and which rows tell of it. ---


def account_shown(here):
    cashier = signed_in(here["people"], Role.CASHIER)
    payout = here["claim"].payouts.order_by("id").last()
    address = f"/money/{here['claim'].code}/{here['claim'].payouts.count()}/reveal/"
    return lambda: cashier.post(address, form(payout, note="Untuk slip transfer."))


def letter_with_numbers(here):
    head, claim = here["people"][Role.VILLAGE_HEAD], here["open"]
    made = actions.issue(claim.pk, LetterKind.AHLI_WARIS, by=head, now=timezone.now())
    client = signed_in(here["people"], Role.VILLAGE_HEAD)
    return lambda: client.post(f"/letters/{claim.code}/{made.token}/file/", {"note": "Dicetak."})


def paper_opened(here):
    client, claim = signed_in(here["people"], Role.OPD_VERIFIER), here["claim"]
    return lambda: client.get(f"/papers/{claim.code}/{claim.documents.first().token}")


def read_by_the_auditor(here):
    client = signed_in(here["people"], Role.AUDITOR)
    return lambda: client.get(f"/panel/{here['claim'].code}/")


def payout_read_by_the_auditor(here):
    client = signed_in(here["people"], Role.AUDITOR)
    return lambda: client.get(f"/money/{here['claim'].code}/1/")


def reading_room(here):
    client = signed_in(here["people"], Role.AUDITOR)
    return lambda: client.post(f"/audit/read/{here['claim'].code}/", {"reason": "ST 700/3"})


def history_taken(here):
    client = signed_in(here["people"], Role.AUDITOR)
    return lambda: client.post(
        f"/audit/read/{here['claim'].code}/history.pdf", {"reason": "ST 700/3"}
    )


def phone_shown(here):
    month = timezone.now() + 32 * build.DAY
    look_after_payments("16.02", now=month.replace(day=3))
    row, client = CallBack.objects.first(), signed_in(here["people"], Role.SEKDA)
    return lambda: client.post(f"/calls/{row.pk}/phone/")


def list_asked_by_a_system(here):
    caller = calling.caller(here["people"])
    return lambda: caller.post("/cover", {"nik": NIK})


def list_asked_by_the_village(here):
    client, claim = signed_in(here["people"], Role.VILLAGE_HEAD), here["open"]
    return lambda: client.post(f"/village/{claim.code}/look_up/", {"nik": NIK})


def masked_list(here):
    client = signed_in(here["people"], Role.OPD_HEAD)
    return lambda: client.post("/exports/take/", YEARS | {"format": "csv"})


def whole_list(here):
    client = signed_in(here["people"], Role.CASHIER)
    return lambda: client.post(f"/exports/{released(here['people']).pk}/take/")


def bundle_for_the_branch(here):
    claim = recent("awarded", here["people"])
    client, payout = signed_in(here["people"], Role.CASHIER), claim.payouts.order_by("id")[0]
    return lambda: client.post(f"/money/{claim.code}/1/bundle/", form(payout, note="Ke cabang."))


def file_for_the_bank(here):
    code = here["claim"].payouts.order_by("id").last().orders.first().batch.code
    client = signed_in(here["people"], Role.CASHIER)
    return lambda: client.post(
        f"/money/batches/{code}/take/",
        {"format": "csv", "reason": "Unggah ke bank.", "key": uuid4()},
    )


def spj_bundle(here):
    client = signed_in(here["people"], Role.CASHIER)
    return lambda: client.post("/money/spj/", YEARS | {"regency": "16.02"})


def report(here):
    client = signed_in(here["people"], Role.OPD_HEAD)
    return lambda: client.post("/panel/reports/take/csv/", YEARS)


def table_of_the_board(here):
    client = signed_in(here["people"], Role.OPD_HEAD)
    return lambda: client.get("/panel/board/on_time.csv")


def table_of_the_kecamatan(here):
    client = signed_in(here["people"], Role.CAMAT)
    return lambda: client.get("/district/board/late.csv")


def sums_of_money(here):
    client = signed_in(here["people"], Role.OPD_HEAD)
    return lambda: client.get("/panel/figures/money.csv")


def ends_of_cover(here):
    client = signed_in(here["people"], Role.OPD_HEAD)
    return lambda: client.get("/panel/cover/ends.csv")


def copy_handed_over(here):
    client = signed_in(here["people"], Role.OPD_HEAD)
    asked = {"said": NIK, "who": "person", "proof": "KTP", "reason": "Surat 3"}
    return lambda: client.post("/panel/hand_copy/", asked)


def refused_rows_of_a_list(here):
    client = signed_in(here["people"], Role.ADMINISTRATOR)
    bring(client, here["folder"], [rosters.person(0) | {"JK": "X"}, rosters.person(1)])
    tasks.enrol()
    brought = RosterImport.objects.order_by("pk").last()
    return lambda: client.post(f"/reference/roster/{brought.pk}/refused/")


def events(move):
    return lambda: Event.objects.filter(move=move).count()


def exports(kind):
    return lambda: Export.objects.filter(kind=kind).count()


def looks(what):
    return lambda: Look.objects.filter(what=what).count()


WAYS = {
    account_shown: events("reveal"),
    letter_with_numbers: events("read_letter"),
    paper_opened: looks("paper"),
    read_by_the_auditor: looks("file"),
    payout_read_by_the_auditor: looks("file"),
    reading_room: exports("reading"),
    history_taken: exports("history"),
    phone_shown: events("show_phone"),
    list_asked_by_a_system: lambda: SystemLook.objects.count(),
    list_asked_by_the_village: events("look_up"),
    masked_list: exports("claims"),
    whole_list: exports("claims"),
    bundle_for_the_branch: exports("bundle"),
    file_for_the_bank: lambda: BatchFile.objects.count(),
    spj_bundle: exports("spj"),
    report: exports("report"),
    table_of_the_board: exports("table"),
    table_of_the_kecamatan: exports("table"),
    sums_of_money: exports("table"),
    ends_of_cover: exports("table"),
    copy_handed_over: exports("copy"),
    refused_rows_of_a_list: lambda: RosterLook.objects.count(),
}


def seen(go, count, times) -> tuple[int, int]:
    """How often something was shown, and how many rows more tell of it."""
    before, shown = count(), 0
    for _ in range(times):
        answer = go()
        shown += answer.status_code == 200
        if answer.streaming:
            b"".join(answer.streaming_content)
    return shown, count() - before


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_each_look_and_each_file_is_one_row(here, way):
    # The village's own look-ups are limited to so many for a claim.
    times = trials(TIMES, least=3)
    shown, told = seen(way(here), WAYS[way], times)
    say(f"S20 {way.__name__}", times, TIMES, shown=shown, rows=told)
    assert shown == told == times


def test_control_a_careless_page_shows_and_tells_nothing(here):
    payout = here["claim"].payouts.order_by("id").last()

    def careless(request):
        return HttpResponse(payout.account.reveal())

    def go():
        return careless(RequestFactory().get("/"))

    shown, told = seen(go, events("reveal"), TIMES)
    say("S20 control, a careless page", TIMES, TIMES, shown=shown, rows=told)
    assert shown == TIMES and told == 0
    assert ACCOUNT in go().content.decode()


def test_who_is_refused_leaves_no_row_of_a_look(here):
    stranger = signed_in(build.everybody(build.MUBA, "2"), Role.AUDITOR)
    claim = here["claim"]
    token = claim.documents.first().token
    for address in (f"/papers/{claim.code}/{token}", f"/panel/{claim.code}/"):
        assert stranger.get(address).status_code == 404
    assert not Look.objects.exists()


def test_who_has_work_with_a_claim_reads_it_without_a_row(here):
    verifier = signed_in(here["people"], Role.OPD_VERIFIER)
    assert verifier.get(f"/panel/{here['claim'].code}/").status_code == 200
    assert not Look.objects.exists()


LISTS = {
    Role.VILLAGE_HEAD: ("/village/",),
    Role.CAMAT: ("/district/", "/district/board/list/"),
    Role.OPD_VERIFIER: ("/panel/", "/panel/{code}/"),
    Role.OPD_HEAD: ("/panel/", "/panel/{code}/", "/panel/board/list/", "/exports/"),
    Role.CASHIER: ("/money/", "/money/{code}/1/", "/money/batches/", "/money/waiting/"),
    Role.AUDITOR: ("/panel/{code}/", "/audit/questions/", "/exports/log/", "/money/{code}/1/"),
    Role.ADMINISTRATOR: ("/operations/", "/admin/claims/claim/", "/admin/claims/payout/"),
}
WHOLE = re.compile(rf"{NIK[:12]}\d{{4}}|{KK}|{ACCOUNT}")


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


def crawl(people, role, code, most: int, each: int = 2):
    """(path, text) of the pages that links lead to, a few of each kind."""
    client, kinds = signed_in(people, role), {}
    first = [one.format(code=code) for one in LISTS.get(role, ())]
    waiting, seen = [*first, "/"], {*first, "/"}
    while waiting and len(seen) < 600 and most:
        address = waiting.pop(0)
        kind = kind_of(address)
        if address not in first and (
            not kind or LEFT_OUT.match(kind) or kinds.get(kind, 0) >= each
        ):
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


def test_no_page_that_is_only_read_shows_a_whole_number(here):
    people, code = here["people"], here["claim"].code
    recent("submitted", people)
    recent("sent_back", people)
    people[Role.ADMINISTRATOR].is_staff = True
    people[Role.ADMINISTRATOR].save()
    pages = [(role, *page) for role in Role for page in crawl(people, role, code, trials(70))]
    shown = [(role, address) for role, address, text in pages if WHOLE.search(text)]
    say("S20 pages read", len(pages), len(pages) if FULL else 500, with_whole_numbers=len(shown))
    assert len(pages) > 60 and shown == []
    for role, paths in LISTS.items():
        read = {address for who, address, _ in pages if who == role}
        assert read >= {one.format(code=code) for one in paths}, role


def test_lists_that_leave_are_masked_but_the_released_one(here):
    head = signed_in(here["people"], Role.OPD_HEAD)
    said = {
        format: text_of(head.post("/exports/take/", YEARS | {"format": format}))
        for format in ("csv", "xlsx")
    }
    said["reading room"] = text_of(reading_room(here)())
    said["history"] = text_of(history_taken(here)())
    assert all("1602" in text or "16.02" in text for text in said.values())
    assert not [name for name, text in said.items() if WHOLE.search(text)]
    assert WHOLE.search(text_of(whole_list(here)()))
    left = list(
        Export.objects.filter(kind="claims").order_by("id").values_list("masked", flat=True)
    )
    say("S20 lists that leave", len(said), len(said), whole_numbers=0, masked=left)
    assert left == [True, True, False]


def careless_list(request):
    return HttpResponse("".join(f"<p>{claim.nik.reveal()}</p>" for claim in Claim.objects.all()))


class Careless:
    urlpatterns = [path("", careless_list, name="home")]


def test_control_a_careless_list_is_noticed(here, settings):
    settings.ROOT_URLCONF = Careless
    client = signed_in(here["people"], Role.OPD_HEAD)
    assert WHOLE.search(text_of(client.get("/")))
