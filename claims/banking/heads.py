"""Which column of a bank's answer is which, and its words for how a transfer ended."""

from collections.abc import Sequence

from claims.rules.bank_answers import BOUNCED, FAILED, PAID
from regencies import lists
from regencies.roster.headers import LOOKED_THROUGH

# In the shape that `plain` gives. Our own names stand there too.
WORDS = {
    "reference": ("reference", "referensi", "no referensi", "nomor referensi", "ref", "no ref",
                  "referensi kami", "kode pembayaran", "referensi santunan"),
    "result": ("result", "status", "hasil", "status transfer", "status transaksi",
               "keterangan status", "hasil transaksi"),
    "on": ("on", "tanggal", "tgl", "tanggal transaksi", "tgl transaksi", "tanggal bayar",
           "tanggal transfer", "tanggal proses", "tanggal efektif"),
    "bank_reference": ("bank reference", "referensi bank", "no referensi bank",
                       "nomor referensi bank", "no transaksi", "nomor transaksi",
                       "no jurnal", "id transaksi", "trace no"),
    "amount": ("amount", "jumlah", "nominal", "nilai", "jumlah rp", "nominal rp", "jumlah transfer",
               "nilai transaksi"),
    "reason": ("reason", "alasan", "sebab", "catatan", "keterangan", "alasan gagal", "pesan"),
}  # fmt: skip
COLUMNS = tuple(WORDS)
COLUMN_OF = {word: column for column, words in WORDS.items() for word in words}
NEEDED = ("reference", "result", "on", "amount")
RESULTS = {
    **dict.fromkeys(("paid", "sukses", "berhasil", "success", "terbayar", "dibayar", "ok"), PAID),
    **dict.fromkeys(("failed", "gagal", "fail", "ditolak", "reject", "rejected"), FAILED),
    **dict.fromkeys(("bounced", "retur", "return", "returned", "dikembalikan"), BOUNCED),
}  # fmt: skip
# The line under the rest: the sum of what is paid.
TOTALS = ("total", "jumlah", "jumlah total", "total dibayar", "total berhasil", "grand total")


def columns_of(heads: Sequence[object]) -> list[str]:
    return lists.columns_of(heads, COLUMN_OF)


def head_of(rows: Sequence[tuple[int, list]]) -> int | None:
    """Which of the first rows is the head: the one with most known words, all needed ones among
    them."""
    best = None
    for place, (_line, cells) in enumerate(rows[:LOOKED_THROUGH]):
        found = {*columns_of(cells)} - {""}
        if set(NEEDED) <= found and (best is None or len(found) > best[0]):
            best = len(found), place
    return None if best is None else best[1]
