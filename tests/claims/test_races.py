"""Several connections at once, on real locks. Each race first shows that it can go wrong."""

import threading

import pytest
from django.db import connection

from claims import actions, sweeps
from claims.actions import TooLate
from claims.models import Claim, Duty, Event, Notice, Payout
from claims.rules.states import State
from regencies.models import Role
from tests import build
from tests.build import DAY, NOW
from tests.faults import crowd
from tests.waiting import PATIENCE

pytestmark = pytest.mark.usefixtures("committed")


def at_once(n, act):
    """Run act(i) in n threads that start together; returns results and exceptions."""
    barrier, results = threading.Barrier(n), [None] * n

    def one(i):
        try:
            barrier.wait(PATIENCE)
            results[i] = act(i)
        except Exception as error:
            results[i] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(i,)) for i in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return results


@pytest.fixture
def people(committed):
    return build.everybody()


def test_without_a_lock_the_race_does_go_wrong(people):
    """Positive control: look, then write, as careless code would."""
    claim = build.claim_in("submitted", people)
    barrier = threading.Barrier(6)

    def careless(i):
        row = Claim.objects.get(pk=claim.pk)
        seen = row.state
        barrier.wait(PATIENCE)
        if seen == State.SUBMITTED:
            Event.objects.create(claim=row, move="endorse", at=NOW, recorded_at=NOW)

    at_once(6, careless)
    assert Event.objects.filter(move="endorse").count() == 6


def test_six_endorsements_are_one_event(people):
    for _ in range(5):
        claim = build.claim_in("submitted", people)
        results = at_once(6, lambda i, c=claim: build.do("endorse", c, people))
        assert Event.objects.filter(claim=claim, move="endorse").count() == 1
        assert sum(isinstance(r, TooLate) for r in results) == 5
        assert all(isinstance(r, Event | TooLate) for r in results)
        assert claim.deadlines.filter(stage="office").count() == 1


def test_approve_against_reject_is_one_decision(people):
    section, head = people[Role.OPD_SECTION_HEAD], people[Role.OPD_HEAD]
    for _ in range(5):
        claim = build.claim_in("verified", people)
        results = at_once(
            2,
            lambda i, c=claim: build.do(("approve", "reject")[i], c, people, by=(section, head)[i]),
        )
        assert sorted(type(r).__name__ for r in results) == ["Event", "TooLate"]
        assert Event.objects.filter(claim=claim, move__in=["approve", "reject"]).count() == 1


def test_six_sweeps_are_one_breach(people):
    crowd.submitted(20, people)
    late = NOW + 5 * DAY
    at_once(6, lambda i: sweeps.run(late, lambda: late))
    sweeps.run(late, lambda: late)
    for claim in Claim.objects.all():
        assert Event.objects.filter(claim=claim, rung="breach").count() == 1
        rows = Notice.objects.filter(claim=claim, kind="breach", channel="inbox")
        assert [row.person for row in rows] == [people[Role.CAMAT]]


def test_six_awards_are_one_payout(people):
    for _ in range(5):
        claim = build.claim_in("approved", people)
        results = at_once(6, lambda i, c=claim: actions.award(c.pk, now=NOW))
        assert sum(r is not None for r in results) == 1
        assert Payout.objects.filter(claim=claim, programme="jkm").count() == 1
        assert Payout.objects.filter(claim=claim).count() == 2


def test_one_person_at_two_desks_at_once_holds_one_duty(people):
    """The same person verifies one moment and approves the next, on two connections."""
    one = people[Role.OPD_VERIFIER]
    build.appoint(one, Role.OPD_HEAD)
    for _ in range(5):
        claim = build.claim_in("endorsed", people)
        at_once(2, lambda i, c=claim: build.do(("verify", "approve")[i], c, people, by=one))
        assert Duty.objects.filter(claim=claim, person=one).count() <= 1


def test_one_draft_per_click(people):
    from uuid import uuid4

    from regencies.models import Village

    village, head = Village.objects.get(code=build.HERE), people[Role.VILLAGE_HEAD]
    for _ in range(5):
        key = uuid4()
        drafts = at_once(
            5,
            lambda i, k=key: actions.start(kind="death", village=village, key=k, by=head, now=NOW),
        )
        assert len({draft.pk for draft in drafts}) == 1
        assert Claim.objects.filter(key=key).count() == 1


def test_numbers_come_from_a_sequence(people):
    from uuid import uuid4

    from regencies.models import Village

    village, head = Village.objects.get(code=build.HERE), people[Role.VILLAGE_HEAD]
    drafts = at_once(
        12,
        lambda i: actions.start(kind="death", village=village, key=uuid4(), by=head, now=NOW),
    )
    assert len({draft.code for draft in drafts}) == 12


def test_two_claims_for_one_death_approved_at_once_bring_one_grant(people):
    """Each looks for the other under its own lock: only the person's lock makes them wait."""
    for n in range(5):
        nik = f"16020512037198{n:02}"
        pair = [build.claim_in("verified", people, nik=nik) for _ in range(2)]
        results = at_once(2, lambda i, pair=pair: build.do("approve", pair[i], people))
        assert sorted(type(r).__name__ for r in results) == ["Event", "Incomplete"]
        assert Claim.objects.filter(pk__in=[c.pk for c in pair], state="approved").count() == 1


def test_checks_and_a_mover_do_not_wait_for_each_other_for_ever(people):
    claims = [build.claim_in("submitted", people) for _ in range(4)]
    for _ in range(3):
        Claim.objects.update(checked_version=-1)
        results = at_once(4, lambda i: actions.examine(claims[i].pk, now=NOW))
        assert not [r for r in results if isinstance(r, Exception)]
