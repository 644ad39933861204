"""Which cover an award relies on, and that cover nobody is sure of takes a person's words."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from claims import actions
from claims.actions import Finding, Incomplete, Ruling
from claims.models import Payout
from claims.models.check_words import REASON_WORDS
from claims.rules import freezing
from regencies.models import Coverage, Role
from tests import build
from tests.build import NOW
from tests.claims.checked import listed

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
# The event of the builders is 27 February 2026: in the second month of grace.
ENDED = (date(2025, 1, 1), date(2025, 12, 31))


def approve(claim, people, note=""):
    rulings = {"jkm": Ruling("granted", note=note), "santunan_oki": Ruling("granted")}
    return actions.approve(claim.pk, rulings, by=people[Role.OPD_HEAD], now=NOW)


def awarded(claim, people, note=""):
    approve(claim, people, note)
    actions.award(claim.pk, now=NOW)
    return {payout.programme_id: payout for payout in Payout.objects.filter(claim=claim)}


def refused(claim, people, note=""):
    with pytest.raises(Incomplete) as fault, transaction.atomic():
        approve(claim, people, note)
    return fault.value.faults


def test_the_award_keeps_the_period_that_covers_the_event(people):
    claim = build.claim_in("verified", people)
    listed(claim, ENDED, YEAR)
    payouts = awarded(claim, people)
    assert payouts["jkm"].inputs["cover"] == {
        "programme": "jkm",
        "standing": "covered",
        "grace_months": 3,
        "period": {"from": "2026-01-01", "to": "2026-12-31", "payer": "APBD OKI",
                   "agreement": "", "months": None},
        "months_source": "Daftar BPJS",
        "note": "",
    }  # fmt: skip
    # A regency's own benefit rests on no contributions.
    assert "cover" not in payouts["santunan_oki"].inputs


def test_it_stays_what_the_approver_relied_on_though_the_list_changes(people):
    claim = build.claim_in("verified", people)
    person = listed(claim, YEAR)
    approve(claim, people)
    Coverage.objects.filter(participant=person).delete()
    actions.award(claim.pk, now=NOW)
    payout = Payout.objects.get(claim=claim, programme="jkm")
    assert payout.inputs["cover"]["standing"] == "covered"


def test_cover_in_grace_is_granted_with_a_persons_words_alone(people):
    claim = build.claim_in("verified", people)
    listed(claim, ENDED)
    assert str(REASON_WORDS["cover"]["grace"]) in refused(claim, people)["jkm"]
    assert "jkm" in refused(claim, people, note="  ")
    payout = awarded(claim, people, note="Cabang menyetujui, surat 12/2026.")["jkm"]
    cover = payout.inputs["cover"]
    assert (cover["standing"], cover["note"]) == ("grace", "Cabang menyetujui, surat 12/2026.")
    assert (cover["period"]["to"], cover["grace_months"]) == ("2025-12-31", 3)


def test_who_is_on_no_list_is_granted_with_a_persons_words_alone(people):
    claim = build.claim_in("verified", people)
    assert "jkm" in refused(claim, people)
    cover = awarded(claim, people, note="KPJ dilihat.")["jkm"].inputs["cover"]
    assert (cover["standing"], cover["period"]) == ("not_on_the_list", None)


def test_the_regencys_own_benefit_asks_for_no_cover(people):
    claim = build.claim_in("verified", people)
    rulings = {"jkm": Ruling("refused", "not_a_participant"), "santunan_oki": Ruling("granted")}
    event = actions.approve(claim.pk, rulings, by=people[Role.OPD_HEAD], now=NOW)
    assert "cover" not in event.data


def test_where_the_months_come_from_is_kept(people):
    found = {"months_paid": Finding(Decimal(24), "Cetak JMO", date(2026, 2, 28))}
    claim = build.claim_in("verified", people, found=found)
    listed(claim, YEAR)
    assert awarded(claim, people)["jkm"].inputs["cover"]["months_source"] == "Cetak JMO"


def test_awards_with_and_without_cover_replay_alike(people):
    claim = build.claim_in("verified", people)
    listed(claim, YEAR)
    awarded(claim, people)
    said = StringIO()
    call_command("replay_awards", stdout=said)
    assert said.getvalue().startswith("2 replayed, 0 differ")
    # As it was frozen before the cover was kept with it: the same case.
    inputs = Payout.objects.get(programme="jkm").inputs
    older = {key: value for key, value in inputs.items() if key != "cover"}
    assert freezing.thawed_case(older) == freezing.thawed_case(inputs)


def test_the_approver_reads_why_words_are_asked_for(client, people):
    claim = build.claim_in("verified", people)
    listed(claim, ENDED)
    client.force_login(people[Role.OPD_HEAD])
    fields = client.get(f"/panel/{claim.code}/approve/").context["form"].fields
    assert str(REASON_WORDS["cover"]["grace"]) in fields["jkm_note"].help_text.lower()
    assert not fields["santunan_oki_note"].help_text


def test_the_sheet_tells_the_period_and_the_words(client, people):
    claim = build.claim_in("verified", people)
    listed(claim, ENDED)
    awarded(claim, people, note="Cabang menyetujui.")
    client.force_login(people[Role.CASHIER])
    for page in ("", "sheet/"):
        text = client.get(f"/money/{claim.code}/1/{page}").content.decode()
        assert "APBD OKI" in text and "Cabang menyetujui." in text
