"""What the tests of files that leave share: asking for one, and reading it."""

import csv
import io
from datetime import date
from uuid import uuid4

import openpyxl
from django.utils import timezone

from claims.actions import exporting
from claims.exports import Wanted
from claims.models import ExportRequest
from regencies.models import Role

CHIEF, CASHIER = Role.OPD_HEAD, Role.CASHIER
YEAR = timezone.localdate().year
SAID = {"year": YEAR, "first": 1, "last": 12}
WHY = "Permintaan Inspektorat nomor 700/12."


def body(answer) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(answer).decode("utf-8-sig")), delimiter=";"))


def cells_of(answer) -> list[tuple]:
    book = openpyxl.load_workbook(io.BytesIO(body(answer)))
    return list(book.active.iter_rows(values_only=True))


def as_role(client, people, role):
    client.force_login(people[role])
    return client


def take(client, **said):
    return client.post("/exports/take/", SAID | {"format": "csv"} | said)


def ask(client, **said):
    return client.post("/exports/ask/", SAID | {"key": uuid4(), "reason": WHY} | said)


def asked(people, by=CASHIER) -> ExportRequest:
    return exporting.ask_export(
        Wanted("16.02", date(YEAR, 1, 1), date(YEAR + 1, 1, 1)),
        reason=WHY, by=people[by], now=timezone.now(), key=uuid4(),
    )  # fmt: skip


def released(people) -> ExportRequest:
    one = asked(people)
    return exporting.release_export(one.pk, by=people[CHIEF], now=timezone.now())
