"""The refused rows as a file to correct and load again."""

import io

from django.utils.translation import gettext as _

from regencies.appointing.planning import Plan
from regencies.appointing.words import sentence


def refused_file(heads: list[str], plan: Plan) -> bytes:
    """XLSX, all cells text, so that no zero before a number is lost. The columns of the office's
    file, and behind them the row's number and what is wrong with it."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False})
    sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
    rows = [[*heads, _("Row"), _("What is wrong")]]
    for one in plan.of("refused"):
        cells = [*one.judged.cells, *[""] * (len(heads) - len(one.judged.cells))]
        why = "; ".join(sentence(fault) for fault in one.judged.faults)
        rows.append([*cells, str(one.judged.line), why])
    sheet.set_column(0, len(rows[0]) - 1, 20, text)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell, text)
    book.close()
    return out.getvalue()
