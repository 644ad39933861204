"""Asked to be cancelled, and not cancelled after all: the cashier takes it back, or whoever decides
declines."""

import uuid

import pytest

from claims import actions
from claims.actions import Changed, FourEyes, Incomplete, NotYours, TooLate, batches
from claims.models import Duty, Event, Notice, Payout
from claims.rules.states import PayoutState
from regencies.models import Role
from tests import build
from tests.build import NOW
from tests.claims.pages import form, recent

CASHIER, SECTION, HEAD = Role.CASHIER, Role.OPD_SECTION_HEAD, Role.OPD_HEAD
WHY = "Rekeningnya benar, bukan dobel."


@pytest.fixture
def asked(people):
    claim = build.claim_in("awarded", people)
    payout = claim.payouts.get(programme="santunan_oki")
    actions.ask_cancel(payout.pk, note="Dobel", by=people[CASHIER], now=NOW)
    return Payout.objects.get(pk=payout.pk)


def keep(payout, by, **more):
    return actions.keep_payout(payout.pk, note=WHY, by=by, now=NOW, **more)


@pytest.mark.parametrize("role", [SECTION, HEAD, CASHIER])
def test_what_is_kept_is_prepared_approved_and_paid(people, asked, role):
    event = keep(asked, people[role])
    assert (event.move, event.note, event.to_state) == ("keep_payout", WHY, "")
    kept = Payout.objects.get(pk=asked.pk)
    assert (kept.cancel_asked_by, kept.version) == (None, asked.version + 1)
    assert kept.state == PayoutState.AWARDED
    build.pay(kept, people)
    kept.refresh_from_db()
    assert (kept.state, kept.paid_amount) == (PayoutState.PAID, asked.amount)


def test_a_batch_that_was_made_before_goes_on(people):
    payout = build.claim_in("awarded", people).payouts.get(programme="santunan_oki")
    batch = build.prepare(payout, people=people)
    actions.ask_cancel(payout.pk, note="Dobel", by=people[CASHIER], now=NOW)
    with pytest.raises(Incomplete):
        batches.approve_batch(batch.pk, by=people[SECTION], now=NOW)
    keep(payout, people[HEAD])
    batches.approve_batch(batch.pk, by=people[SECTION], now=NOW)
    payout.refresh_from_db()
    assert payout.state == PayoutState.ORDERED


def test_it_may_be_asked_for_again_and_cancelled_then(people, asked):
    keep(asked, people[HEAD])
    with pytest.raises(TooLate):
        actions.cancel(asked.pk, note="Benar", by=people[HEAD], now=NOW)
    actions.ask_cancel(asked.pk, note="Tetap dobel", by=people[CASHIER], now=NOW)
    actions.cancel(asked.pk, note="Benar", by=people[HEAD], now=NOW)
    asked.refresh_from_db()
    assert asked.state == PayoutState.CANCELLED
    with pytest.raises(TooLate):
        keep(asked, people[HEAD])


def test_only_who_asked_takes_it_back_and_only_who_may_cancel_declines(people, asked):
    other = build.person("bendahara.lain")
    build.appoint(other, CASHIER)
    for by in (other, people[Role.OPD_VERIFIER], people[Role.AUDITOR], people[Role.VILLAGE_HEAD]):
        with pytest.raises(NotYours):
            keep(asked, by)
    # Whoever asked and is cashier no longer has no word in it.
    people[CASHIER].appointments.update(to_on=NOW.date() - build.DAY)
    with pytest.raises(NotYours):
        keep(asked, people[CASHIER])
    keep(asked, people[HEAD])


def test_who_holds_another_duty_of_the_claim_declines_nothing(people, asked):
    Duty.objects.create(claim=asked.claim, person=people[SECTION], duty="review")
    with pytest.raises(FourEyes):
        keep(asked, people[SECTION])


def test_declining_is_a_part_in_the_decision(people, asked):
    """As cancelling is: who declined does not verify or pay that claim later."""
    another = build.person("kabid.lain")
    build.appoint(another, SECTION)
    keep(asked, another)
    assert Duty.objects.get(claim=asked.claim, person=another).duty == "approve"


def test_nothing_is_kept_that_nobody_asked_to_cancel(people):
    payout = build.claim_in("awarded", people).payouts.get(programme="santunan_oki")
    for role in (CASHIER, HEAD):
        with pytest.raises((TooLate, NotYours)):
            keep(payout, people[role])


def test_an_old_page_and_a_second_click(people, asked):
    with pytest.raises(Changed):
        keep(asked, people[HEAD], version=asked.version - 1)
    key = uuid.uuid4()
    event = keep(asked, people[HEAD], version=asked.version, key=key)
    assert keep(asked, people[HEAD], version=asked.version, key=key) == event
    assert Event.objects.filter(move="keep_payout").count() == 1


@pytest.mark.parametrize(("by", "hears"), [(HEAD, CASHIER), (CASHIER, HEAD)])
def test_the_others_of_the_two_are_told(people, asked, by, hears):
    event = keep(asked, people[by])
    told = set(Notice.objects.filter(event=event).values_list("person__username", flat=True))
    assert people[hears].username in told and people[by].username not in told


def test_the_pages(client, people):
    claim = recent("awarded", people)
    payout = claim.payouts.get(programme="santunan_oki")
    page = f"/money/{claim.code}/2/"
    for role in (CASHIER, HEAD):
        client.force_login(people[role])
        assert client.get(f"{page}keep_payout/").status_code in {403, 409}
        assert f"{page}keep_payout/" not in client.get(page).content.decode()
    client.force_login(people[CASHIER])
    client.post(f"{page}ask_cancel/", form(payout, note="Dobel"))
    assert f"{page}keep_payout/" in client.get(page).content.decode()
    client.force_login(people[Role.AUDITOR])
    assert f"{page}keep_payout/" not in client.get(page).content.decode()
    assert client.get(f"{page}keep_payout/").status_code == 403
    client.force_login(people[HEAD])
    assert f"{page}keep_payout/" in client.get(page).content.decode()
    assert f"{page}keep_payout/" in client.get(f"{page}cancel/").content.decode()
    payout.refresh_from_db()
    assert client.post(f"{page}keep_payout/", form(payout)).status_code == 422
    assert client.post(f"{page}keep_payout/", form(payout, note=WHY)).status_code == 302
    after = client.get(page).content.decode()
    assert WHY in after and f"{page}keep_payout/" not in after
    client.force_login(people[CASHIER])
    assert f"{page}order/" in client.get(page).content.decode()
