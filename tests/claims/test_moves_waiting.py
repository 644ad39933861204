"""What this person may not do now stands on the page, with whom it waits for."""

import pytest

from claims.models import Claim
from claims.models.machine import edges
from claims.rules.states import State
from claims.views.doors import moves
from claims.views.moves_waiting import waiting_moves
from regencies.models import Actor, Role
from tests import build
from tests.build import NOW
from tests.claims.pages import recent


def waiting(claim, who):
    return {move.name: move.why for move in waiting_moves(claim, Actor.at(who, NOW))}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("role", [Role.VILLAGE_HEAD, Role.CAMAT, Role.OPD_VERIFIER, Role.OPD_HEAD])
def test_every_move_of_the_machine_is_mine_or_waits(people, state, role):
    claim = build.claim_in(state, people)
    actor = Actor.at(people[role], NOW)
    mine = {move.name for desk in ("village", "district", "panel")
            for move in moves(claim, actor, desk)}  # fmt: skip
    others = set(waiting(claim, people[role]))
    known = {name for name, source, _, _ in edges(Claim) if source == claim.state}
    assert not mine & others
    # A report is for accidents alone; a reopening comes of an objection.
    assert known - (mine | others) <= {"report", "reopen"}


def test_it_is_said_whose_role_it_takes(people):
    claim = build.claim_in("submitted", people)
    assert waiting(claim, people[Role.DISTRICT_OFFICER])["endorse"] == "Menunggu: Camat."
    approved = build.claim_in("approved", people)
    assert "sendiri" in waiting(approved, people[Role.OPD_HEAD])["award"]


def test_it_is_said_that_the_same_person_did_another_step(people):
    both = people[Role.OPD_VERIFIER]
    build.appoint(both, Role.OPD_HEAD)
    claim = build.claim_in("verified", people)
    assert "memverifikasi" in waiting(claim, both)["approve"]


def test_who_overturned_it_is_not_asked_again(people):
    claim = build.claim_in("rejected", people)
    build.do("object", claim, people)
    build.do("uphold", claim, people)
    claim.refresh_from_db()
    build.do("verify", claim, people)
    claim = Claim.objects.get(pk=claim.pk)
    assert "keberatan" in waiting(claim, people[Role.OPD_HEAD])["approve"]


@pytest.mark.parametrize(("role", "desk"), [(Role.CAMAT, "district"), (Role.AUDITOR, "panel")])
def test_they_stand_on_the_page_and_lead_nowhere(client, people, role, desk):
    claim = recent("endorsed", people)
    client.force_login(people[role])
    text = client.get(f"/{desk}/{claim.code}/").content.decode()
    assert "Langkah yang menunggu orang lain" in text and 'aria-disabled="true"' in text
    assert f"/{claim.code}/verify/" not in text


def test_on_a_payout_it_is_said_that_the_cashier_pays(client, people):
    claim = recent("awarded", people)
    client.force_login(people[Role.OPD_HEAD])
    page = client.get(f"/money/{claim.code}/2/")
    found = {move.name: move.why for move in page.context["waiting"]}
    assert found == {"wait": "Menunggu: Bendahara."}
    assert f"/money/{claim.code}/2/order/" not in page.content.decode()
    client.force_login(people[Role.CASHIER])
    assert client.get(f"/money/{claim.code}/2/").context["waiting"] == []
