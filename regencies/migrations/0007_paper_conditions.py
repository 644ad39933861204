"""When a conditional paper is asked for, and whose original is shown.

The rows on record get what the reviewed table says of them; a conditional paper that somebody
else added is asked for on request.
"""

from django.db import migrations, models

ASKED_IF = {
    "heir_is_spouse": ["jkm buku_nikah"],
    "heir_is_child": ["jkm akta_kelahiran"],
    "heir_is_minor": ["jkm surat_wali"],
    "several_heirs": ["jkm surat_kuasa", "santunan_oki surat_ahli_waris"],
    "not_by_heir": ["santunan_oki surat_kuasa"],
    "died": ["jkk ktp_ahli_waris", "jkk kk_peserta", "jkk surat_ahli_waris", "jkk akta_kematian"],
    "died_spouse": ["jkk buku_nikah"],
    "wage_earner": ["jkm surat_kerja", "jkk absensi"],
    "bpu": ["jkk keterangan_pekerjaan"],
    "over_tax_limit": ["jkm npwp"],
    "paid_by_family": ["jkk kuitansi_pengobatan", "jkk resep"],
    "transport_costs": ["jkk kuitansi_transport"],
    "unfit": ["jkk surat_sakit", "jkk slip_upah"],
    "outside_work_hours": ["jkk surat_tugas"],
    "traffic": ["jkk laporan_polisi"],
    "single_accident": ["jkk saksi"],
}
ORIGINALS = [
    "kpj", "ktp_peserta", "ktp_ahli_waris", "kk_peserta", "kk_ahli_waris", "akta_kematian",
    "surat_ahli_waris", "buku_tabungan", "buku_nikah", "akta_kelahiran", "surat_wali",
    "surat_kuasa", "kuitansi_pengobatan", "kuitansi_transport", "beasiswa_akta_anak",
    "beasiswa_rekening", "beasiswa_ktp_wali",
]


def say_when(apps, _):
    papers = apps.get_model("regencies", "Paper").objects
    conditional = papers.filter(required="conditional")
    conditional.update(asked_if="on_request")
    conditional.filter(key__startswith="beasiswa_").update(asked_if="child_at_school")
    for word, rows in ASKED_IF.items():
        for programme, key in map(str.split, rows):
            conditional.filter(programme=programme, key=key).update(asked_if=word)
    papers.filter(key__in=ORIGINALS).update(original=True)


class Migration(migrations.Migration):
    dependencies = [("regencies", "0006_leave")]

    operations = [
        migrations.AddField(
            "paper",
            "asked_if",
            models.CharField(
                "asked for if",
                max_length=20,
                blank=True,
                default="",
                help_text="Only for a paper that is needed in some cases.",
                choices=[
                    ("heir_is_spouse", "the heir is the spouse"),
                    ("heir_is_child", "the heir is a child of the deceased"),
                    ("heir_is_minor", "the heir is younger than 18"),
                    ("several_heirs", "there is more than one heir"),
                    ("not_by_heir", "somebody other than the heir handles the claim"),
                    ("died", "the participant died"),
                    ("died_spouse", "the participant died and the heir is the spouse"),
                    ("wage_earner", "the participant earned a wage (PU)"),
                    ("bpu", "the participant earned no wage (BPU)"),
                    ("child_at_school", "a child may have the scholarship"),
                    ("over_tax_limit", "the payment is above the limit for the tax number"),
                    ("paid_by_family", "the family paid for the treatment"),
                    ("transport_costs", "transport was paid for"),
                    ("unfit", "the participant could not work for a time (STMB)"),
                    ("outside_work_hours", "it happened outside the hours or the place of work"),
                    ("traffic", "it was a road accident"),
                    ("single_accident", "nobody else was involved, or it happened off the road"),
                    ("on_request", "it is asked for"),
                ],
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "paper",
            "original",
            models.BooleanField(
                "show the original",
                default=False,
                help_text="To be shown when the file is handed in.",
            ),
        ),
        migrations.RunPython(say_when, migrations.RunPython.noop),
        migrations.AddConstraint(
            "paper",
            models.CheckConstraint(
                name="paper_conditional_says_when",
                condition=models.Q(required="must", asked_if="")
                | models.Q(
                    required="conditional",
                    asked_if__in=[
                        "heir_is_spouse", "heir_is_child", "heir_is_minor", "several_heirs",
                        "not_by_heir", "died", "died_spouse", "wage_earner", "bpu",
                        "child_at_school", "over_tax_limit", "paid_by_family", "transport_costs",
                        "unfit", "outside_work_hours", "traffic", "single_accident", "on_request",
                    ],
                ),
            ),
        ),
    ]
