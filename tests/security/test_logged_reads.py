"""S20: each look at a whole number and each file that leaves is one row; lists and exports are
masked."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from claims import actions
from claims.actions.after_paying import look_after_payments
from claims.models import BatchFile, CallBack, Event, Export, Look
from claims.rules.letters import LetterKind
from regencies.models import Regency, Role, SystemLook
from tests import build
from tests.build import ACCOUNT, KK, NIK
from tests.claims import calling
from tests.claims.exported import released
from tests.claims.pages import form, recent
from tests.faults.counts import say, trials

TIMES, YEAR = 20, timezone.localdate().year
YEARS = {"year": YEAR, "first": 1, "last": 12}
ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(people, tmp_path, settings):
    """A claim that is paid, one that may be read, and who may look at them."""
    Regency.objects.filter(code="16.02").update(served=True)
    return {"people": people, "claim": recent("settled", people), "open": recent("draft", people)}


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
    for path in (f"/papers/{claim.code}/{token}", f"/panel/{claim.code}/"):
        assert stranger.get(path).status_code == 404
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


def test_lists_and_exports_are_masked(here):
    """Nobody's NIK, KK or account stands on any of them."""
    said, looked = [], 0
    here["people"][Role.ADMINISTRATOR].is_staff = True
    here["people"][Role.ADMINISTRATOR].save()
    for role, paths in LISTS.items():
        client = signed_in(here["people"], role)
        for path in paths:
            answer = client.get(path.format(code=here["claim"].code))
            assert answer.status_code == 200, path
            said += [path] if WHOLE.search(answer.content.decode()) else []
            looked += 1
    head = signed_in(here["people"], Role.OPD_HEAD)
    for format in ("csv", "xlsx"):
        body = b"".join(head.post("/exports/take/", YEARS | {"format": format}).streaming_content)
        said += [format] if WHOLE.search(body.decode("latin-1")) else []
        looked += 1
    # The control: the released list does have them.
    whole = whole_list(here)()
    rows = b"".join(whole.streaming_content)
    assert b"PK" in rows[:4]
    left = [row.masked for row in Export.objects.order_by("id")]
    say("S20 lists and exports masked", looked, looked, whole_numbers=said, masked=left)
    assert not said and left == [True, True, False]


# Where a number is opened. A new place joins this list with the row that tells of it, or the reason
# why nobody is shown anything.
OPENED = {
    "claims/actions/ages.py": "a birthday for the rules",
    "claims/actions/bank_files.py": "BatchFile",
    "claims/actions/bundle_facts.py": "Export bundle",
    "claims/actions/gathering.py": "the checks",
    "claims/actions/letter_facts.py": "letters, read by read_letter",
    "claims/actions/payments.py": "Event reveal",
    "claims/actions/slips.py": "the slip's own secret",
    "claims/actions/systems.py": "an address of a system",
    "claims/actions/unfiled.py": "into a claim, not shown",
    "claims/copying.py": "Export copy",
    "claims/demo/deaths.py": "invented people",
    "claims/forms/senders.py": "an address of a gateway",
    "claims/posts/ways.py": "an address of a gateway",
    "claims/posts/webhooks.py": "an address of a system",
    "claims/views/village_look_up.py": "into a claim, Event look_up",
    "claims/views/village_pages.py": "a birthday and a length compared",
    "regencies/models/sealed.py": "itself",
    "regencies/models/senders.py": "an address of a gateway",
    "regencies/roster/staging.py": "from one sealed column to another",
}


def test_numbers_are_opened_where_we_know_of_it():
    found = {
        str(path.relative_to(ROOT))
        for app in ("claims", "regencies")
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"\.reveal\(\)", path.read_text())
    }
    assert found <= set(OPENED), found - set(OPENED)
    assert not [
        path for path in (ROOT / "templates").rglob("*.html") if ".reveal" in path.read_text()
    ]
