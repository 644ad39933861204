"""S6: whatever file is sent, the service does not fail, keeps nothing without a verdict, and hands
out nothing of what was made to do harm."""

import hashlib
import zipfile
from collections import Counter
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from claims.forms.papers import MOST_FILES
from claims.models import Document
from regencies.models import Role
from tests import build, careless, hostile
from tests.faults.counts import FULL, say, trials

SPOILED, SEED = 2000, 6
# Of one paper; a page takes no more.
TOGETHER = MOST_FILES


@pytest.fixture
def head(people):
    browser = Client(raise_request_exception=False)
    browser.force_login(people[Role.VILLAGE_HEAD])
    return browser


@pytest.fixture
def claim(people, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "papers"
    return build.draft(people, papers=False)


def by_page(browser, claim, files) -> list[int]:
    """So many at once, as a page without a script sends them."""
    sent = [SimpleUploadedFile(made.name, made.body) for made in files]
    return [browser.post(f"/village/{claim.code}/papers/", {"file-pendukung": sent}).status_code]


def by_phone(browser, claim, files) -> list[int]:
    return [
        browser.post(
            f"/village/{claim.code}/papers/piece/",
            {"upload": uuid4(), "paper": "pendukung", "offset": 0, "total": len(made.body),
             "name": made.name, "piece": SimpleUploadedFile("p", made.body)},
        ).status_code
        for made in files
    ]  # fmt: skip


def by_nobodys_care(browser, claim, files) -> list[int]:
    sent = [SimpleUploadedFile(made.name, made.body) for made in files]
    return [browser.post(f"/careless/{claim.code}/", {"file": f}).status_code for f in sent]


def handed_out(browser, row) -> bytes | None:
    answer = browser.get(f"/papers/{row.claim.code}/{row.token}")
    return b"".join(answer.streaming_content) if answer.status_code == 200 else None


def handed_out_carelessly(browser, row) -> bytes | None:
    return b"".join(browser.get(f"/careless/file/{row.token}/").streaming_content)


def harmful(files, body: bytes | None) -> bool:
    """A file as it came, or what one was made to carry, or something to unpack."""
    if body is None:
        return False
    as_it_came = any(body == made.body or made.harm in body for made in files)
    return as_it_came or zipfile.is_zipfile(BytesIO(body))


def count(browser, claim, files, send, fetch) -> Counter:
    """Of files that were made to do harm: answers of 500, and how many can be fetched."""
    found = Counter()
    for start in range(0, len(files), TOGETHER):
        some = files[start : start + TOGETHER]
        found["failed"] += sum(status >= 500 for status in send(browser, claim, some))
        for row in Document.objects.filter(claim=claim):
            found["kept"] += 1
            found["downloadable"] += harmful(some, fetch(browser, row))
            row.delete()
    return found


def test_none_of_the_files_made_to_do_harm_can_be_fetched(head, claim):
    files = hostile.crafted()
    assert len(files) >= 40
    found = count(head, claim, files, by_page, handed_out)
    # A phone's pieces come together in the same place: some of each kind.
    found += count(head, claim, files if FULL else files[::6], by_phone, handed_out)
    say("S6 files made to do harm", len(files), len(files), doors=2, failed=found["failed"],
        downloadable=found["downloadable"], kept_written_anew=found["kept"])  # fmt: skip
    assert not found["failed"] and not found["downloadable"], found


def test_control_a_file_field_and_the_ending_of_a_name_let_most_of_them_through(
    head, claim, settings
):
    settings.ROOT_URLCONF = "tests.careless"
    settings.FILE_UPLOAD_HANDLERS = careless.DJANGOS_OWN
    files = hostile.crafted()
    found = count(head, claim, files, by_nobodys_care, handed_out_carelessly)
    say("S6 control, file field", len(files), len(files), downloadable=found["downloadable"])
    assert found["downloadable"] >= 30


def wrong(row: Document) -> str:
    """What the row says of its file is asked of the file itself."""
    with row.file.open("rb") as file:
        body = file.read()
    if row.verdict != "passed" or row.verdict_at is None:
        return "no verdict"
    if hashlib.sha256(body).hexdigest() != row.sha256 or len(body) != row.size:
        return "not the file"
    if row.content_type == "application/pdf":
        return "" if body.startswith(b"%PDF-") else "no PDF"
    with Image.open(BytesIO(body)) as image:
        image.load()
        plain = not image.getexif() and hostile.MARK not in body
    return "" if plain and not zipfile.is_zipfile(BytesIO(body)) else "carries more"


def test_no_spoiled_file_breaks_the_service_or_is_kept_without_a_verdict(head, claim):
    planned = trials(SPOILED)
    found, files = Counter(), hostile.spoiled(planned, SEED)
    for number, start in enumerate(range(0, planned, TOGETHER)):
        some = files[start : start + TOGETHER]
        statuses = (by_phone if number % 8 == 7 else by_page)(head, claim, some)
        found["failed"] += sum(status >= 500 for status in statuses)
        for row in Document.objects.filter(claim=claim):
            found["kept"] += 1
            found[wrong(row) or "right"] += 1
            row.delete()
    say("S6 spoiled files", planned, SPOILED, seed=SEED, failed=found["failed"],
        kept=found["kept"], right=found["right"])  # fmt: skip
    assert not found["failed"] and found["kept"] == found["right"]
    assert 0 < found["kept"] < planned, "nothing of it was good, or nothing bad"


def test_good_papers_are_kept(head, claim):
    """Else refusing everything would pass for safety."""
    good = [
        hostile.photo(), hostile.photo(kind="PNG"), hostile.photo((4000, 3000)), hostile.pdf(),
        hostile.pdf(hostile.signed), hostile.pdf(object_stream_mode=2),
    ]  # fmt: skip
    files = [hostile.Made(f"{number}.bin", body) for number, body in enumerate(good)]
    assert by_page(head, claim, files) == [302]
    assert claim.documents.count() == len(good)
