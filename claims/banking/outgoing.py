"""The order for the bank as a file. The same batch gives the same bytes, today and next year."""

import csv
import io
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from claims.rules.inert import inert

# In Indonesian whoever takes it: a bank reads it.
HEADS = (
    "No", "Referensi", "Kode Bank", "Nama Bank", "Nomor Rekening", "Nama Penerima", "Jumlah",
    "Keterangan",
)  # fmt: skip
WIDTHS = (5, 24, 10, 20, 22, 32, 16, 40)


@dataclass(frozen=True)
class Transfer:
    """One line. amount: whole rupiah."""

    number: int
    reference: str
    bank_code: str
    bank: str
    account: str
    payee: str
    amount: int
    purpose: str


def as_csv(rows: Sequence[Transfer]) -> bytes:
    """Semicolons, as a spreadsheet here reads them; UTF-8. Numbers are digits alone; text that a
    spreadsheet would work out has an apostrophe before it."""
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";", lineterminator="\r\n")
    sheet.writerow(HEADS)
    for row in rows:
        sheet.writerow(inert(cell) if isinstance(cell, str) else cell for cell in astuple(row))
    return out.getvalue().encode()


def as_xlsx(rows: Sequence[Transfer], made_at: datetime) -> bytes:
    """All text is text (an account keeps its noughts) and nothing is a formula."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
              "strings_to_numbers": False}
    )  # fmt: skip
    # The day of the approval and no other: the file says when it was made.
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    sheet, text = book.add_worksheet("Transfer"), book.add_format({"num_format": "@"})
    money = book.add_format({"num_format": "0"})
    sheet.freeze_panes(1, 0)
    for place, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, head, text)
    for line, row in enumerate(rows, 1):
        for place, cell in enumerate(astuple(row)):
            if isinstance(cell, str):
                sheet.write_string(line, place, cell, text)
            else:
                sheet.write_number(line, place, cell, money)
    book.close()
    return out.getvalue()
