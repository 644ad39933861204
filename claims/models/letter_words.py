"""What people read for letters. Each has its Indonesian name, as on its head."""

from django.utils.translation import gettext_lazy as _

from claims.rules.letters import LetterKind

K = LetterKind
# As it stands on the paper, in every language.
TITLES = {
    K.KETERANGAN_KEMATIAN: "Surat Keterangan Kematian",
    K.SKTM: "Surat Keterangan Tidak Mampu",
    K.AHLI_WARIS: "Surat Keterangan Ahli Waris",
    K.KUASA: "Surat Kuasa",
    K.PENGANTAR_DESA: "Surat Pengantar",
    K.TANDA_TERIMA: "Tanda Terima Berkas",
    K.PENGANTAR_KECAMATAN: "Surat Pengantar",
    K.PENJELASAN_MANFAAT: "Lembar Penjelasan Manfaat",
    K.KEPUTUSAN_PENERIMA: "Lampiran Keputusan tentang Penerima Santunan",
    K.PENOLAKAN: "Surat Penolakan",
}
LETTER_WORDS = {
    K.KETERANGAN_KEMATIAN: _("Statement of death (surat keterangan kematian)"),
    K.SKTM: _("Statement of poverty (SKTM)"),
    K.AHLI_WARIS: _("Statement of the heirs (surat keterangan ahli waris)"),
    K.KUASA: _("Power of attorney (surat kuasa)"),
    K.PENGANTAR_DESA: _("Cover letter of the village (surat pengantar)"),
    K.TANDA_TERIMA: _("Receipt for the family (tanda terima)"),
    K.PENGANTAR_KECAMATAN: _("Cover letter of the camat (surat pengantar)"),
    K.PENJELASAN_MANFAAT: _("Explanation of the benefit (lembar penjelasan manfaat)"),
    K.KEPUTUSAN_PENERIMA: _("Annex of the decree on recipients (lampiran keputusan penerima)"),
    K.PENOLAKAN: _("Letter of refusal (surat penolakan)"),
}
# What is still to be done with it on paper.
ON_PAPER = {
    K.KETERANGAN_KEMATIAN: _("The village head signs and stamps it."),
    K.SKTM: _("The village head signs and stamps it."),
    K.AHLI_WARIS: _(
        "All heirs sign it on a stamp (meterai) before two witnesses, then the village head and "
        "the camat. Names and NIKs that the claim does not hold are left as lines."
    ),
    K.KUASA: _(
        "Whoever gives the power signs it on a stamp (meterai), then whoever receives it, then "
        "the village head. What the claim does not hold is left as a line."
    ),
    K.PENGANTAR_DESA: _("The village head signs it; it goes to the camat with the file."),
    K.TANDA_TERIMA: _("For the family, with the days until which it is promised an answer."),
    K.PENGANTAR_KECAMATAN: _("The camat signs it; it goes to the office with the file."),
    K.PENJELASAN_MANFAAT: _("For the family: each line of the sum, its rule and its figures."),
    K.KEPUTUSAN_PENERIMA: _(
        "The number and day of the decree are left as lines. NIK and account are masked, for "
        "decrees are published."
    ),
    K.PENOLAKAN: _("For the family: what was refused, why, and how to object until when."),
}
