"""The family is right: what it objects to is decided anew, by somebody else, and what was
granted beside it is paid meanwhile."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from claims import actions, sweeps
from claims.actions import FourEyes, Incomplete, NotYours, Ruling, TooLate
from claims.models import Claim, Objection, Payout
from claims.rules.states import PayoutState, Stage, State
from regencies.models import Figure, Role
from tests import build
from tests.build import DAY, NOW
from tests.claims.test_object import partly_refused
from tests.claims.test_races import at_once

SECTION, CHIEF, SEKDA = Role.OPD_SECTION_HEAD, Role.OPD_HEAD, Role.SEKDA
GRANT = Ruling("granted", note="Kartu peserta dilihat, cabang: aktif.")


def upheld(claim, people, now=NOW, about=None):
    if about:
        actions.object(
            claim.pk, about=about, **build.OBJECTS, by=people[Role.VILLAGE_HEAD], now=now
        )
    else:
        build.do("object", claim, people, now=now)
    build.do("uphold", claim, people, now=now)
    return Claim.objects.get(pk=claim.pk)


def decided_again(claim, people, rulings, by=SECTION, now=NOW):
    build.do("verify", claim, people, now=now)
    actions.approve(claim.pk, rulings, by=people[by], now=now)
    actions.award(claim.pk, now=now)
    return Claim.objects.get(pk=claim.pk)


def test_a_rejected_claim_is_the_offices_again(people):
    claim = upheld(build.claim_in("rejected", people), people, now=NOW + DAY)
    assert (claim.state, claim.reopened_at) == (State.ENDORSED, NOW + DAY)
    assert [row.verdict for row in claim.programmes.all()] == ["", ""]
    clock = claim.deadlines.open().get()
    assert (clock.stage, clock.holder, clock.started_at) == (Stage.OFFICE, None, NOW + DAY)
    assert clock.due_on == date(2026, 3, 10)
    # What the first decision said is not lost.
    undone = claim.events.get(move="reopen").data["undone"]
    assert undone["jkm"] == ["refused", "not_a_participant", ""]


def test_somebody_else_decides_anew_and_the_family_is_paid(people):
    claim = upheld(build.claim_in("rejected", people), people)
    build.do("verify", claim, people)  # the same verifier may look again
    with pytest.raises(FourEyes, match="orang lain yang memutuskan"):
        build.do("approve", claim, people, by=people[CHIEF])
    with pytest.raises(FourEyes):
        build.do("approve", claim, people, by=people[SEKDA])
    build.do("approve", claim, people, by=people[SECTION])
    for verb in ("award", "pay", "settle"):
        build.do(verb, claim, people)
    claim.refresh_from_db()
    assert claim.state == State.SETTLED
    assert set(claim.payouts.values_list("programme", "state")) == {
        ("jkm", "paid"), ("santunan_oki", "paid"),
    }  # fmt: skip


def test_a_stand_in_of_the_first_decider_does_not_decide_either(people):
    claim = upheld(build.claim_in("rejected", people), people)
    build.do("verify", claim, people)
    stand_in = build.person("plh.kepala")
    build.appoint(stand_in, CHIEF, acting="plh", acts_for=people[CHIEF])
    with pytest.raises(FourEyes):
        build.do("reject", claim, people, by=stand_in)


def test_where_the_office_has_nobody_left_the_sekda_decides(people):
    claim = build.claim_in("verified", people)
    with pytest.raises(NotYours):
        build.do("reject", claim, people, by=people[SEKDA])
    build.do("reject", claim, people, by=people[SECTION])
    build.do("object", claim, people)
    build.do("uphold", claim, people, by=people[CHIEF])
    build.do("verify", claim, people)
    for role in (SECTION, CHIEF):
        with pytest.raises(FourEyes):
            build.do("approve", claim, people, by=people[role])
    assert build.do("approve", claim, people, by=people[SEKDA]).to_state == State.APPROVED


def test_rejected_again_may_be_objected_to_again(people):
    claim = upheld(build.claim_in("rejected", people), people)
    build.do("verify", claim, people)
    build.do("reject", claim, people, by=people[SECTION])
    build.do("object", claim, people)
    assert claim.objections.count() == 2
    build.do("dismiss", claim, people)


def test_it_is_all_or_nothing(people):
    """While the payouts are being worked out nothing is opened, and the objection stays."""
    claim = partly_refused(people, State.APPROVED)
    build.do("object", claim, people)
    with pytest.raises(TooLate):
        build.do("uphold", claim, people)
    assert claim.objections.open().exists()
    build.do("award", claim, people)
    build.do("uphold", claim, people)


def test_the_same_click_upholds_once(people):
    claim = build.claim_in("rejected", people)
    build.do("object", claim, people)
    events = [build.do("uphold", claim, people, key=claim.key) for _ in range(2)]
    assert events[0] == events[1]
    assert claim.events.filter(move="reopen").count() == 1


# What was granted beside it -------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.AWARDED, State.SETTLED])
def test_only_what_was_refused_is_decided_anew(people, state):
    claim = upheld(partly_refused(people, state), people, about=["jkm"])
    assert claim.state == State.ENDORSED
    before = claim.payouts.get()
    claim = decided_again(claim, people, {"jkm": GRANT})
    assert claim.state == State.AWARDED
    new = claim.payouts.exclude(pk=before.pk).get()
    assert (new.programme_id, new.amount, new.cycle) == ("jkm", 42_000_000, 1)
    assert claim.programmes.get(programme="santunan_oki").verdict == "granted"


def test_money_under_way_goes_its_own_way(people):
    """Its clock, its queue and its cashier do not see that the claim is open again."""
    claim = partly_refused(people)
    payout = claim.payouts.get()
    clock = payout.deadlines.get()
    upheld(claim, people, about=["jkm"])
    clock.refresh_from_db()
    assert (clock.stopped_at, clock.due_on) == (None, date(2026, 3, 9))
    cashier = people[Role.CASHIER]
    build.order(payout, people=people)
    actions.pay(payout.pk, by=cashier, now=NOW, paid_on=NOW.date(), amount=payout.amount)
    sweeps.run(NOW + DAY, wall=lambda: NOW)
    claim.refresh_from_db()
    assert claim.state == State.ENDORSED  # paid, and not settled: a part is still to be decided


def test_refused_again_beside_what_was_granted(people):
    """No second rejection of the whole: what was granted stays."""
    claim = upheld(partly_refused(people), people, about=["jkm"])
    build.do("verify", claim, people)
    refused = {"jkm": Ruling("refused", "not_a_participant")}
    with pytest.raises(TooLate):
        actions.reject(claim.pk, refused, by=people[SECTION], now=NOW)
    actions.approve(claim.pk, refused, by=people[SECTION], now=NOW)
    actions.award(claim.pk, now=NOW)
    build.do("pay", claim, people)
    actions.settle(claim.pk, now=NOW)
    claim.refresh_from_db()
    assert (claim.state, claim.payouts.count()) == (State.SETTLED, 1)


def test_with_money_under_way_the_village_does_not_withdraw(people):
    claim = upheld(partly_refused(people), people, about=["jkm"])
    with pytest.raises(TooLate):
        build.do("withdraw", claim, people)
    claim = upheld(build.claim_in("rejected", people), people)
    build.do("withdraw", claim, people)


def test_the_village_may_mend_the_file_and_nothing_granted_is_lost(people):
    claim = upheld(partly_refused(people), people, about=["jkm"])
    build.do("send_back", claim, people)
    actions.keep(claim.pk, {"at_work": True}, by=people[Role.VILLAGE_HEAD], now=NOW)
    assert set(claim.programmes.values_list("programme", "verdict")) == {
        ("jkk", ""), ("santunan_oki", "granted"),
    }  # fmt: skip


# Sums -----------------------------------------------------------------------------------------


def raise_the_sum(to):
    Figure.objects.filter(key="oki_santunan_amount").update(value=to)


def test_a_sum_that_was_too_small_is_made_up(people, capsys):
    """The new payout holds the difference, says what came before, and replays."""
    claim = build.claim_in("settled", people)
    raise_the_sum(1_500_000)
    claim = upheld(claim, people)
    claim = decided_again(claim, people, {"santunan_oki": GRANT})
    new = claim.payouts.latest("id")
    assert (new.programme_id, new.cycle, new.amount) == ("santunan_oki", 2, 500_000)
    assert (new.inputs["already"], new.outcome["cash"]) == (1_000_000, 1_500_000)
    assert new.deadlines.filter(stopped_at=None).exists()
    call_command("replay_awards")
    assert "3 replayed, 0 differ" in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_payout DISABLE TRIGGER USER")
        Payout.objects.filter(pk=new.pk).update(inputs=new.inputs | {"already": 0})
        cursor.execute("ALTER TABLE claims_payout ENABLE TRIGGER USER")
    with pytest.raises(SystemExit):
        call_command("replay_awards")
    assert "amount: 500000, replayed 1500000" in capsys.readouterr().out


@pytest.mark.parametrize("amount", [1_000_000, 400_000])
def test_a_sum_that_is_no_larger_makes_no_payout_and_takes_nothing_back(people, amount):
    claim = build.claim_in("settled", people)
    raise_the_sum(amount)
    claim = decided_again(upheld(claim, people), people, {"santunan_oki": GRANT})
    assert claim.payouts.filter(programme="santunan_oki").count() == 1
    assert actions.settle(claim.pk, now=NOW) is not None


def test_an_objection_never_takes_away_what_was_granted(people):
    claim = upheld(build.claim_in("settled", people), people)
    build.do("verify", claim, people)
    refused = {"santunan_oki": Ruling("refused", "not_poor")}
    with pytest.raises(Incomplete, match="tidak pernah mengambilnya"):
        actions.approve(claim.pk, refused, by=people[SECTION], now=NOW)


def test_what_was_cancelled_counts_for_nothing(people):
    claim = build.claim_in("awarded", people)
    old = claim.payouts.get(programme="santunan_oki")
    actions.ask_cancel(old.pk, by=people[Role.CASHIER], now=NOW, note="salah rekening")
    actions.cancel(old.pk, by=people[CHIEF], now=NOW, note="salah rekening")
    claim = decided_again(upheld(claim, people), people, {"santunan_oki": GRANT})
    new = claim.payouts.latest("id")
    assert (new.cycle, new.amount, new.state) == (2, 1_000_000, PayoutState.AWARDED)


def test_the_way_that_the_pages_of_a_failed_transfer_tell_leads_to_the_right_account(people):
    """The account of an award stays; a new decision has another one, and pays no rupiah more."""
    claim = build.claim_in("awarded", people)
    old = claim.payouts.get(programme="santunan_oki")
    build.order(old, people=people)
    actions.fail(old.pk, by=people[Role.CASHIER], now=NOW, note="salah rekening")
    actions.ask_cancel(old.pk, by=people[Role.CASHIER], now=NOW, note="salah rekening")
    actions.cancel(old.pk, by=people[CHIEF], now=NOW, note="salah rekening")
    claim = upheld(claim, people, about=["santunan_oki"])
    build.do("send_back", claim, people)
    actions.keep(claim.pk, {"account": "0099999999999"}, by=people[Role.VILLAGE_HEAD], now=NOW)
    build.do("answer", claim, people)
    claim = decided_again(Claim.objects.get(pk=claim.pk), people, {"santunan_oki": GRANT})
    new = claim.payouts.latest("id")
    assert (new.account.reveal(), new.amount) == ("0099999999999", old.amount)
    old.refresh_from_db()
    assert (old.account.reveal(), old.state) == (build.ACCOUNT, PayoutState.CANCELLED)
    build.pay(new, people)


# Two at once ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_deciders_at_once_make_one_decision(committed):
    people = build.everybody()
    claim = build.claim_in("verified", people)
    build.do("reject", claim, people, by=people[SECTION])
    build.do("object", claim, people)
    filed = claim.objections.get()
    acts = (
        lambda: actions.uphold(filed.pk, answer="Benar.", by=people[CHIEF], now=NOW),
        lambda: actions.dismiss(filed.pk, answer="Tidak.", by=people[SEKDA], now=NOW),
    )
    found = at_once(2, lambda i: acts[i]())
    assert sum(isinstance(one, TooLate) for one in found) == 1, found
    filed = Objection.objects.get()
    assert claim.events.filter(move__in=["uphold", "dismiss"]).count() == 1
    claim.refresh_from_db()
    assert (claim.state == State.ENDORSED) == (filed.state == "upheld")
