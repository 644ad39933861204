"""S9: whatever people typed stays text in every file that leaves."""

import csv
import io

import openpyxl
from django.db import connection

from claims.models import Claim
from regencies.models import Role
from tests.claims import crowd
from tests.claims.exported import (
    CASHIER,
    SAID,
    as_role,
    body,
    released,
    rows_of,
    take,
)
from tests.claims.pages import recent
from tests.faults.counts import say

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
    caught = len(formulas(rows))
    say("S9 control", len(PAYLOADS), len(PAYLOADS), control=f"{caught} formulas in a bare CSV")
    assert caught == len(PAYLOADS) - 1  # the last needs another separator
    book = openpyxl.Workbook()
    book.active.append(["=1+1"])
    assert book.active["A1"].data_type == "f"


def test_no_export_holds_a_formula(client, people):
    spoil(people)
    one = released(people)
    as_role(client, people, CASHIER)
    rows = rows_of(take(client))
    found, cells = formulas(rows), sum(map(len, rows))
    assert len(rows) == 2 * len(PAYLOADS) + 1 and found == []
    kept = {row[rows[0].index("Nomor bukti pembayaran")] for row in rows[1:]}
    assert "'=1+1" in kept
    n = cells
    for data in (body(take(client, format="xlsx")), body(client.post(f"/exports/{one.pk}/take/"))):
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
        assert any(cell.value == "=1+1" and cell.data_type == "s" for cell in cells)
        n += len(cells)
    say("S9 exports", n, n, payloads=len(PAYLOADS), columns=5, formulas=len(found))


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
        found = formulas(rows)
        assert len(rows) == 3 and found == []
        data = body(client.post("/panel/reports/take/xlsx/", sent))
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    say("S9 reports", 4 * len(PAYLOADS), 4 * len(PAYLOADS), columns=2, formulas=len(found))


def test_a_name_with_a_percent_sign_or_a_quote_is_kept(client, people):
    recent("settled", people)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE regencies_district SET name = %s", ['100% O\'Neil; "x"'])
    as_role(client, people, CASHIER)
    assert any('100% O\'Neil; "x"' in row for row in rows_of(take(client)))
