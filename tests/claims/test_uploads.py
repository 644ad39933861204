"""What comes in with a form: no more of it than its door takes, and whatever is too large is a
sentence beside everything typed. Where files lie until their row is committed."""

import os
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from claims import actions
from claims.actions.keeping import incoming, settle_incoming
from claims.forms.papers import MOST_FILES
from claims.inspection import photos
from claims.models import Document
from regencies.models import Role
from tests import build, hostile
from tests.claims.pages import recent
from tests.hostile import every_place_taken


@pytest.fixture
def head(client, people):
    client.force_login(people[Role.VILLAGE_HEAD])
    return client


def text(page) -> str:
    return page.content.decode()


def large(n: int, name="ktp.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"\xff\xd8\xff" + bytes(n))


def test_a_photo_beyond_the_limit_is_a_sentence_and_the_other_is_kept(head, people):
    claim = build.draft(people, papers=False)
    files = {"file-ktp_peserta": large(6_000_000),
             "file-akta_kematian": SimpleUploadedFile("akta.pdf", hostile.pdf())}  # fmt: skip
    page = head.post(f"/village/{claim.code}/papers/", files)
    assert page.status_code == 422
    assert "ktp.jpg terlalu besar (5," in text(page) and "mohon difoto lagi" in text(page)
    assert [row.paper for row in claim.documents.all()] == ["akta_kematian"]


def junk(n: int) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"surat {number}.jpg", b"x") for number in range(n)]


def test_of_a_hundred_files_a_few_are_looked_through(head, people):
    """Refused ones count: each may take the service some seconds."""
    claim = build.draft(people, papers=False)
    files = {"file-ktp_peserta": junk(60), "file-akta_kematian": junk(40)}
    page = head.post(f"/village/{claim.code}/papers/", files)
    assert page.status_code == 422
    assert len(set(re.findall(r"surat (\d+).jpg bukan foto", text(page)))) == MOST_FILES
    assert "surat 12.jpg dan berkas sesudahnya belum diperiksa" in text(page)
    assert "surat 0.jpg dan berkas sesudahnya belum diperiksa" in text(page)


def test_where_no_place_was_free_for_one_file_the_others_do_not_wait_too(head, people):
    claim = build.draft(people, papers=False)
    with every_place_taken():
        page = head.post(f"/village/{claim.code}/papers/", {"file-ktp_peserta": junk(9)})
    assert page.status_code == 422
    assert set(re.findall(r"surat (\d+).jpg tidak dapat diperiksa", text(page))) == {"0"}
    assert "surat 1.jpg dan berkas sesudahnya belum diperiksa" in text(page)


def test_what_was_typed_beside_a_file_that_is_too_large_stays(head, people):
    claim = recent("awarded", people)
    payout = claim.payouts.get(estimate=True)
    cashier = {"by": people[Role.CASHIER], "now": timezone.now()}
    actions.forward(payout.pk, reference="TT-1", **cashier)
    actions.refuse(payout.pk, note="Buku nikah tidak ada.", **cashier)
    said = {"paper": "buku_nikah", "note": "Dari KUA.", "file": large(20_000_000)}
    page = head.post(f"/village/{claim.code}/complete/", said)
    assert page.status_code == 422
    assert "terlalu besar" in text(page) and "Dari KUA." in text(page)


def test_a_page_that_expects_no_file_takes_none(head, people):
    claim = build.draft(people)
    said = {"name": "Sulaiman", "file": large(700_000)}
    assert head.post(f"/village/{claim.code}/person/", said).status_code < 500
    page = head.post(f"/village/{claim.code}/person/", said | {"file": large(1_500_000)})
    assert page.status_code == 413 and "terlalu besar" in text(page)


def test_too_much_at_once_is_refused_before_it_is_read(head, people):
    claim = build.draft(people, papers=False)
    files = {f"file-{n}": large(4_900_000) for n in range(7)}
    page = head.post(f"/village/{claim.code}/papers/", files)
    assert page.status_code == 413 and "Kembalilah" in text(page)


def test_nobody_sends_a_file_without_signing_in(client, people):
    claim = build.draft(people, papers=False)
    answer = client.post(f"/village/{claim.code}/papers/", {"file-ktp_peserta": large(2_000_000)})
    assert answer.status_code == 302 and answer.url.startswith("/login/")


# Incoming -------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def older(path: Path, age: timedelta) -> None:
    then = (timezone.now() - age).timestamp()
    os.utime(path, (then, then))


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_gets_its_place_when_its_row_is_committed(
    people, folder, django_capture_on_commit_callbacks
):
    claim = build.draft(people, papers=False)
    with django_capture_on_commit_callbacks(execute=True):
        row = build.attach(claim, people, "ktp_peserta")
        assert names(folder) == [f"incoming/whole-{row.file.name.replace('/', '%2F')}"]
        assert row.file.open().read() == build.jpeg()
    assert names(folder) == [row.file.name]
    assert row.file.open().read() == build.jpeg()


def test_a_crash_between_commit_and_place_is_made_good_by_the_sweep(people, folder):
    claim = build.draft(people, papers=False)
    row = build.attach(claim, people, "ktp_peserta")  # its callback never comes in this test
    coming = next(incoming().iterdir())
    assert settle_incoming(timezone.now()) == 0 and coming.exists()
    older(coming, timedelta(hours=2))
    assert settle_incoming(timezone.now()) == 0
    assert names(folder) == [row.file.name]


def test_a_file_whose_row_never_came_goes_after_an_hour(people, folder):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        default_storage.save("ab/abc", ContentFile(b"x"))
        raise ZeroDivisionError
    coming = next(incoming().iterdir())
    older(coming, timedelta(minutes=50))
    assert settle_incoming(timezone.now()) == 0
    older(coming, timedelta(minutes=70))
    assert settle_incoming(timezone.now()) == 1 and not names(folder)


def test_a_file_goes_with_its_row_though_the_process_dies_between_the_two(
    people, folder, django_capture_on_commit_callbacks
):
    claim = build.draft(people, papers=False)
    with django_capture_on_commit_callbacks(execute=True):
        row = build.attach(claim, people, "ktp_peserta")
    older(folder / row.file.name, timedelta(days=400))
    row.file.storage.let_go(row.file.name)  # its callback never comes in this test
    assert row.file.open().read() == build.jpeg()
    assert settle_incoming(timezone.now()) == 0 and names(folder) != [row.file.name]
    Document.objects.filter(pk=row.pk).delete()
    older(next(incoming().iterdir()), timedelta(hours=2))
    assert settle_incoming(timezone.now()) == 1 and not names(folder)


def test_a_file_whose_row_stays_after_all_gets_its_place_back(
    people, folder, django_capture_on_commit_callbacks
):
    claim = build.draft(people, papers=False)
    with django_capture_on_commit_callbacks(execute=True):
        row = build.attach(claim, people, "ktp_peserta")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        row.file.storage.let_go(row.file.name)
        raise ZeroDivisionError
    assert row.file.open().read() == build.jpeg()
    older(next(incoming().iterdir()), timedelta(hours=2))
    assert settle_incoming(timezone.now()) == 0 and names(folder) == [row.file.name]


def test_a_photo_stays_as_fine_as_it_came():
    for quality in (45, 60, 75, 88, 95):
        sent = hostile.photo((640, 480), quality=quality)
        kept = photos.written_anew(sent)
        with Image.open(BytesIO(sent)) as before, Image.open(BytesIO(kept)) as after:
            assert after.quantization == before.quantization
        assert len(kept) < 1.02 * len(sent)


def test_a_photo_is_written_anew_upright_and_without_what_the_phone_wrote_into_it(head, people):
    claim = build.draft(people, papers=False)
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Phone of Sulaiman"
    sent = hostile.photo((400, 200), exif=exif)
    file = SimpleUploadedFile("ktp.jpg", sent + b"behind the end")
    head.post(f"/village/{claim.code}/papers/", {"file-ktp_peserta": file})
    row = Document.objects.get(claim=claim)
    body = row.file.open().read()
    with Image.open(row.file.open()) as kept:
        assert kept.size == (200, 400) and not kept.getexif()
    assert b"Sulaiman" not in body and b"behind" not in body and len(body) < 1.2 * len(sent)
