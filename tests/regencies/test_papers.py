import pytest

from regencies.models import Paper, Programme

pytestmark = pytest.mark.django_db


def test_the_regency_decides_its_own_santunan_and_nothing_of_bpjs(reference):
    assert dict(Programme.objects.values_list("code", "decided_by")) == {
        "jkm": "branch",
        "jkk": "branch",
        "santunan_oki": "regency",
    }
    assert dict(Programme.objects.values_list("code", "regency")) == {
        "jkm": None,
        "jkk": None,
        "santunan_oki": "16.02",
    }


@pytest.mark.parametrize(
    ("programme", "must"),
    [
        ("jkm", "kpj ktp_peserta ktp_ahli_waris kk_peserta kk_ahli_waris akta_kematian "
                "surat_ahli_waris buku_tabungan formulir_jkm"),
        ("jkk", "formulir_kk1 formulir_kk2 formulir_kk3 kpj ktp_peserta kronologi buku_tabungan"),
        ("santunan_oki", "sktm akta_kematian kk_peserta ktp_peserta ktp_ahli_waris "
                         "kk_ahli_waris buku_tabungan surat_pengantar"),
    ],
)  # fmt: skip
def test_these_papers_are_always_asked_for(reference, programme, must):
    rows = Paper.objects.filter(programme=programme, required="must")
    assert [row.key for row in rows] == must.split()


def test_every_conditional_paper_says_when(reference):
    assert not Paper.objects.filter(required="conditional", note="").exists()


def test_every_row_is_valid_and_names_its_source(reference):
    for model in (Programme, Paper):
        for row in model.objects.all():
            row.full_clean()
