"""R20: a disk without room is a sentence for whoever sends a file, and nothing else: no failure, no
half file, no row without its file; what is there can be read, and it goes on once there is room."""

import contextlib
import hashlib
import os
import random
import resource
import subprocess
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from claims.models import Document
from regencies.models import Role
from tests import build, careless
from tests.faults.counts import say

JSON = {"headers": {"Accept": "application/json"}}
UPLOADS, VOLUME = 12, 2_500_000
PIECE = 120_000


@pytest.fixture
def people(committed):
    return build.everybody()


@pytest.fixture
def head(people):
    browser = Client(raise_request_exception=False)
    browser.force_login(people[Role.VILLAGE_HEAD])
    return browser


@pytest.fixture
def claim(people):
    return build.draft(people, papers=False)


@pytest.fixture
def volume(tmp_path, settings):
    """A volume of its own where this system lets us mount one; else a folder where no file may
    grow beyond a third of a photo."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={VOLUME}", "tmpfs", str(folder)]
    real = (
        os.geteuid() == 0
        and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    )
    settings.MEDIA_ROOT = folder / "papers"
    try:
        yield Volume(folder, real)
    finally:
        if real:
            subprocess.run(["umount", "-l", str(folder)], check=True)


class Volume:
    def __init__(self, folder: Path, real: bool):
        self.folder, self.real = folder, real
        self.way = "tmpfs" if real else "RLIMIT_FSIZE"

    @contextlib.contextmanager
    def narrow(self):
        """As long as it lasts, there is no room for a whole photo."""
        if self.real:
            filler = self.folder / "filler"
            with contextlib.suppress(OSError), filler.open("wb") as file:
                while True:
                    file.write(bytes(4096))
                    file.flush()
            with filler.open("r+b") as file:
                file.truncate(max(0, filler.stat().st_size - 150_000))
            yield
            filler.unlink()
        else:
            usual = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, usual[1]))
            yield
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def photo(seed: int) -> bytes:
    """Of some 400 kB, as noise is."""
    noise = random.Random(seed).randbytes(600 * 500 * 3)
    out = BytesIO()
    Image.frombytes("RGB", (600, 500), noise).save(out, "JPEG", quality=85)
    return out.getvalue()


def send(browser, claim, n: int, path="/village/{code}/papers/", field="file-pendukung"):
    file = SimpleUploadedFile(f"{n}.jpg", photo(n))
    return browser.post(path.format(code=claim.code), {field: file})


def files(volume) -> set[str]:
    return {str(path) for path in (volume.folder / "papers").rglob("*") if path.is_file()}


def state(volume) -> tuple[int, int]:
    """(rows without their file, files without their row), asked of both."""
    rows, without = list(Document.objects.all()), 0
    known = set()
    for row in rows:
        try:
            body = Path(default_storage.path(row.file.name)).read_bytes()
            without += hashlib.sha256(body).hexdigest() != row.sha256
            known.add(default_storage.path(row.file.name))
        except OSError:
            without += 1
    return without, len(files(volume) - known)


def test_a_full_disk_is_a_sentence_and_nothing_is_lost(head, claim, volume):
    assert send(head, claim, 0).status_code == 302
    kept, answers = claim.documents.get(), []
    with volume.narrow():
        for n in range(1, UPLOADS):
            answers.append(send(head, claim, n))
        said = {"upload": uuid4(), "paper": "pendukung", "offset": 0, "total": len(photo(99)),
                "name": "a.jpg", "piece": SimpleUploadedFile("p", photo(99)[:PIECE])}  # fmt: skip
        pieces = []
        for _ in range(8):
            answer = head.post(f"/village/{claim.code}/papers/piece/", said, **JSON)
            pieces.append(answer)
            if answer.status_code != 200:
                break
            here = answer.json()["received"]
            body = photo(99)[here : here + PIECE]
            said |= {"offset": here, "piece": SimpleUploadedFile("p", body)}
        reads = [head.get(f"/village/{claim.code}/papers/"), head.get("/village/"),
                 head.get(f"/papers/{claim.code}/{kept.token}")]  # fmt: skip
        without, orphans = state(volume)
    statuses = [answer.status_code for answer in answers]
    failed = sum(status >= 500 for status in [*statuses, *(one.status_code for one in pieces)])
    again = send(head, claim, 50).status_code
    resumed = len(list((volume.folder / "papers" / "incoming").glob(f"{claim.pk}-*")))
    say(
        "R20 uploads to a full disk", UPLOADS, UPLOADS, way=volume.way,
        refused=statuses.count(422), failed=failed, orphans=orphans - resumed,
        rows_without_file=without, reads=[one.status_code for one in reads], afterwards=again,
    )  # fmt: skip
    assert statuses == [422] * len(statuses)
    assert all("tidak punya tempat" in answer.content.decode() for answer in answers)
    assert pieces[-1].status_code == 409 and pieces[-1].json()["later"] is True
    assert not failed and not without
    # The phone goes on with its piece; nothing else lies there.
    assert all(Path(name).name.startswith(f"{claim.pk}-") for name in files(volume)
               if "/incoming/" in name)  # fmt: skip
    assert {one.status_code for one in reads} == {200} and again == 302


def test_control_a_file_field_fails_and_leaves_half_files(head, claim, volume, settings):
    settings.ROOT_URLCONF = "tests.careless"
    settings.FILE_UPLOAD_HANDLERS = careless.DJANGOS_OWN
    with volume.narrow():
        answers = [send(head, claim, n, "/careless/{code}/", "file") for n in range(UPLOADS)]
    failed = sum(answer.status_code >= 500 for answer in answers)
    _without, orphans = state(volume)
    say("R20 control, file field", UPLOADS, UPLOADS, failed=failed, orphans=orphans)
    assert failed and orphans


def test_files_are_refused_before_the_disk_is_full(head, claim, volume, settings):
    settings.PAPER_DISK_FREE = 101
    answer = send(head, claim, 1)
    assert answer.status_code == 422 and "tidak punya tempat" in answer.content.decode()
    assert not claim.documents.exists() and not files(volume)
    settings.PAPER_DISK_FREE = 0
    assert send(head, claim, 1).status_code == 302
