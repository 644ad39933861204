"""What one claim knows, and so which papers its case needs."""

from datetime import date
from decimal import Decimal

import pytest

from claims import actions
from regencies.models import Figure, Participant, Role
from tests import build
from tests.build import NOW
from tests.claims.checked import listed

pytestmark = pytest.mark.django_db
CHILD = {"name": "Adik Demo", "born_on": date(2015, 5, 1), "level": "sd", "grade": 4}
STUDENT = CHILD | {"name": "Kakak Demo", "born_on": date(2005, 5, 1), "level": "pt", "grade": 1}


def needs(claim) -> dict[str, str]:
    return {row.key: row.need for row in actions.checklist(claim).wanted}


def test_a_widows_case(people):
    """What the claim tells is asked for, what it rules out is not shown, and what it can't know
    is offered."""
    found = needs(build.draft(people))
    assert found["kpj"] == found["sktm"] == "must"
    assert found["buku_nikah"] == "needed"
    assert not {"akta_kelahiran", "surat_wali", "beasiswa_formulir"} & set(found)
    assert found["surat_kuasa"] == found["surat_kerja"] == found["npwp"] == "maybe"


def test_the_needed_come_before_what_may_be(people):
    wanted = actions.checklist(build.draft(people)).wanted
    order = ["must", "needed", "maybe"]
    assert [row.need for row in wanted] == sorted((row.need for row in wanted), key=order.index)


def test_a_child_who_inherits(people):
    heir = {"heir_relation": "child", "heir_name": "Adik Demo", "payee_relation": "guardian"}
    found = needs(build.draft(people, children=[CHILD], **heir))
    assert found["akta_kelahiran"] == found["surat_wali"] == "needed"
    assert "buku_nikah" not in found
    grown = {"heir_relation": "child", "heir_name": "Kakak Demo"}
    assert "surat_wali" not in needs(build.draft(people, children=[CHILD, STUDENT], **grown))


def test_the_age_of_another_heir_stands_in_the_nik(people):
    young = build.draft(people, heir_relation="sibling", heir_nik="1602054505129903")
    assert needs(young)["surat_wali"] == "needed"
    assert needs(build.draft(people, heir_relation="sibling"))["surat_wali"] == "maybe"


def test_the_list_of_participants_says_who_earned_a_wage(people):
    claim = build.draft(people)
    listed(claim, segment="pu")
    assert needs(claim)["surat_kerja"] == "needed"
    Participant.objects.update(segment="bpu")
    assert "surat_kerja" not in needs(claim)


def test_the_scholarship_takes_its_months_and_what_was_found_counts(people):
    claim = build.draft(people, children=[CHILD], facts={"months_paid": Decimal(40)})
    assert needs(claim)["beasiswa_rapor"] == "needed"
    for verb in ("submit", "endorse"):
        build.do(verb, claim, people)
    actions.assess(claim.pk, {"months_paid": build.FOUND["months_paid"]},
                   by=people[Role.OPD_VERIFIER], now=NOW)  # fmt: skip
    assert "beasiswa_rapor" not in needs(claim)


def test_the_tax_number_hangs_on_what_would_be_paid_and_on_a_dated_figure(people):
    facts = {"months_paid": Decimal(40)}
    # 42 million is below 50; with the first year of two students it is 66.
    assert "npwp" not in needs(build.draft(people, facts=facts))
    two = [STUDENT, STUDENT | {"name": "Kakak Dua"}]
    assert needs(build.draft(people, facts=facts, children=two))["npwp"] == "needed"
    Figure.objects.create(key="npwp_payment_over", from_on=date(2026, 1, 1), value=40_000_000,
                          unit="rupiah", source="test", confidence="L")  # fmt: skip
    assert needs(build.draft(people, facts=facts))["npwp"] == "needed"
    Figure.objects.filter(key="jkm_santunan_sekaligus").update(value=None)
    assert needs(build.draft(people, facts=facts))["npwp"] == "maybe"


def test_a_living_worker_needs_no_heirs_papers_and_shows_the_bills_he_paid(people):
    facts = {"months_unfit": Decimal(4), "medical": Decimal(0), "total_disability": Decimal(0)}
    found = needs(build.draft(people, kind="accident", at_work=True, facts=facts))
    assert found["surat_sakit"] == found["slip_upah"] == "needed"
    assert not {"kuitansi_pengobatan", "ktp_ahli_waris", "akta_kematian"} & set(found)
    assert found["laporan_polisi"] == found["kuitansi_transport"] == "maybe"


def test_a_draft_without_a_story_has_no_list(people):
    assert needs(build.draft(people, at_work=None, papers=False)) == {}
