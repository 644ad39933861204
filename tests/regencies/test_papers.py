import pytest
from django.db import IntegrityError, transaction

from claims.rules.benefits import Pupil
from claims.rules.papers import Condition, Facts, Need, Row, asked
from regencies.models import Paper, PaperCondition, Programme

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


def test_a_conditional_paper_says_when_and_another_does_not(reference):
    conditional = Paper.objects.filter(required="conditional")
    assert set(conditional.values_list("asked_if", flat=True)) == set(PaperCondition.values)
    must = Paper.objects.filter(required="must")
    assert set(must.values_list("asked_if", flat=True)) == {""}
    for wrong in ({"required": "must", "asked_if": "died"}, {"required": "conditional"},
                  {"required": "conditional", "asked_if": "full_moon"}):  # fmt: skip
        with pytest.raises(IntegrityError, match="paper_conditional_says"), transaction.atomic():
            Paper.objects.create(programme_id="jkm", key="x", name="x", source="x",
                                 confidence="L", **wrong)  # fmt: skip


def test_the_rules_know_every_condition_of_the_tables(reference):
    assert set(PaperCondition.values) == set(Condition)


# Cases in which, between them, every conditional paper is needed.
PUPIL = Pupil("sd", 10, 4, False, False)
CASES = [
    Facts(heir_relation="wife", payee_relation="child", children=(PUPIL,), segment="pu", months=36,
          least_months=36, paid={"jkm": 66_000_000}, tax_limit=50_000_000, medical=1,
          transport=(1, 0, 0), months_unfit=1),
    Facts(heir_relation="child", heir_age=9, adult_age=18, segment="bpu"),
    Facts(requested=frozenset({"pendukung", "surat_tugas", "laporan_polisi", "saksi"})),
]  # fmt: skip


def test_every_conditional_paper_is_needed_in_some_case_and_not_in_another(reference):
    for row in Paper.objects.filter(required="conditional"):
        one = Row(row.programme_id, row.key, row.asked_if)
        assert any(asked(one, facts).need == Need.NEEDED for facts in CASES), row.key
        assert asked(one, Facts(died=False)).need != Need.NEEDED, row.key


def test_who_shows_originals_is_no_rule_that_was_read(reference):
    """No source says it, so no row that asks for an original claims to be certain."""
    rows = Paper.objects.filter(original=True)
    assert {"ktp_peserta", "kk_peserta", "akta_kematian", "buku_tabungan"} <= {r.key for r in rows}
    for row in rows:
        assert row.confidence != "H" and "common practice" in row.source


def test_every_row_is_valid_and_names_its_source(reference):
    for model in (Programme, Paper):
        for row in model.objects.all():
            row.full_clean()
