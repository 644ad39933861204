"""The bundle for the BPJS branch: what it holds, who takes it, and that it is on record."""

import csv
import hashlib
import io
import zipfile
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from claims import actions, sweeps
from claims.actions import NotYours, TooLate, schooling
from claims.letters import BREAK_HERE
from claims.models import Document, Export, SchoolYear
from regencies.models import Role
from tests import build
from tests.claims.pages import form, recent, same_404

WHY = "Diteruskan ke cabang Kayuagung."


@pytest.fixture
def awarded(people):
    return recent("awarded", people, name="=Sulaiman")


def address(claim, number=1):
    return f"/money/{claim.code}/{number}/bundle/"


def take(client, claim, **said):
    return client.post(address(claim), form(claim.payouts.order_by("id")[0], note=WHY) | said)


def body_of(answer) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


@pytest.fixture
def cashier(client, people):
    client.force_login(people[Role.CASHIER])
    return client


def test_it_holds_a_letter_with_an_index_the_papers_the_facts_and_their_checksums(cashier, awarded):
    file = zipfile.ZipFile(io.BytesIO(body_of(take(cashier, awarded))))
    assert file.namelist() == [
        "00-pengantar.pdf", "data.csv", "berkas/01-akta_kematian.jpg",
        "berkas/02-ktp_peserta.jpg", "MANIFEST.sha256",
    ]  # fmt: skip
    for line in file.read("MANIFEST.sha256").decode().splitlines():
        told, name = line.split("  ")
        assert hashlib.sha256(file.read(name)).hexdigest() == told
    pages = PdfReader(io.BytesIO(file.read("00-pengantar.pdf"))).pages
    text = " ".join(" ".join(p.extract_text().replace(BREAK_HERE, "") for p in pages).split())
    for words in (f"BERKAS/{awarded.code}/1/1", "Kepala Kantor Cabang BPJS Ketenagakerjaan",
                  "Kabupaten Ogan Komering Ilir", "berkas/02-ktp_peserta.jpg",
                  "Rp42.000.000"):  # fmt: skip
        assert words in text


def test_the_facts_are_a_table_that_no_spreadsheet_runs(cashier, awarded):
    file = zipfile.ZipFile(io.BytesIO(body_of(take(cashier, awarded))))
    lines = io.StringIO(file.read("data.csv").decode("utf-8-sig"))
    heads, row = csv.reader(lines, delimiter=";")
    told = dict(zip(heads, row, strict=True))
    assert told["Nama peserta"] == "'=Sulaiman"
    assert told["NIK peserta"] == awarded.nik.reveal()
    assert told["Nomor rekening"] == build.ACCOUNT
    assert (told["Nomor berkas"], told["Program"]) == (f"{awarded.code}/1", "JKM")
    assert told["Perkiraan jumlah (Rp)"] == "42000000"


def test_who_took_it_when_what_for_and_its_checksum_are_on_record(cashier, people, awarded):
    body = body_of(take(cashier, awarded))
    event = awarded.events.get(move="bundle")
    assert event.data == {
        "number": f"BERKAS/{awarded.code}/1/1", "sha256": hashlib.sha256(body).hexdigest(),
        "papers": 2,
    }  # fmt: skip
    assert (event.by, event.note) == (people[Role.CASHIER], WHY)
    left = Export.objects.get(kind="bundle")
    assert (left.claim, left.sha256, left.masked, left.reason) == (
        awarded, event.data["sha256"], False, WHY,
    )  # fmt: skip
    # No number of anybody in what is on record.
    for number in (awarded.nik.reveal(), build.ACCOUNT):
        assert number not in str(event.data) + str(left.said) + event.note


def test_the_same_click_gives_the_same_bytes_and_one_entry(cashier, awarded):
    said = form(awarded.payouts.order_by("id")[0], note=WHY)
    first, second = (body_of(cashier.post(address(awarded), said)) for _ in range(2))
    assert first == second
    assert Export.objects.filter(kind="bundle").count() == 1
    body_of(take(cashier, awarded))
    numbers = awarded.events.filter(move="bundle").values_list("data__number", flat=True)
    assert list(numbers) == [f"BERKAS/{awarded.code}/1/{n}" for n in (1, 2)]


def test_looking_at_the_page_takes_nothing_and_a_reason_is_asked_for(cashier, awarded):
    assert cashier.get(address(awarded)).status_code == 200
    assert take(cashier, awarded, note="").status_code == 422
    assert not Export.objects.filter(kind="bundle").exists()
    assert address(awarded) in cashier.get(f"/money/{awarded.code}/1/").content.decode()


def test_a_paper_that_is_gone_is_named_and_nothing_leaves(cashier, awarded):
    Document.objects.filter(claim=awarded).first().file.delete(save=False)
    answer = take(cashier, awarded)
    assert answer.status_code == 422
    assert not Export.objects.filter(kind="bundle").exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.CASHIER, 200), (Role.OPD_HEAD, 200), (Role.OPD_SECTION_HEAD, 200), (Role.AUDITOR, 403),
     (Role.OPD_VERIFIER, 403), (Role.VILLAGE_HEAD, 403), (Role.BUPATI, 403)],
)  # fmt: skip
def test_only_cashier_and_heads_take_it(client, people, awarded, role, status):
    client.force_login(people[role])
    assert client.get(address(awarded)).status_code == status


def test_a_strangers_claim_is_not_there(cashier):
    claim = recent("awarded", build.everybody(build.MUBA, "2"), village=build.MUBA)
    assert same_404(cashier, "/money/{code}/1/bundle/", claim.code)


def test_what_the_regency_pays_and_what_is_paid_has_no_bundle(people, awarded):
    act = {"by": people[Role.CASHIER], "now": timezone.now()}
    branchs, ours = awarded.payouts.order_by("id")
    with pytest.raises(TooLate):
        actions.bundle(ours.pk, note=WHY, **act)
    build.pay(branchs, people, now=act["now"])
    with pytest.raises(TooLate):
        actions.bundle(branchs.pk, note=WHY, **act)
    with pytest.raises(NotYours):
        actions.allow_bundle(branchs, by=people[Role.CAMAT], now=act["now"])


def test_the_database_keeps_no_bundle_without_a_reason_or_a_claim(cashier, awarded):
    body_of(take(cashier, awarded))
    row = Export.objects.get(kind="bundle")
    for spoiled in ({"reason": ""}, {"claim": None}):
        row.pk = None
        for name, value in ({"reason": WHY, "claim": awarded} | spoiled).items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_a_year_of_a_scholarship_has_a_bundle_of_its_own(cashier, people):
    children = [{"name": "Dewi Demo", "born_on": date(2015, 5, 1), "level": "sd", "grade": 5}]
    found = {"months_paid": actions.Finding(36, "Daftar BPJS", date(2026, 2, 28))}
    claim = recent("awarded", people, children=children, found=found)
    now = timezone.now()
    for payout in claim.payouts.all():
        build.pay(payout, people, now=now)
    sweeps.run(now, timezone.now)
    year = SchoolYear.objects.get()
    schooling.prove_school(
        year.pk, level=year.level, grade=year.grade, file=ContentFile(build.jpeg()),
        content_type="image/jpeg", by=people[Role.VILLAGE_HEAD], now=now,
    )  # fmt: skip
    schooling.accept_school(year.pk, by=people[Role.OPD_VERIFIER], now=now)
    yearly = claim.payouts.latest("id")
    body = body_of(cashier.post(address(claim, 3), form(yearly, note=WHY)))
    lines = io.StringIO(zipfile.ZipFile(io.BytesIO(body)).read("data.csv").decode("utf-8-sig"))
    heads, row = csv.reader(lines, delimiter=";")
    told = dict(zip(heads, row, strict=True))
    assert told["Nomor berkas"] == f"{claim.code}/3"
    assert told["Perkiraan jumlah (Rp)"] == str(yearly.amount)
    # It goes to the branch although the claim has settled, which settles again afterwards.
    actions.forward(yearly.pk, by=people[Role.CASHIER], now=now, reference="TT-9")
    claim.refresh_from_db()
    assert claim.state == "awarded"
    assert yearly.deadlines.get().stage == "branch"
