"""The refused rows as a file to correct and bring again."""

import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from regencies.deaths.reading import Judged
from regencies.deaths.words import sentence


def refused_file(heads: list[str], rows: Iterable[Judged]) -> bytes:
    """XLSX, all cells text: a CSV would lose the last digit of each NIK where it is opened. The
    columns of the list, and behind them the row's number and what is wrong with it."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False})
    sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
    table = [[*heads, _("Row"), _("Why it was refused")]]
    for row in rows:
        cells = [*row.cells, *[""] * (len(heads) - len(row.cells))]
        why = "; ".join(sentence(fault) for fault in row.faults)
        table.append([*cells, str(row.line), why])
    sheet.set_column(0, len(table[0]) - 1, 20, text)
    sheet.freeze_panes(1, 0)
    for number, cells in enumerate(table):
        for place, cell in enumerate(cells):
            sheet.write_string(number, place, cell[:32_000], text)
    book.close()
    return out.getvalue()
