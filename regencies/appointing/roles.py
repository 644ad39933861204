"""Offices as lists write them, and what each is to this service. An office that may do one thing
here and another there (sekdes, sekcam, kasi) is left out: whoever makes the list says what they
do."""

import re

from regencies.models import Role
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES

WORDS = {
    # A penjabat (Pj.) heads the village with every right until one is elected.
    Role.VILLAGE_HEAD: "kepala desa; kades; lurah; pj kepala desa; pj kades; penjabat kepala desa; "
    "kepala desa lurah; kades lurah; rio; pesirah",
    Role.VILLAGE_OPERATOR: "operator; operator desa; operator kelurahan; petugas desa",
    Role.CAMAT: "camat; kepala kecamatan; pj camat",
    Role.DISTRICT_OFFICER: "petugas kecamatan; operator kecamatan; staf kecamatan",
    Role.OPD_VERIFIER: "verifikator; verifikator opd; verifikator dinas; petugas verifikasi",
    Role.OPD_SECTION_HEAD: "kepala bidang; kabid",
    Role.OPD_HEAD: "kepala dinas; kadis; kepala opd; kepala dinas sosial",
    Role.CASHIER: "bendahara; bendahara pengeluaran; kasir; bendahara opd",
    Role.SEKDA: "sekda; sekretaris daerah; pj sekda; pj sekretaris daerah",
    Role.BUPATI: "bupati; wali kota; walikota; pj bupati; pj wali kota; penjabat bupati",
    Role.AUDITOR: "auditor; inspektorat; inspektur; pemeriksa",
    Role.ADMINISTRATOR: "administrator; admin; pengelola layanan; administrator layanan",
}
# One person at a time: whoever is appointed ends the one before. Stand-ins stand beside.
SINGLE = frozenset(
    (Role.VILLAGE_HEAD, Role.CAMAT, Role.OPD_HEAD, Role.SEKDA, Role.BUPATI)
)  # fmt: skip


def plain(word: str) -> str:
    return " ".join(re.findall("[a-z]+", word.lower()))


ROLE_OF = {word.strip(): role for role, words in WORDS.items() for word in words.split(";")} | {
    plain(role.value): role for role in Role
}
ACTING = {"plh": "plh", "pelaksana harian": "plh", "plt": "plt", "pelaksana tugas": "plt"}
# What a column "status" says of an official who stands in for nobody.
ORDINARY = frozenset(("", "definitif", "tetap", "pj", "penjabat"))


def role_of(said: str) -> tuple[str, str] | None:
    """(role, acting) of "Plt. Kepala Desa"; None where nobody knows the office."""
    word = plain(said)
    for begins, acting in ACTING.items():
        if word.startswith(f"{begins} ") and (role := ROLE_OF.get(word[len(begins) + 1 :])):
            return role.value, acting
    role = ROLE_OF.get(word)
    return (role.value, "") if role else None


def level(role: str) -> int:
    """Length of the code of a place that has this seat."""
    return 13 if role in VILLAGE_ROLES else 8 if role in DISTRICT_ROLES else 5
