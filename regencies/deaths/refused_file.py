"""The refused rows as a file to correct and bring again."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from regencies.deaths.reading import Judged
from regencies.deaths.words import sentence
from regencies.lists import filled, workbook


def refused_file(heads: list[str], refused: Iterable[Judged]) -> bytes:
    """The columns of the list, and behind them the row's number and what is wrong."""
    rows = [[*heads, _("Row"), _("Why it was refused")]]
    for row in refused:
        why = "; ".join(sentence(fault) for fault in row.faults)
        rows.append([*filled(row.cells, len(heads)), str(row.line), why])
    return workbook(rows, len(heads) + 2)
