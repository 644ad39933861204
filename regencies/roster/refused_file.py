"""The refused rows as a file to correct and load again."""

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from regencies.lists import filled, workbook
from regencies.models import RosterImport
from regencies.roster.judging import Fault
from regencies.roster.words import sentence


def refused_file(one: RosterImport) -> bytes:
    """The columns of the office's file, and behind them the row's number and what is wrong."""
    return workbook(_rows(one), len(one.heads) + 2)


def _rows(one: RosterImport) -> Iterator[list[str]]:
    yield [*one.heads, _("Row"), _("Why it was refused")]
    for row in islice(one.refusals.order_by("line").iterator(chunk_size=1_000), 1_000_000):
        why = "; ".join(sentence(Fault(*fault)) for fault in row.faults)
        yield [*filled(row.opened(), len(one.heads)), str(row.line), why]
