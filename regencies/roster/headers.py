"""Which column of a file is which: by the words at its head, as offices write them."""

import re
from collections.abc import Mapping, Sequence

from regencies.roster.files import Cells

# What a column may be called, in the shape that `plain` gives. Our own names stand there too.
WORDS = {
    "nik": ("nik", "no nik", "nomor nik", "no ktp", "nomor ktp", "nik ktp",
            "nomor induk kependudukan", "no induk kependudukan", "nik peserta", "no identitas",
            "nomor identitas"),
    "kk": ("kk", "no kk", "nomor kk", "nokk", "no kartu keluarga", "nomor kartu keluarga"),
    "name": ("name", "nama", "nama lengkap", "nama peserta", "nama pekerja", "nama tenaga kerja",
             "nama sesuai ktp", "nama tk"),
    "born_on": ("born on", "tanggal lahir", "tgl lahir", "tgl lhr", "tanggallahir", "lahir",
                "tempat tanggal lahir", "tempat tgl lahir", "ttl", "date of birth"),
    "sex": ("sex", "jenis kelamin", "jk", "l p", "kelamin", "gender"),
    "village_code": ("village code", "kode desa", "kode desa kelurahan", "kode kelurahan",
                     "kode wilayah", "kode kemendagri"),
    "district": ("district", "kecamatan", "nama kecamatan", "kec"),
    "village": ("village", "desa", "kelurahan", "desa kelurahan", "kelurahan desa", "desa kel",
                "kel desa", "nama desa", "nama desa kelurahan", "nama kelurahan"),
    "category": ("category", "kategori", "kategori peserta", "kategori pekerja", "jenis peserta",
                 "jenis pekerja", "kelompok", "golongan", "jenis kepesertaan"),
    "segment": ("segment", "segmen", "segmentasi", "segmen peserta"),
    "base": ("base", "upah", "gaji", "penghasilan", "dasar upah", "upah dasar", "upah sebulan"),
    "kpj": ("kpj", "no kpj", "nomor kpj", "nomor peserta", "no peserta", "nomor kartu peserta"),
    "decile": ("decile", "desil", "desil dtsen", "desil p3ke", "desil dtks", "dtsen", "p3ke"),
    "decile_source": ("decile source", "sumber desil", "sumber data desil", "sumber data"),
    "decile_as_of": ("decile as of", "tanggal desil", "tgl desil", "desil per tanggal",
                     "tanggal data desil", "per tanggal"),
    "cover_from": ("cover from", "mulai", "tanggal mulai", "tgl mulai", "mulai perlindungan",
                   "awal perlindungan", "awal kepesertaan", "tmt", "tmt kepesertaan",
                   "tanggal kepesertaan", "mulai kepesertaan", "periode awal"),
    "cover_to": ("cover to", "sampai", "sampai dengan", "s d", "tanggal akhir", "tgl akhir",
                 "akhir perlindungan", "akhir kepesertaan", "berakhir", "periode akhir",
                 "tanggal berakhir"),
    "payer": ("payer", "pembayar", "pembayar iuran", "sumber dana", "sumber iuran",
              "sumber pembiayaan", "dibayar oleh", "sumber anggaran"),
    "agreement": ("agreement", "pks", "no pks", "nomor pks", "perjanjian kerja sama",
                  "nomor perjanjian", "nomor perjanjian kerja sama"),
    "months": ("months", "bulan", "jumlah bulan", "bulan iuran", "lama iuran", "masa iur",
               "bulan dibayar", "jumlah bulan iuran"),
}  # fmt: skip
COLUMNS = tuple(WORDS)
COLUMN_OF = {word: column for column, words in WORDS.items() for word in words}
# What must be known of everybody: by a column, or by what is said of the whole file.
NEEDED = ("nik", "name", "category")
# A head that says in one word where its deciles come from.
SOURCES = ("dtsen", "p3ke", "dtks")
# Titles and the office's name stand above the head.
LOOKED_THROUGH = 30
ENOUGH = 2


def plain(head: object) -> str:
    """ "No. KK" and "NO_KK" are one head."""
    return " ".join(re.findall(r"[a-z0-9]+", str(head or "").lower()))


def masked(words: object) -> str:
    """A head or the name of a file, without anything that could be a NIK."""
    return re.sub("[0-9]{8,}", "…", " ".join(str(words or "").split()))


def head_of(rows: Sequence[tuple[int, Cells]], known: Mapping[str, str]) -> int | None:
    """Which of the first rows is the head: the one with most known words; where nobody knows any,
    the first with three words in it."""
    best, most = None, ENOUGH - 1
    for place, (_line, cells) in enumerate(rows):
        found = len(set(columns_of(cells, known).values()))
        if found > most:
            best, most = place, found
    if best is not None:
        return best
    for place, (_line, cells) in enumerate(rows):
        if sum(bool(re.search("[a-z]{2}", plain(cell))) for cell in cells) >= 3:
            return place
    return None


def columns_of(heads: Sequence[object], known: Mapping[str, str]) -> dict[str, str]:
    """Head to column, for the heads that are known: here (known; an empty one is left out on
    purpose) or everywhere. Two heads of one column: the first."""
    found: dict[str, str] = {}
    for head in map(plain, heads):
        column = known.get(head, COLUMN_OF.get(head, ""))
        if column and head not in found and column not in found.values():
            found[head] = column
    return found


def source_of(columns: Mapping[str, str]) -> str:
    """The source that the head of the deciles names, or none."""
    for head, column in columns.items():
        if column == "decile":
            return next((one.upper() for one in SOURCES if one in head.split()), "")
    return ""


def numbers_the_columns(cells: Cells) -> bool:
    """The row under many a head: 1, 2, 3 or (1), (2), (3)."""
    said = [plain(cell) for cell in cells if cell not in {None, ""}]
    if len(said) < 2 or not said[0].isdecimal() or len(said[0]) > 2:
        return False
    first = int(said[0])
    return said == [str(n) for n in range(first, first + len(said))]
