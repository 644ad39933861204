"""Letters: which there are, and how they are numbered."""

from datetime import date
from enum import StrEnum

# Characters of a number as printed, at most.
NUMBER_LENGTH = 60


class LetterKind(StrEnum):
    """By their Indonesian names, as the offices know them (rules.md 5.5, 5.6, 8)."""

    KETERANGAN_KEMATIAN = "keterangan_kematian"
    SKTM = "sktm"
    AHLI_WARIS = "ahli_waris"
    KUASA = "kuasa"
    PENGANTAR_DESA = "pengantar_desa"
    TANDA_TERIMA = "tanda_terima"
    PENGANTAR_KECAMATAN = "pengantar_kecamatan"
    PENJELASAN_MANFAAT = "penjelasan_manfaat"
    KEPUTUSAN_PENERIMA = "keputusan_penerima"
    PENOLAKAN = "penolakan"


# As it stands in a number. Ours: the archive's classification is each regency's own.
SHORT = {
    LetterKind.KETERANGAN_KEMATIAN: "SKK",
    LetterKind.SKTM: "SKTM",
    LetterKind.AHLI_WARIS: "SKAW",
    LetterKind.KUASA: "KUASA",
    LetterKind.PENGANTAR_DESA: "SP",
    LetterKind.TANDA_TERIMA: "TT",
    LetterKind.PENGANTAR_KECAMATAN: "SP",
    LetterKind.PENJELASAN_MANFAAT: "LPM",
    LetterKind.KEPUTUSAN_PENERIMA: "LKP",
    LetterKind.PENOLAKAN: "TOLAK",
}
MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def number(kind: LetterKind, serial: int, office: str, on: date) -> str:
    """001/SKK/16.02.05.2011/III/2026: the serial of that office in that year, the kind, the
    office by Kemendagri's code, the month in Roman numerals, the year."""
    return f"{serial:03}/{SHORT[kind]}/{office}/{MONTHS[on.month - 1]}/{on.year}"
