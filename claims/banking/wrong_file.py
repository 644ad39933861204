"""The bank's answer given back: its lines, and behind each what is wrong with it."""

from collections.abc import Iterable, Sequence

from claims.banking.incoming import Line
from regencies.lists import workbook

HEADS = (
    "Baris", "Referensi", "Status", "Tanggal", "Jumlah", "Referensi Bank", "Alasan", "Yang salah",
)  # fmt: skip


def wrong_file(lines: Iterable[tuple[Line, Sequence[str]]]) -> bytes:
    """Corrected, it can be brought again. It holds no account and no name."""
    rows = [
        (
            str(line.line), line.reference, line.result, line.on, line.amount,
            line.bank_reference, line.reason, "; ".join(faults),
        )
        for line, faults in lines
    ]  # fmt: skip
    return workbook([HEADS, *rows], len(HEADS))
