"""S8: files that are small, and huge once opened, are refused quickly and by a process that does
not grow."""

import io
import os
import time
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from claims.inspection import asking
from claims.inspection.faults import Refused
from regencies.models import Role
from tests import build, hostile
from tests.faults.counts import FULL, say

MEGABYTE = 1 << 20
MOST_SECONDS, MOST_GROWTH = 0.2, 50 * MEGABYTE
# What no clock may fail in the ordinary run, on a machine with other work.
PATIENT_SECONDS = 5.0
# The shortest of so many: what else the machine does can only add to it.
TIMES = 5


def peak_after(act) -> tuple[float, int]:
    """Seconds, and by how many bytes this process was larger meanwhile than before."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun, _status("VmHWM") - before


def _status(name: str) -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if name in line)
    return int(line.split()[1]) * 1024


def workbook_bomb() -> bytes:
    """A workbook whose one text is 500 million bytes long."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        with packed.open("xl/sharedStrings.xml", "w") as part:
            for _ in range(500):
                part.write(b" " * 1_000_000)
    return out.getvalue()


def refused(body: bytes) -> str:
    try:
        asking.looked_at(body, 5_000_000)
    except Refused as why:
        return why.args[0]
    return ""


@pytest.fixture(scope="module")
def bombs():
    # The process that looks is there already, as it is after the first paper of a day.
    assert not refused(hostile.photo())
    return hostile.bombs()


@pytest.mark.skipif(not os.path.exists("/proc/self/clear_refs"), reason="asks Linux")
def test_a_bomb_is_refused_at_once_and_without_room(bombs):
    slowest = largest = 0
    for made in bombs:
        said, times, growth = [], [], 0
        for _ in range(TIMES):
            seconds, more = peak_after(lambda body=made.body, said=said: said.append(refused(body)))
            times.append(seconds)
            growth = max(growth, more)
        assert all(said), made.name
        seconds = min(times)
        slowest, largest = max(slowest, seconds), max(largest, growth)
        assert seconds < (MOST_SECONDS if FULL else PATIENT_SECONDS), (made.name, seconds)
    say("S8 bombs", len(bombs), len(bombs), slowest_ms=round(1000 * slowest),
        grown_mb=largest // MEGABYTE)  # fmt: skip
    assert largest <= MOST_GROWTH


def test_control_decoding_the_picture_takes_half_a_gigabyte(bombs):
    picture = next(made for made in bombs if made.name.endswith(".png"))

    def decode():
        with pytest.warns(Image.DecompressionBombWarning):
            Image.open(io.BytesIO(picture.body)).convert("RGB").load()

    seconds, growth = peak_after(decode)
    say("S8 control, bare decode", 1, 1, ms=round(1000 * seconds), grown_mb=growth // MEGABYTE)
    assert growth > MOST_GROWTH


def test_a_workbook_that_unfolds_is_refused_where_lists_are_brought(client, people):
    client.force_login(people[Role.ADMINISTRATOR])
    bomb = workbook_bomb()
    assert len(bomb) < 2_000_000
    answers = []
    for path in ("/deaths/bring/", "/reference/people/import/"):
        said = {"whose": 0, "file": SimpleUploadedFile("daftar.xlsx", bomb)}
        seconds, growth = peak_after(
            lambda path=path, said=said: answers.append(client.post(path, said))
        )
        assert growth <= MOST_GROWTH and seconds < PATIENT_SECONDS
    assert {answer.status_code for answer in answers} == {422}
    say("S8 workbook bomb", 2, 2, refused=2)


def test_a_phone_reads_why_its_photo_is_too_large(client, people):
    claim = build.draft(people, papers=False)
    client.force_login(people[Role.VILLAGE_HEAD])
    file = SimpleUploadedFile("ktp.png", hostile.png_of(6000, 5000))
    page = client.post(f"/village/{claim.code}/papers/", {"file-ktp_peserta": file})
    assert page.status_code == 422 and "25 megapiksel" in page.content.decode()
