"""Lists of claims that leave: masked by default, whole by the word of another person, and every
one of them on record."""

import csv
import hashlib
import io
import re
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.actions import exporting
from claims.models import Claim, Export, ExportRequest
from regencies.models import Role
from tests import build
from tests.build import ACCOUNT, KK, MUBA
from tests.claims.exported import (
    CASHIER,
    CHIEF,
    WHY,
    YEAR,
    as_role,
    ask,
    asked,
    body,
    cells_of,
    released,
    rows_of,
    take,
)
from tests.claims.pages import recent

AUDITOR = Role.AUDITOR
HOME, LOG = 7, 6


def private(claim: Claim) -> list[str]:
    return [
        claim.name, claim.heir_name, claim.payee_name, claim.nik.reveal(), KK, ACCOUNT,
        claim.nik.reveal()[6:12], f"{claim.born_on}",
    ]  # fmt: skip


# Masked ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OPD_VERIFIER, 200), (CASHIER, 200), (Role.SEKDA, 200), (AUDITOR, 200),
     (Role.BUPATI, 403), (Role.CAMAT, 403), (Role.VILLAGE_HEAD, 403), (Role.ADMINISTRATOR, 403)],
)  # fmt: skip
def test_who_takes_lists(client, people, role, status):
    as_role(client, people, role)
    for path in ("/exports/", "/exports/ask/"):
        assert client.get(path).status_code == status
    assert take(client).status_code == status


def test_a_list_has_codes_places_days_and_sums_and_nobodys_name_or_number(client, people):
    claim = recent("settled", people)
    as_role(client, people, CASHIER)
    for format in ("csv", "xlsx"):
        answer = take(client, format=format)
        data = body(answer)
        if format == "csv":
            text = data.decode("utf-8-sig")
            heads, *rows = csv.reader(io.StringIO(text), delimiter=";")
        else:
            sheet = openpyxl.load_workbook(io.BytesIO(data)).active
            heads, *rows = (
                ["" if cell is None else str(cell) for cell in row]
                for row in sheet.iter_rows(values_only=True)
            )
            text = repr(rows)
        for word in private(claim):
            assert word not in text
        found = [dict(zip(heads, row, strict=True)) for row in rows]
        assert len(found) == 2
        assert {row["NIK"] for row in found} == {"•••"} and "Nama" not in heads
        assert [row["Dibayar (Rp)"] for row in found] == ["42000000", "1000000"]
        assert {row[heads[0]] for row in found} == {claim.code}


def test_every_file_is_on_record_with_its_checksum(client, people):
    claim = recent("settled", people)
    as_role(client, people, CASHIER)
    data = body(take(client, programme="jkm", state="settled"))
    row = Export.objects.get()
    assert (row.kind, row.by, row.title, row.format) == (
        "claims",
        people[CASHIER],
        "cashier",
        "csv",
    )
    assert (row.rows, row.size, row.masked) == (1, len(data), True)
    assert row.sha256 == hashlib.sha256(data).hexdigest()
    assert row.said == {
        "from": f"{YEAR}-01-01", "before": f"{YEAR + 1}-01-01", "programme": "jkm",
        "state": "settled",
    }  # fmt: skip
    assert "NIK" in row.columns and not set(private(claim)) & set(row.columns)


def test_a_filter_leaves_out_the_rest(client, people):
    first, second = recent("settled", people), recent("submitted", people)
    as_role(client, people, CASHIER)

    def codes(**said):
        return {row[0] for row in rows_of(take(client, **said))[1:]}

    assert codes() == {first.code, second.code}
    assert codes(state="submitted") == {second.code}
    assert codes(district="16.02.05") == {first.code, second.code}
    assert codes(district="16.02.03") == set()
    assert codes(year=YEAR - 1) == set()
    last_month = timezone.localdate().month
    assert codes(first=last_month, last=last_month) == {first.code, second.code}


def test_drafts_and_other_regencies_are_nobodys_export(client, people):
    recent("draft", people)
    recent("settled", build.everybody(MUBA, ".m"), village=MUBA)
    as_role(client, people, CASHIER)
    assert len(rows_of(take(client))) == 1
    assert take(client, regency="16.06").status_code == 422
    assert take(client, state="draft").status_code == 422


def test_looking_writes_nothing_and_a_file_needs_its_button(client, people):
    as_role(client, people, CHIEF)
    one = asked(people)
    for path in ("", "ask/", f"{one.pk}/release/", f"{one.pk}/refuse/"):
        assert client.get(f"/exports/{path}").status_code == 200
    for path in ("take/", f"{one.pk}/take/"):
        assert client.get(f"/exports/{path}").status_code == 405
    one.refresh_from_db()
    assert one.answered_at is None and not Export.objects.exists()


# Whole ----------------------------------------------------------------------------------------


def test_names_and_numbers_leave_by_the_word_of_another_person_once(client, people):
    claim = recent("settled", people)
    as_role(client, people, CASHIER)
    assert ask(client).status_code == 302
    one = ExportRequest.objects.get()
    assert client.post(f"/exports/{one.pk}/take/").status_code == 409  # nobody has released it
    as_role(client, people, CHIEF)
    assert WHY in client.get("/exports/").content.decode()
    assert client.post(f"/exports/{one.pk}/release/", {"note": ""}).status_code == 302
    assert client.post(f"/exports/{one.pk}/take/").status_code == 403  # the chief did not ask
    as_role(client, people, CASHIER)
    heads, *rows = cells_of(client.post(f"/exports/{one.pk}/take/"))
    found = dict(zip(heads, rows[0], strict=True))
    assert (found["NIK"], found["Nomor rekening"]) == (claim.nik.reveal(), ACCOUNT)
    assert found["Ahli waris"] == claim.heir_name
    row = Export.objects.get()
    assert (row.masked, row.reason, row.request, row.by) == (False, WHY, one, people[CASHIER])
    assert client.post(f"/exports/{one.pk}/take/").status_code == 409  # only once
    assert Export.objects.count() == 1


def test_it_may_be_taken_for_a_day(client, people):
    one = released(people)
    with time_machine.travel(one.answered_at + timedelta(hours=24), tick=False):
        as_role(client, people, CASHIER)
        assert client.post(f"/exports/{one.pk}/take/").status_code == 409
    with time_machine.travel(one.answered_at + timedelta(hours=23, minutes=59), tick=False):
        as_role(client, people, CASHIER)
        assert client.post(f"/exports/{one.pk}/take/").status_code == 200


@pytest.mark.parametrize("role", [CHIEF, AUDITOR])
def test_nobody_releases_what_they_asked_for(client, people, role):
    one = asked(people, by=role)
    as_role(client, people, role)
    assert client.post(f"/exports/{one.pk}/release/").status_code == 403
    other = AUDITOR if role == CHIEF else CHIEF
    as_role(client, people, other)
    assert client.post(f"/exports/{one.pk}/release/").status_code == 302


def test_nobody_releases_what_their_stand_in_asked_for(client, people):
    stand_in = build.person("plh.kepala")
    build.appoint(stand_in, CHIEF, acting="plh", acts_for=people[CHIEF])
    people["plh"] = stand_in
    one = asked(people, by="plh")
    assert one.asked_for == people[CHIEF]
    as_role(client, people, CHIEF)
    assert client.post(f"/exports/{one.pk}/release/").status_code == 403


@pytest.mark.parametrize("role", [CASHIER, Role.OPD_SECTION_HEAD, Role.SEKDA, Role.OPD_VERIFIER])
def test_only_the_head_and_the_auditor_release(client, people, role):
    one = asked(people, by=Role.OPD_VERIFIER)
    as_role(client, people, role)
    assert client.post(f"/exports/{one.pk}/release/").status_code == 403
    one.refresh_from_db()
    assert one.answered_at is None


def test_another_regencys_request_is_no_request(client, people):
    one = asked(people)
    muba = build.everybody(MUBA, ".m")
    as_role(client, muba, CHIEF)
    pages = [client.get(f"/exports/{pk}/release/") for pk in (one.pk, 999_999)]
    assert [page.status_code for page in pages] == [404, 404]
    told = [re.sub(r'value="[\w-]{64}"|/exports/\d+/', "", page.content.decode()) for page in pages]
    assert told[0] == told[1]
    assert client.post(f"/exports/{one.pk}/take/").status_code == 404


def test_a_refusal_says_why_and_stays(client, people):
    one = asked(people)
    as_role(client, people, AUDITOR)
    assert client.post(f"/exports/{one.pk}/refuse/", {"note": ""}).status_code == 422
    assert client.post(f"/exports/{one.pk}/refuse/", {"note": "Tidak perlu."}).status_code == 302
    assert client.post(f"/exports/{one.pk}/release/", {"note": ""}).status_code == 409
    as_role(client, people, CASHIER)
    assert "Tidak perlu." in client.get("/exports/").content.decode()
    assert client.post(f"/exports/{one.pk}/take/").status_code == 409


def test_the_same_click_twice_asks_once(client, people):
    as_role(client, people, CASHIER)
    key = uuid4()
    assert [ask(client, key=key).status_code for _ in range(2)] == [302, 302]
    assert ExportRequest.objects.count() == 1
    assert ask(client, reason=" ").status_code == 422


def test_the_database_keeps_the_log_and_the_second_person(people):
    one = asked(people)
    for change in ("answered_by_id = asked_by_id", "reason = 'x'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE claims_exportrequest SET {change}, answered_at = now(), released = true"
            )
    exporting.release_export(one.pk, by=people[CHIEF], now=timezone.now())
    made, row = exporting.take_released(one.pk, by=people[CASHIER], now=timezone.now())
    made.file.close()
    for verb in (
        "UPDATE claims_export SET rows = 0",
        "DELETE FROM claims_export",
        "DELETE FROM claims_exportrequest",
        "UPDATE claims_exportrequest SET note = 'x'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb)
    whole = {"sha256": "0" * 64, "at": timezone.now(), "by": people[CASHIER], "rows": 1, "size": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.create(
            kind="claims", regency_id="16.02", format="xlsx", masked=False, reason="x", **whole
        )
    assert Export.objects.get() == row


# The log --------------------------------------------------------------------------------------


def test_auditor_and_administrator_read_what_left(client, people):
    recent("settled", people)
    exporting.take_released(released(people).pk, by=people[CASHIER], now=timezone.now())
    for role, status in {AUDITOR: 200, Role.ADMINISTRATOR: 200, CHIEF: 403, CASHIER: 403}.items():
        as_role(client, people, role)
        page = client.get("/exports/log/")
        assert page.status_code == status
        if status == 200:
            text = page.content.decode()
            assert Export.objects.get().sha256[:32] in text and WHY in text
            assert people[CHIEF].name in text and people[CASHIER].name in text
    as_role(client, build.everybody(MUBA, ".m"), AUDITOR)
    assert WHY not in client.get("/exports/log/").content.decode()


@pytest.mark.parametrize("n", [1, 5])
def test_pages_ask_as_often_of_many_rows_as_of_one(client, people, n, django_assert_num_queries):
    for _ in range(n):
        exporting.take_released(released(people).pk, by=people[CASHIER], now=timezone.now())
        asked(people)
    as_role(client, people, AUDITOR)
    with django_assert_num_queries(HOME):
        client.get("/exports/")
    with django_assert_num_queries(LOG):
        client.get("/exports/log/")
