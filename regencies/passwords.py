"""Passwords that anybody would try here first (OWASP ASVS 5.0, 6.2.11)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What stands on our pages and on the walls of our offices.
WORDS = (
    "santunan", "klaim", "bpjs", "ketenagakerjaan", "jamsostek", "jkm", "jkk", "beasiswa",
    "kematian", "kecelakaan", "ahliwaris", "kades", "kepaladesa", "desa", "kelurahan", "camat",
    "kecamatan",
    "kabupaten", "bupati", "sekda", "bendahara", "verifikator", "operator", "inspektorat",
    "auditor", "admin", "administrator", "dinas", "kantor", "pemda", "pemkab", "indonesia",
    "sumatera", "sumsel", "palembang", "ogan", "komering", "ilir", "banyuasin", "musi",
    "katasandi", "sandi", "password", "rahasia", "merdeka", "bismillah", "selamat",
)  # fmt: skip
LEFT = 6
ALIKE = str.maketrans("013457@$!", "oieastasi")


class WordsOfTheOffice:
    """Refuses a password of which little is left without the words that everybody here knows."""

    def validate(self, password, user=None):
        folded = re.sub(r"\s", "", password.casefold().translate(ALIKE))
        left = folded
        for word in sorted(WORDS, key=len, reverse=True):
            left = left.replace(word, "")
        if left != folded and len(left) < LEFT:
            raise ValidationError(
                _("This is easily guessed: it is made of words that everybody here knows.")
            )

    def get_help_text(self):
        return _("It is not made of words that everybody here knows.")
