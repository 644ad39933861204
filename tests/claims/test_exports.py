"""Lists of claims that leave: masked by default, whole by the word of another person, and every
one of them on record."""

import csv
import hashlib
import io
import re
from datetime import date, timedelta
from uuid import uuid4

import openpyxl
import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.actions import exporting
from claims.exports import Wanted
from claims.models import Claim, Export, ExportRequest
from regencies.models import Role
from tests import build
from tests.build import ACCOUNT, KK, MUBA
from tests.claims.pages import recent

CHIEF, AUDITOR, CASHIER = Role.OPD_HEAD, Role.AUDITOR, Role.CASHIER
YEAR = timezone.localdate().year
SAID = {"year": YEAR, "first": 1, "last": 12}
HOME, LOG = 7, 6
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


# Formulas -------------------------------------------------------------------------------------

PAYLOADS = [
    '=HYPERLINK("http://x.example","klik")', "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1",
    "\r=1+1", "\n=1+1", " =1+1", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C x'!A0",
    "@cmd", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "\x0b=1+1", "=IMPORTXML(1)", '";=1+1;"',
]  # fmt: skip
BEGINS = tuple("=+-@＝＋－＠\t\r\n")


def formulas(rows) -> list[str]:
    """Cells that a spreadsheet would run, or that hold what begins another cell or line."""
    cells = [str(cell) for row in rows for cell in row if cell is not None]
    return [
        cell for cell in cells
        if cell.lstrip().startswith(BEGINS) or any(ord(sign) < 32 for sign in cell)
    ]  # fmt: skip


def spoil(people) -> None:
    """Each payload in each text column that people write, of a claim of its own."""
    from tests.claims import crowd

    recent("settled", people)
    crowd.multiply(len(PAYLOADS) - 1)
    with connection.cursor() as cursor:
        for claim, said in zip(Claim.objects.order_by("id"), PAYLOADS, strict=True):
            cursor.execute(
                "UPDATE claims_claim SET name = %s, heir_name = %s, payee_name = %s, bank = '' "
                "WHERE id = %s", [said, said, said, claim.pk],
            )  # fmt: skip
            cursor.execute(
                "UPDATE claims_payout SET reference = %s WHERE claim_id = %s", [said, claim.pk]
            )


def test_what_the_counting_of_formulas_would_find():
    out = io.StringIO()
    csv.writer(out).writerows([said] for said in PAYLOADS)
    rows = list(csv.reader(io.StringIO(out.getvalue(), newline="")))
    assert len(formulas(rows)) == len(PAYLOADS) - 1  # the last needs another separator
    book = openpyxl.Workbook()
    book.active.append(["=1+1"])
    assert book.active["A1"].data_type == "f"


def test_no_export_holds_a_formula(client, people):
    spoil(people)
    one = released(people)
    as_role(client, people, CASHIER)
    rows = rows_of(take(client))
    assert len(rows) == 2 * len(PAYLOADS) + 1 and formulas(rows) == []
    kept = {row[rows[0].index("Nomor bukti pembayaran")] for row in rows[1:]}
    assert "'=1+1" in kept
    for data in (body(take(client, format="xlsx")), body(client.post(f"/exports/{one.pk}/take/"))):
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
        assert any(cell.value == "=1+1" and cell.data_type == "s" for cell in cells)


def test_no_report_holds_a_formula_from_the_name_of_a_place(client, people):
    recent("settled", people)
    as_role(client, people, Role.SEKDA)
    for said in PAYLOADS:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE regencies_district SET name = %s WHERE code = '16.02.05'", [said]
            )
            cursor.execute("UPDATE regencies_programme SET name = %s WHERE code = 'jkm'", [said])
        sent = {"regency": "16.02", **SAID}
        text = body(client.post("/panel/reports/take/csv/", sent)).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
        assert len(rows) == 3 and formulas(rows) == []
        data = body(client.post("/panel/reports/take/xlsx/", sent))
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_a_name_with_a_percent_sign_or_a_quote_is_kept(client, people):
    recent("settled", people)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE regencies_district SET name = %s", ['100% O\'Neil; "x"'])
    as_role(client, people, CASHIER)
    assert any('100% O\'Neil; "x"' in row for row in rows_of(take(client)))
