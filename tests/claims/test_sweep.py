"""The sweep: what falls when, who hears, and that late, doubled or parallel runs change nothing."""

from datetime import datetime, timedelta

import pytest

from claims import actions, sweeps
from claims.models import Deadline, Event, Notice
from regencies.models import Role
from tests import build
from tests.build import DAY, JAKARTA, NOW
from tests.faults import crowd

pytestmark = pytest.mark.django_db


def at(day, hour=8, minute=0, second=0, month=3):
    return datetime(2026, month, day, hour, minute, second, tzinfo=JAKARTA)


def sweep(now):
    return sweeps.run(now, lambda: now)


def rungs(claim):
    rows = Event.objects.filter(claim=claim).exclude(rung="").order_by("at")
    return [(row.rung, row.at.astimezone(JAKARTA)) for row in rows]


def told(claim, kind):
    rows = Notice.objects.filter(claim=claim, kind=kind, channel="inbox")
    return {row.person.username for row in rows}


# Endorsed on Monday 2 March: the office's last day is Monday 9 March.
OFFICE = [
    ("warn_3", at(6)), ("warn_1", at(8)), ("warn_0", at(9)), ("breach", at(10, 0)),
    ("escalate_1", at(11)), ("escalate_2", at(12)),
]  # fmt: skip


def test_the_offices_ladder_falls_at_its_instants(people):
    claim = build.claim_in("endorsed", people)
    actions.take(claim.pk, by=people[Role.OPD_VERIFIER], now=NOW)
    for rung, instant in OFFICE:
        sweep(instant - timedelta(seconds=1))
        assert rung not in dict(rungs(claim))
        sweep(instant)
        assert rungs(claim)[-1] == (rung, instant)
    assert told(claim, "warn") == {"opd_verifier"}
    assert told(claim, "breach") == {"opd_verifier", "opd_section_head"}
    assert told(claim, "escalate") == {"opd_head", "sekda"}


def test_the_camats_ladder_ends_at_the_sekda(people):
    claim = build.claim_in("submitted", people)  # last day Thursday 5 March
    for day in range(3, 10):
        sweep(at(day, 8, 30))
    assert rungs(claim) == [
        ("warn_1", at(4)), ("warn_0", at(5)), ("breach", at(6, 0)), ("escalate_1", at(7)),
    ]  # fmt: skip
    assert told(claim, "breach") == {"camat"}
    assert told(claim, "escalate") == {"sekda"}


def test_the_village_has_its_own_days_and_is_never_closed(people):
    claim = build.claim_in("sent_back", people)  # last day Monday 16 March
    for day in range(3, 25):
        sweep(at(day, 8, 30))
    claim.refresh_from_db()
    assert claim.state == "sent_back"
    assert [name for name, _ in rungs(claim)] == [
        "warn_3", "warn_1", "warn_0", "breach", "escalate_1",
    ]  # fmt: skip
    assert told(claim, "warn") == {"village_head", "village_operator"}
    assert told(claim, "escalate") == {"camat"}


def test_a_dead_worker_misses_nothing_and_says_stale_warnings_once(people):
    claim = build.claim_in("endorsed", people)
    sweep(at(8, 12))
    assert rungs(claim) == [("warn_1", at(8))]
    sweep(at(14))
    assert rungs(claim) == [("warn_1", at(8)), *OFFICE[3:]]
    late = Event.objects.get(claim=claim, rung="breach")
    assert (late.at, late.recorded_at) == (at(10, 0), at(14))


def test_a_decided_claim_is_never_warned_of(people):
    claim = build.claim_in("approved", people)
    sweep(at(30))  # awards
    sweep(at(30))
    assert [name for name, _ in rungs(claim)] == [
        # Only the payment of the regency's own santunan is late, not the decision.
        "breach", "escalate_1", "escalate_2",
    ]  # fmt: skip
    assert {e.payout is not None for e in Event.objects.exclude(rung="")} == {True}


def test_sent_back_stands_still_and_goes_on_in_days(people):
    """Sent back on 4 March, answered on 10 March: seven days do not count."""
    claim = build.claim_in("endorsed", people)
    build.do("send_back", claim, people, now=at(4, 10))
    office = Deadline.objects.get(claim=claim, stage="office")
    assert office.paused_at and office.next_action_at is None
    for day in range(5, 10):
        sweep(at(day))
    assert not Event.objects.filter(deadline=office).exists()
    build.do("answer", claim, people, now=at(10, 15))
    office.refresh_from_db()
    assert str(office.due_on) == "2026-03-16" and str(office.original_due_on) == "2026-03-09"
    assert [day for day, why in office.trace["skipped"]] == [
        f"2026-03-{d:02}" for d in range(4, 11)
    ]
    sweep(at(13, 8))
    assert rungs(claim)[-1] == ("warn_3", at(13))


def test_a_clock_late_before_its_pause_is_late_after_it_and_breaches_once(people):
    claim = build.claim_in("endorsed", people)
    sweep(at(10, 1))
    build.do("send_back", claim, people, now=at(10, 9))
    build.do("answer", claim, people, now=at(12, 9))
    sweep(at(12, 10))
    office = Deadline.objects.get(claim=claim, stage="office")
    assert str(office.due_on) == "2026-03-09" and office.late(at(12))
    assert [name for name, _ in rungs(claim)].count("breach") == 1
    assert [name for name, _ in rungs(claim)][-2:] == ["escalate_1", "escalate_2"]


def test_late_is_from_midnight_on_and_needs_no_write(people):
    claim = build.claim_in("endorsed", people)
    rows = Deadline.objects.filter(claim=claim)
    assert not rows.overdue(at(9, 23, 59, 59)).exists()
    assert rows.overdue(at(10, 0)).exists()


def test_a_breach_never_locks_the_claim(people):
    claim = build.claim_in("verified", people)
    sweep(at(20))
    build.do("approve", claim, people, now=at(20))
    claim.refresh_from_db()
    assert claim.state == "approved"
    assert Event.objects.filter(claim=claim, rung="breach").exists()


def test_a_bad_row_stops_no_other_and_is_set_aside_after_five_tries(people):
    claims = [build.claim_in("submitted", people) for _ in range(4)]
    bad = Deadline.objects.get(claim=claims[1])
    bad.rungs = [["warn_0", "no instant at all", []]]
    bad.save()
    for attempt in range(1, 6):
        with pytest.raises(sweeps.SweepFailed):
            sweep(at(6, attempt))
        bad.refresh_from_db()
        assert bad.attempts == attempt
    assert bad.set_aside_at and bad.last_error == "ValueError"
    sweep(at(6, 9))  # does not fail any more
    for claim in (claims[0], claims[2], claims[3]):
        assert ("breach", at(6, 0)) in rungs(claim)


def test_the_sweep_asks_the_same_number_of_questions_for_one_and_for_forty(
    people, django_assert_num_queries
):
    for rows in (1, 40):
        crowd.submitted(rows, people)
        with django_assert_num_queries(16):
            sweeps.ring(at(6, 12), [])
        Deadline.objects.update(next_action_at=None)


def test_an_appointment_that_has_ended_hears_nothing(people):
    build.Appointment.objects.filter(person=people[Role.CAMAT]).update(to_on=(NOW - DAY).date())
    claim = build.claim_in("draft", people)
    build.do("submit", claim, people)
    assert told(claim, "submit") == {"district_officer"}
