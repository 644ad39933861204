"""S6, for lists: whatever is brought as a workbook or a table, the service says a sentence."""

import io
import random
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from regencies.models import Role
from tests import deaths
from tests.faults.counts import say, trials

SPOILED, SEED = 400, 66
SHEET = "xl/worksheets/sheet1.xml"
# Ten times over and over: a billion of the first.
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
) + b"]>"  # fmt: skip


def workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active.append(deaths.HEADS)
    for n in range(5):
        book.active.append(list(deaths.death(n).values()))
    book.save(out)
    return out.getvalue()


def changed(change) -> bytes:
    """The workbook with its sheet's XML as `change` makes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, change(body) if name == SHEET else body)
    return out.getvalue()


def crafted() -> dict[str, bytes]:
    far = b'<row r="2"><c r="XFD2" t="n"><v>1</v></c></row>'
    deep = b'<row r="999999999999"><c r="A1"><v>1</v></c></row>'
    return {
        "laughs": changed(lambda xml: xml.replace(b"?>", b"?>" + LAUGHS, 1)
                          .replace(b"<v>", b"<v>&j;", 1)),
        "outside": changed(lambda xml: xml.replace(
            b"<worksheet", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet', 1)
            .replace(b"<v>", b"<v>&e;", 1)),
        "columns": changed(lambda xml: xml.replace(b"</sheetData>", far * 2000 + b"</sheetData>")),
        "rows": changed(lambda xml: xml.replace(b"</sheetData>", deep + b"</sheetData>")),
        "no sheet": changed(lambda xml: b"<x"),
        "utf-16": b"\xff\xfe" + b"\xd8\x00" * 50,
        "nul": b"NIK;Nama\n\0;\0\n",
        "long cell": b"NIK;Nama\n" + b"1" * 500_000 + b";x\n",
        "quotes": b'"' * 100_001,
    }  # fmt: skip


def spoiled(n: int) -> list[bytes]:
    draw, good, found = random.Random(SEED), [workbook(), deaths.written([deaths.death(1)])], []
    for number in range(n):
        body = bytearray(good[number % 2])
        for _ in range(draw.randint(1, 6)):
            at = draw.randrange(len(body))
            if draw.random() < 0.5:
                body[at] = draw.randrange(256)
            else:
                body[at : at + draw.randint(0, 60)] = draw.randbytes(draw.randint(0, 20))
        found.append(bytes(body))
    return found


@pytest.fixture
def brings(people):
    browser = Client(raise_request_exception=False)
    browser.force_login(people[Role.ADMINISTRATOR])

    def bring(body: bytes) -> int:
        said = {"whose": 0, "file": SimpleUploadedFile("kematian.xlsx", body)}
        return browser.post("/deaths/bring/", said).status_code

    return bring


@pytest.mark.parametrize("name", list(crafted()))
def test_a_list_made_to_do_harm_is_a_sentence(brings, name):
    assert brings(crafted()[name]) in {200, 422}


def test_no_spoiled_list_breaks_the_service(brings):
    planned = trials(SPOILED, 40)
    statuses = [brings(body) for body in spoiled(planned)]
    say("S6 spoiled lists", planned, SPOILED, seed=SEED, failed=sum(s >= 500 for s in statuses),
        refused=statuses.count(422))  # fmt: skip
    assert set(statuses) <= {200, 422} and 422 in statuses


def test_control_reading_them_without_care_fails():
    """The same files, opened as the library's manual has it."""
    failed = 0
    for body in [*spoiled(trials(SPOILED, 40))[::2], *crafted().values()]:
        try:
            list(zip(load_workbook(io.BytesIO(body)).active.iter_rows(), range(10), strict=False))
        except Exception:
            failed += 1
    say("S6 control, a library alone", SPOILED // 2, SPOILED // 2, failed=failed)
    assert failed
