"""Which column of a list of deaths is which, by the words at its head."""

from collections.abc import Sequence

from regencies import lists
from regencies.roster.files import Cells
from regencies.roster.headers import LOOKED_THROUGH
from regencies.roster.headers import WORDS as OF_PEOPLE

SHARED = ("nik", "name", "born_on", "sex", "village_code", "district", "village")
WORDS = {name: OF_PEOPLE[name] for name in SHARED} | {
    "name": (*OF_PEOPLE["name"], "nama almarhum", "nama almarhumah", "nama jenazah",
             "nama yang meninggal", "nama penduduk"),
    "died_on": ("died on", "tanggal meninggal", "tgl meninggal", "tanggal kematian",
                "tgl kematian", "tanggal wafat", "tgl wafat", "meninggal", "tgl mati"),
    "akta": ("akta", "no akta", "nomor akta", "no akta kematian", "nomor akta kematian",
             "akta kematian", "no akta mati"),
    "accident": ("accident", "kecelakaan kerja", "akibat kecelakaan kerja", "jkk"),
}  # fmt: skip
COLUMNS = tuple(WORDS)
COLUMN_OF = {word: column for column, words in WORDS.items() for word in words}
NEEDED = ("name", "died_on")
# One of these tells who it was.
KNOWN_BY = ("nik", "born_on")


def columns_of(heads: Sequence[object]) -> list[str]:
    return lists.columns_of(heads, COLUMN_OF)


def head_of(rows: Sequence[tuple[int, Cells]]) -> int | None:
    """Which of the first rows is the head: the first that names all that is needed."""
    for place, (_line, cells) in enumerate(rows[:LOOKED_THROUGH]):
        columns = {*columns_of(cells)}
        if {*NEEDED} <= columns and columns & {*KNOWN_BY}:
            return place
    return None
