"""The bank's answer given back: its lines, and behind each what is wrong with it."""

import io
from collections.abc import Iterable, Sequence

from claims.banking.incoming import Line

HEADS = (
    "Baris", "Referensi", "Status", "Tanggal", "Jumlah", "Referensi Bank", "Alasan", "Yang salah",
)  # fmt: skip


def wrong_file(lines: Iterable[tuple[Line, Sequence[str]]]) -> bytes:
    """XLSX, all cells text; corrected, it can be brought again. It holds no account and no name."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
    sheet.set_column(0, len(HEADS) - 1, 22, text)
    sheet.freeze_panes(1, 0)
    for place, head in enumerate(HEADS):
        sheet.write_string(0, place, head, text)
    for number, (line, faults) in enumerate(lines, 1):
        cells = (
            str(line.line), line.reference, line.result, line.on, line.amount,
            line.bank_reference, line.reason, "; ".join(faults),
        )  # fmt: skip
        for place, cell in enumerate(cells):
            sheet.write_string(number, place, cell, text)
    book.close()
    return out.getvalue()
