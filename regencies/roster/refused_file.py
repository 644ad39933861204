"""The refused rows as a file to correct and load again."""

import io
from itertools import islice

from django.utils.translation import gettext as _

from regencies.models import RosterImport
from regencies.roster.judging import Fault
from regencies.roster.words import sentence


def refused_file(one: RosterImport) -> bytes:
    """XLSX, all cells text: a CSV would lose the last digit of each NIK where it is opened. The
    columns of the office's file, and behind them the row's number and what is wrong with it."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False})
    sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
    heads = [*one.heads, _("Row"), _("Why it was refused")]
    sheet.set_column(0, len(heads) - 1, 20, text)
    sheet.freeze_panes(1, 0)
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, text)
    rows = one.refusals.order_by("line").iterator(chunk_size=1_000)
    for number, row in enumerate(islice(rows, 1_000_000), 1):
        why = "; ".join(sentence(Fault(*fault)) for fault in row.faults)
        cells = row.opened()
        cells += [""] * (len(one.heads) - len(cells))
        for place, cell in enumerate([*cells, str(row.line), why]):
            sheet.write_string(number, place, cell[:32_000], text)
    book.close()
    return out.getvalue()
