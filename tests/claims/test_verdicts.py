"""Nobody opens a paper before its verdict: by what it holds, and by a scanner where one is set."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims import actions, verdicts
from claims.actions import Incomplete, expiring
from claims.actions.keeping import settle_incoming
from claims.inspection.scanner import ScannerDown, harm_in
from claims.models import Document, Notice
from config import keeper
from regencies.models import Role
from tests import build, clamd, hostile
from tests.build import NOW
from tests.claims.pages import recent

NOBODY = "tcp://127.0.0.1:1"


@pytest.fixture
def scanner(settings):
    with clamd.running() as (daemon, address):
        settings.PAPER_SCANNER = address
        yield daemon


@pytest.fixture
def head(client, people):
    client.force_login(people[Role.VILLAGE_HEAD])
    return client


def send(browser, claim, name="ktp.pdf", body=None, paper="ktp_peserta"):
    file = SimpleUploadedFile(name, hostile.pdf() if body is None else body)
    return browser.post(f"/village/{claim.code}/papers/", {f"file-{paper}": file})


def text(page) -> str:
    return page.content.decode()


def where(row) -> str:
    return f"/papers/{row.claim.code}/{row.token}"


def with_eicar(made, page) -> None:
    page.Contents = made.make_stream(hostile.EICAR, compress=False)


INFECTED = hostile.pdf(with_eicar, compress_streams=False)


def test_without_a_scanner_what_was_looked_through_can_be_opened_at_once(head, people):
    claim = build.draft(people, papers=False)
    assert send(head, claim).status_code == 302
    row = claim.documents.get()
    assert (row.verdict, bool(row.verdict_at)) == ("passed", True)
    assert head.get(where(row)).status_code == 200


def test_with_a_scanner_nobody_opens_a_paper_before_it_has_spoken(head, people, scanner):
    claim = build.draft(people, papers=False)
    send(head, claim)
    row = claim.documents.get()
    assert row.verdict == "pending" and head.get(where(row)).status_code == 404
    page = text(head.get(f"/village/{claim.code}/papers/"))
    assert "diperiksa dari virus" in page and where(row) not in page
    assert verdicts.run(NOW)["papers_passed"] == 1
    assert scanner.seen == [row.file.open().read()]
    assert head.get(where(row)).status_code == 200
    assert where(row) in text(head.get(f"/village/{claim.code}/papers/"))


def test_what_the_scanner_knows_is_thrown_away_and_the_village_hears_of_it(
    head, people, scanner, django_capture_on_commit_callbacks
):
    claim = build.draft(people, papers=False)
    send(head, claim, body=INFECTED)
    row = claim.documents.get()
    storage, name = row.file.storage, row.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        assert verdicts.run(NOW)["papers_thrown_away"] == 1
    row.refresh_from_db()
    assert (row.verdict, row.verdict_why) == ("refused", "Eicar-Test-Signature")
    assert row.removed_at == NOW and not row.file and not storage.exists(name)
    assert head.get(where(row)).status_code == 404
    page = text(head.get(f"/village/{claim.code}/papers/"))
    assert "dibuang" in page and "Eicar-Test-Signature" in page
    told = Notice.objects.filter(kind="throw_away", channel="inbox")
    assert {each.person for each in told} == {
        people[Role.VILLAGE_HEAD],
        people[Role.VILLAGE_OPERATOR],
    }
    # Once another file is here, the page says no more of it.
    send(head, claim)
    assert "Eicar-Test-Signature" not in text(head.get(f"/village/{claim.code}/papers/"))


def test_a_sweep_that_dies_before_the_file_is_gone_leaves_it_to_the_next(
    head, people, scanner, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    claim = build.draft(people, papers=False)
    with django_capture_on_commit_callbacks(execute=True):
        send(head, claim, body=INFECTED)
    verdicts.run(NOW)  # what comes after the commit never comes in this test
    assert claim.documents.get().verdict == "refused"
    assert settle_incoming(timezone.now() + timedelta(hours=2)) == 1
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_a_draft_with_a_paper_that_was_thrown_away_can_expire(
    people, scanner, django_capture_on_commit_callbacks
):
    claim = build.draft(people, papers=False)
    file = SimpleUploadedFile("ktp.pdf", INFECTED)
    actions.attach(claim.pk, paper="ktp_peserta", file=file, content_type="application/pdf",
                   by=people[Role.VILLAGE_HEAD], now=NOW)  # fmt: skip
    verdicts.run(NOW)
    expiring.warn_draft(claim.pk, now=NOW + timedelta(days=76))
    assert expiring.expire(claim.pk, now=NOW + timedelta(days=90))
    assert not claim.documents.exists()


def test_a_paper_thrown_away_is_missing_again(people, scanner):
    claim = build.draft(people, papers=False)
    file = SimpleUploadedFile("ktp.pdf", INFECTED)
    actions.attach(claim.pk, paper="ktp_peserta", file=file, content_type="application/pdf",
                   by=people[Role.VILLAGE_HEAD], now=NOW)  # fmt: skip
    missing = len(actions.checklist(claim).missing)
    verdicts.run(NOW)
    assert len(actions.checklist(claim).missing) == missing + 1


def test_a_scanner_that_is_down_keeps_papers_waiting_and_nothing_else(head, people, settings):
    settings.PAPER_SCANNER = NOBODY
    claim = build.draft(people, papers=False)
    assert send(head, claim).status_code == 302
    assert verdicts.run(NOW) == {"papers_passed": 0, "papers_thrown_away": 0, "papers_waiting": 1}
    row = claim.documents.get()
    assert row.verdict == "pending" and "ConnectionRefusedError" in row.verdict_why
    with clamd.running() as (_daemon, address):
        settings.PAPER_SCANNER = address
        assert verdicts.run(NOW)["papers_passed"] == 1


def test_the_operator_sees_what_waits_and_why(client, people, settings):
    settings.PAPER_SCANNER = NOBODY
    client.force_login(people[Role.ADMINISTRATOR])
    assert "ConnectionRefusedError" not in text(client.get("/operations/"))
    build.draft(people)
    verdicts.run(NOW)
    page = text(client.get("/operations/"))
    assert "2 berkas belum dapat dibuka" in page and "ConnectionRefusedError" in page


def test_a_scanner_on_a_socket_of_the_machine(tmp_path):
    with clamd.running(tmp_path / "clamd") as (_daemon, address):
        assert harm_in(b"a paper" * 100_000, address) == ""
        assert harm_in(b"x" + hostile.EICAR, address) == "Eicar-Test-Signature"


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: \0"])
def test_an_answer_without_a_verdict_is_none(answer):
    with clamd.running() as (daemon, address):
        daemon.otherwise = answer
        with pytest.raises(ScannerDown):
            harm_in(b"a paper", address)


@pytest.mark.parametrize("address", [NOBODY, "unix:/nowhere", "http://x", "tcp://x", ""])
def test_no_scanner_there_is_no_verdict(address):
    with pytest.raises(ScannerDown):
        harm_in(b"a paper", address)


def test_what_lay_here_before_anybody_looked_waits_for_its_verdict_too(people):
    claim = build.draft(people)
    good, bad = claim.documents.all()
    with bad.file.open("wb") as file:
        file.write(hostile.pdf(hostile._open_action))
    Document.objects.update(verdict="pending", verdict_at=None)
    call_command("sweep", verbosity=0)
    good.refresh_from_db(), bad.refresh_from_db()
    assert (good.verdict, bad.verdict, bad.verdict_why) == ("passed", "refused", "active")


def test_a_bundle_for_the_branch_waits_for_the_verdicts(people):
    claim = recent("awarded", people)
    claim.documents.update(verdict="pending", verdict_at=None)
    payout = claim.payouts.get(estimate=True)
    with pytest.raises(Incomplete, match="masih diperiksa"):
        actions.bundle(
            payout.pk, note="Uji.", by=people[Role.CASHIER], now=NOW + timedelta(days=300)
        )


@pytest.mark.parametrize(
    "wrong",
    [{"verdict": "fine"}, {"verdict": "pending"}, {"verdict": "refused"}, {"verdict_at": None}],
)
def test_the_database_refuses_a_verdict_that_is_none(people, wrong):
    claim = build.draft(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        claim.documents.update(**wrong)


def test_a_phone_goes_on_while_the_scanner_takes_its_time(head, people, scanner):
    claim, body = build.draft(people, papers=False), hostile.photo()
    said = {
        "upload": "3f0f7a36-2f1d-4c1b-9a53-6a4b4a0f2d11", "paper": "ktp_peserta", "offset": 0,
        "total": len(body), "name": "ktp.jpg", "piece": SimpleUploadedFile("p", body),
    }  # fmt: skip
    answer = head.post(f"/village/{claim.code}/papers/piece/", said).json()
    assert answer["href"] == f"/village/{claim.code}/papers/"


def test_a_sweep_that_is_killed_leaves_the_verdict_to_the_next(people, settings):
    settings.PAPER_SCANNER = f"tcp://127.0.0.1:{keeper.free_port()}"
    build.draft(people)
    for _ in range(3):
        verdicts.run(NOW)
    assert Document.objects.pending().count() == 2
