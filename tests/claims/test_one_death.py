"""A death is paid under JKM or under JKK, never under both, however it is told."""

from datetime import date

import pytest
from django.db import transaction

from claims import actions
from claims.actions import Incomplete, Ruling
from claims.models import Claim
from regencies.models import Role
from tests import build
from tests.build import NOW
from tests.claims.checked import blocked, row, sweep
from tests.claims.test_branch import forward, refuse
from tests.claims.test_uphold import upheld

DIED = date(2026, 2, 27)
GRANT = Ruling("granted", note="Cabang: aktif.")
AT_WORK = {"kind": "accident", "at_work": True, "died_on": DIED, "event_on": DIED,
           "payee_name": "Aminah Demo", "payee_relation": "wife"}  # fmt: skip

pytestmark = pytest.mark.django_db


def decided(claim, people, **rulings):
    actions.approve(claim.pk, rulings, by=people[Role.OPD_SECTION_HEAD], now=NOW)
    actions.award(claim.pk, now=NOW)
    return Claim.objects.get(pk=claim.pk)


def of(claim, programme):
    return claim.payouts.get(programme=programme)


@pytest.fixture
def natural(people):
    """One claim, JKM granted, the santunan not."""
    refused = Ruling("refused", "not_poor")
    claim = build.claim_in("verified", people)
    actions.approve(claim.pk, {"jkm": GRANT, "santunan_oki": refused},
                    by=people[Role.OPD_HEAD], now=NOW)  # fmt: skip
    actions.award(claim.pk, now=NOW)
    return Claim.objects.get(pk=claim.pk)


def told_anew(claim, people):
    """The objection against the santunan is upheld, and the village says: it was at work."""
    claim = upheld(claim, people)
    build.do("send_back", claim, people)
    actions.keep(claim.pk, {"at_work": True}, by=people[Role.VILLAGE_HEAD], now=NOW)
    build.do("answer", Claim.objects.get(pk=claim.pk), people)
    claim = Claim.objects.get(pk=claim.pk)
    build.do("verify", claim, people)
    return claim


def told_again(claim, people):
    """A second claim for the same person."""
    return build.claim_in("verified", people, nik=claim.nik.reveal(), **AT_WORK)


def refused_for(claim, people, **rulings):
    with pytest.raises(Incomplete) as refusal, transaction.atomic():
        decided(claim, people, **rulings)
    return refusal.value.faults


# Two claims -----------------------------------------------------------------------------------


def test_a_death_granted_as_jkm_is_not_granted_as_jkk_in_another_claim(people, natural):
    second = told_again(natural, people)
    sweep()
    found = row(second, "already_granted", "jkk")
    assert (found.result, found.reason) == ("fail", "granted_instead")
    assert found.data["claims"] == [{"code": natural.code}]
    assert "jkk" in blocked(second, people)


def test_nor_one_granted_as_jkk_as_jkm(people):
    first = build.claim_in("verified", people, **AT_WORK)
    build.do("approve", first, people)  # nothing is worked out yet
    second = build.claim_in("verified", people, nik=first.nik.reveal())
    assert "jkm" in blocked(second, people)


def test_without_the_nik_a_person_is_asked(people, natural):
    second = build.claim_in("verified", people, **AT_WORK)
    sweep()
    found = row(second, "already_granted", "jkk")
    assert (found.result, found.reason) == ("warn", "perhaps_instead")


def test_an_injury_that_was_paid_and_a_natural_death_later_are_two(people):
    injury = {"kind": "accident", "at_work": True, "event_on": date(2026, 2, 20)}
    first = build.claim_in("awarded", people, **injury)
    build.pay(of(first, "jkk"), people)
    second = build.claim_in("verified", people, nik=first.nik.reveal())
    sweep()
    assert row(second, "already_granted", "jkm").result == "pass"
    build.do("approve", second, people)


def test_what_was_paid_stays_granted_while_an_objection_is_decided_anew(people):
    """An objection to the sum that is upheld takes every word of its claim back, and no money."""
    first = build.claim_in("awarded", people)
    build.pay(of(first, "santunan_oki"), people)
    first = upheld(first, people)
    assert first.programmes.get(programme="santunan_oki").verdict == ""
    second = build.claim_in("verified", people, nik=first.nik.reveal())
    sweep()
    for programme in ("santunan_oki", "jkm"):
        assert row(second, "already_granted", programme).reason == "granted_before"
    assert "santunan_oki" in blocked(second, people)
    assert "jkk" in blocked(told_again(first, people), people)


# One claim ------------------------------------------------------------------------------------


@pytest.mark.parametrize("paid", [True, False])
def test_nor_in_the_same_claim_after_an_objection(people, natural, paid):
    if paid:
        build.pay(of(natural, "jkm"), people)
    claim = told_anew(natural, people)
    faults = refused_for(claim, people, jkk=GRANT, santunan_oki=GRANT)
    assert set(faults) == {"jkk"} and "JKM" in faults["jkk"]
    decided(claim, people, jkk=Ruling("refused", "not_a_participant"), santunan_oki=GRANT)
    assert set(claim.payouts.values_list("programme", flat=True)) == {"jkm", "santunan_oki"}


# What the branch refused ----------------------------------------------------------------------


@pytest.mark.parametrize("tell", [told_anew, told_again])
def test_what_the_branch_refused_as_jkm_may_become_jkk_and_is_jkm_no_more(people, natural, tell):
    jkm = of(natural, "jkm")
    forward(jkm, people)
    refuse(jkm, people, note="Kecelakaan kerja: ajukan JKK.")
    claim = tell(natural, people)
    claim = decided(claim, people, jkk=GRANT, santunan_oki=GRANT)
    assert of(claim, "jkk").amount == 70_000_000
    with pytest.raises(Incomplete, match="JKK"), transaction.atomic():
        forward(jkm, people)
    # Once JKK has come to nothing as well, it may.
    forward(of(claim, "jkk"), people)
    refuse(of(claim, "jkk"), people, note="Bukan kecelakaan kerja.")
    forward(jkm, people)
    with pytest.raises(Incomplete, match="JKM"):
        forward(of(claim, "jkk"), people)
