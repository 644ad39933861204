"""What the camat's and the office's verbs ask for before they let a file go on."""

from datetime import date
from decimal import Decimal

import pytest

from claims import actions
from claims.actions import Finding, Incomplete, Ruling, TooLate
from claims.models import Deadline
from regencies.models import Figure, Role
from tests import build
from tests.build import NOW


def test_a_file_without_its_papers_goes_on_only_with_a_written_reason(people):
    claim = build.claim_in("submitted", people)
    with pytest.raises(Incomplete) as refused:
        actions.endorse(claim.pk, by=people[Role.CAMAT], now=NOW)
    assert "note" in refused.value.faults
    event = actions.endorse(claim.pk, by=people[Role.CAMAT], now=NOW, note="Akta diproses.")
    assert "ktp_ahli_waris" in event.data["missing"]


def test_the_fourth_return_takes_the_section_head(people):
    claim = build.claim_in("endorsed", people)
    for _ in range(3):
        build.do("send_back", claim, people)
        build.do("answer", claim, people)
    with pytest.raises(Incomplete):
        build.do("send_back", claim, people)
    event = build.do("send_back", claim, people, by=people[Role.OPD_SECTION_HEAD])
    assert event.data["return"] == 4


def test_whoever_sits_on_both_chairs_may_return_it_a_fourth_time(people):
    both = people[Role.OPD_VERIFIER]
    build.appoint(both, Role.OPD_SECTION_HEAD)
    claim = build.claim_in("endorsed", people)
    for _ in range(4):
        event = build.do("send_back", claim, people)
        build.do("answer", claim, people)
    assert event.data["return"] == 4


def test_the_office_returns_no_file_that_the_camat_still_has(people):
    """Not even where the camat is a verifier too: it would come back past the endorsement."""
    both = people[Role.CAMAT]
    build.appoint(both, Role.OPD_VERIFIER)
    claim = build.claim_in("submitted", people)
    said = {"reason": "names_differ", "note": "KTP?", "by": both, "now": NOW}
    with pytest.raises(TooLate):
        actions.office_send_back(claim.pk, **said)
    actions.camat_send_back(claim.pk, **said)
    build.do("answer", claim, people)
    claim.refresh_from_db()
    assert claim.state == "submitted"


def test_the_number_of_returns_is_a_dated_figure(people):
    Figure.objects.create(
        regency_id="16.02", key="returns_before_section_head", from_on=date(2026, 1, 1), value=1,
        unit="times", source="test", confidence="L",
    )  # fmt: skip
    claim = build.claim_in("endorsed", people)
    build.do("send_back", claim, people)
    build.do("answer", claim, people)
    with pytest.raises(Incomplete):
        build.do("send_back", claim, people)


def test_nothing_is_verified_before_its_facts_are_assessed(people):
    claim = build.claim_in("endorsed", people)
    verifier = people[Role.OPD_VERIFIER]
    with pytest.raises(Incomplete):
        actions.verify(claim.pk, by=verifier, now=NOW)
    actions.assess(claim.pk, build.FOUND, by=verifier, now=NOW)
    actions.verify(claim.pk, by=verifier, now=NOW)
    assert Deadline.objects.open().get(claim=claim).holder == verifier


def test_what_the_village_said_stays_beside_what_was_found(people):
    claim = build.claim_in("endorsed", people, facts={"months_paid": Decimal(29)})
    actions.assess(claim.pk, build.FOUND, by=people[Role.OPD_VERIFIER], now=NOW)
    fact = claim.facts.get(key="months_paid")
    assert (fact.stated, fact.assessed, fact.source) == (29, 24, "Daftar BPJS")


@pytest.mark.parametrize(
    ("rulings", "complaint"),
    [
        ({"jkm": Ruling("granted")}, "santunan_oki"),
        ({"jkm": Ruling("refused"), "santunan_oki": Ruling("granted")}, "jkm"),
        ({"jkm": Ruling("refused", "not_covered"),
          "santunan_oki": Ruling("refused", "not_poor")}, "verdicts"),
    ],
)  # fmt: skip
def test_an_approval_rules_on_every_programme_and_grants_one(people, rulings, complaint):
    claim = build.claim_in("verified", people)
    with pytest.raises(Incomplete) as refused:
        actions.approve(claim.pk, rulings, by=people[Role.OPD_HEAD], now=NOW)
    assert complaint in refused.value.faults
    claim.refresh_from_db()
    assert claim.state == "verified"


def test_one_programme_granted_and_one_refused_makes_one_payout(people):
    claim = build.claim_in("verified", people)
    rulings = {"jkm": Ruling("refused", "not_a_participant"), "santunan_oki": Ruling("granted")}
    actions.approve(claim.pk, rulings, by=people[Role.OPD_HEAD], now=NOW)
    actions.award(claim.pk, now=NOW)
    assert [payout.programme_id for payout in claim.payouts.all()] == ["santunan_oki"]


def verified_with_decile(people, decile):
    claim = build.claim_in("endorsed", people)
    findings = build.FOUND | {"decile": Finding(decile, "DTSEN", date(2026, 2, 1))}
    actions.assess(claim.pk, findings, by=people[Role.OPD_VERIFIER], now=NOW)
    actions.verify(claim.pk, by=people[Role.OPD_VERIFIER], now=NOW)
    return claim


def test_what_the_rule_does_not_pay_is_not_granted(people):
    claim = verified_with_decile(people, Decimal(7))
    with pytest.raises(Incomplete) as refused:
        actions.approve(claim.pk, build.granted(claim), by=people[Role.OPD_HEAD], now=NOW)
    assert set(refused.value.faults) == {"santunan_oki"}


def test_an_unknown_decile_is_granted_only_with_a_written_judgement(people):
    claim = verified_with_decile(people, None)
    rulings, head = build.granted(claim), people[Role.OPD_HEAD]
    with pytest.raises(Incomplete):
        actions.approve(claim.pk, rulings, by=head, now=NOW)
    rulings["santunan_oki"] = Ruling("granted", note="Dikunjungi, jelas miskin.")
    actions.approve(claim.pk, rulings, by=head, now=NOW)


def test_a_late_filing_needs_a_judgement_too(people):
    claim = build.claim_in("verified", people, event_on=date(2026, 2, 20))
    with pytest.raises(Incomplete) as refused:
        actions.approve(claim.pk, build.granted(claim), by=people[Role.OPD_HEAD], now=NOW)
    assert set(refused.value.faults) == {"santunan_oki"}


def test_a_work_accident_is_paid_under_jkk_and_never_under_jkm(people):
    claim = build.claim_in(
        "awarded", people, kind="accident", at_work=True, died_on=date(2026, 2, 27),
        event_on=date(2026, 2, 25),
    )  # fmt: skip
    amounts = dict(claim.payouts.values_list("programme_id", "amount"))
    assert amounts == {"jkk": 70_000_000, "santunan_oki": 1_000_000}


def test_a_living_worker_is_paid_for_months_and_bills(people):
    claim = build.claim_in(
        "awarded", people, kind="accident", at_work=True,
        facts={"months_unfit": Decimal(4), "medical": Decimal(2_500_000)},
    )  # fmt: skip
    jkk = claim.payouts.get()
    assert (jkk.programme_id, jkk.amount) == ("jkk", 6_500_000)


def test_only_the_caps_of_bills_that_came_are_told(people):
    """Nobody is asked to confirm what dentures cost where none were lost."""
    claim = build.claim_in(
        "awarded", people, kind="accident", at_work=True,
        facts={"glasses": Decimal(400_000), "medical": Decimal(2_500_000)},
    )  # fmt: skip
    caps = {key for key in claim.payouts.get().figures if key.endswith("_cap")}
    assert caps == {"glasses_cap"}


def test_an_award_keeps_its_figures_whatever_is_edited_later(people):
    claim = build.claim_in("awarded", people)
    payout = claim.payouts.get(programme="jkm")
    Figure.objects.filter(key="jkm_santunan_sekaligus").update(value=1)
    payout.refresh_from_db()
    assert payout.amount == 42_000_000
    assert payout.figures["jkm_santunan_sekaligus"]["value"] == "20000000"
    assert payout.figures["jkm_santunan_sekaligus"]["source"]
    assert payout.inputs["months_paid"] == 24
    assert payout.outcome["lines"][1]["formula"] == "24 bulan x Rp500.000"
