"""Which column of a list of officials is which, by the words at its head."""

from collections.abc import Sequence

from regencies import lists
from regencies.roster.headers import LOOKED_THROUGH

# In the shape that `plain` gives. Our own names stand there too.
WORDS = {
    "place_code": ("place code", "kode", "kode tempat", "kode wilayah", "kode desa",
                   "kode desa kelurahan", "kode kelurahan", "kode kecamatan", "kode kemendagri"),
    "regency": ("regency", "kabupaten", "kabupaten kota", "nama kabupaten", "kab", "kab kota"),
    "district": ("district", "kecamatan", "nama kecamatan", "kec"),
    "village": ("village", "desa", "kelurahan", "desa kelurahan", "kelurahan desa", "desa kel",
                "nama desa", "nama desa kelurahan", "nama kelurahan"),
    "role": ("role", "jabatan", "nama jabatan", "peran"),
    "name": ("name", "nama", "nama lengkap", "nama pejabat"),
    "username": ("username", "user name", "nama pengguna", "nama akun", "akun"),
    "phone": ("phone", "telepon", "no telepon", "nomor telepon", "no hp", "nomor hp", "hp", "wa",
              "no wa", "nomor wa", "whatsapp", "no telp", "telp", "kontak"),
    "email": ("email", "e mail", "mail", "surel", "alamat email", "alamat surel"),
    "from": ("from", "dari", "mulai", "tmt", "tanggal mulai", "tgl mulai", "mulai menjabat",
             "tmt jabatan", "sejak", "tanggal pelantikan"),
    "to": ("to", "sampai", "sampai dengan", "s d", "berakhir", "tanggal akhir", "tgl akhir",
           "akhir jabatan", "akhir masa jabatan", "selesai"),
    "acting": ("acting", "status", "plh plt", "plt plh", "status jabatan"),
    "acts_for": ("acts for", "atas nama", "mewakili", "menggantikan", "pejabat yang diwakili"),
    "decree": ("decree", "sk", "no sk", "nomor sk", "surat keputusan", "nomor surat keputusan"),
}  # fmt: skip
COLUMNS = tuple(WORDS)
COLUMN_OF = {word: column for column, words in WORDS.items() for word in words}
# Every list tells these by a column; places are told by code or by name.
NEEDED = ("role", "name", "from")
PLACED = ("place_code", "village", "district", "regency")
ENOUGH = 3


def columns_of(heads: Sequence[object]) -> list[str]:
    return lists.columns_of(heads, COLUMN_OF)


def head_of(rows: Sequence[tuple[int, list]]) -> int | None:
    """Which of the first rows is the head: the one with most known words."""
    named = [{*columns_of(cells)} - {""} for _line, cells in rows[:LOOKED_THROUGH]]
    most = max(named, key=len, default=set())
    enough = len(most) >= ENOUGH and {*NEEDED} <= most and most & {*PLACED}
    return named.index(most) if enough else None
