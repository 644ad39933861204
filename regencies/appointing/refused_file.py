"""The refused rows as a file to correct and load again."""

from django.utils.translation import gettext as _

from regencies.appointing.planning import Plan
from regencies.appointing.words import sentence
from regencies.lists import filled, workbook


def refused_file(heads: list[str], plan: Plan) -> bytes:
    """The columns of the office's file, and behind them the row's number and what is wrong."""
    rows = [[*heads, _("Row"), _("What is wrong")]]
    for one in plan.of("refused"):
        why = "; ".join(sentence(fault) for fault in one.judged.faults)
        rows.append([*filled(one.judged.cells, len(heads)), str(one.judged.line), why])
    return workbook(rows, len(heads) + 2)
