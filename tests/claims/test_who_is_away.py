"""Reminders go to who is there: the stand-in of a holder on leave, the camat who is not away, and
for a holder who has left the office whoever else may take the file."""

import pytest

from claims import actions, queues, sweeps
from claims.models import Breach, Claim, Deadline, Event, Notice
from regencies.models import Actor, Appointment, Leave, Person, Role
from tests import build
from tests.build import DAY, NOW

WARNED = NOW + 4 * DAY  # three days before the last one


@pytest.fixture
def held(people):
    claim = build.claim_in("endorsed", people)
    actions.take(claim.pk, by=people[Role.OPD_VERIFIER], now=NOW)
    return claim


def away(person):
    Leave.objects.create(person=person, from_on=NOW.date(), to_on=(NOW + 9 * DAY).date())


def told(claim, rung="warn_3") -> set[str]:
    event = Event.objects.get(claim=claim, deadline__stage="office", rung=rung)
    return {
        row.person.username for row in Notice.objects.filter(event=event).select_related("person")
    }


def test_the_holder_is_warned_while_there(held, people):
    sweeps.run(WARNED, lambda: WARNED)
    assert told(held) == {people[Role.OPD_VERIFIER].username}


def test_the_stand_in_is_warned_instead_of_a_holder_on_leave(held, people):
    holder = people[Role.OPD_VERIFIER]
    for name, acts_for in (("pengganti", holder), ("lain", None)):
        someone = build.person(name)
        acting = {"acting": "plh", "acts_for": acts_for} if acts_for else {}
        build.appoint(someone, Role.OPD_VERIFIER, **acting)
    away(holder)
    sweeps.run(WARNED, lambda: WARNED)
    assert told(held) == {"pengganti"}


def test_without_a_stand_in_every_verifier_who_is_there_is_warned(held, people):
    for name in ("satu", "dua", "libur"):
        build.appoint(build.person(name), Role.OPD_VERIFIER)
    away(people[Role.OPD_VERIFIER])
    away(build.Person.objects.get(username="libur"))
    sweeps.run(WARNED, lambda: WARNED)
    assert told(held) == {"satu", "dua"}


def test_where_everybody_is_away_everybody_is_warned(held, people):
    away(people[Role.OPD_VERIFIER])
    sweeps.run(WARNED, lambda: WARNED)
    assert told(held) == {people[Role.OPD_VERIFIER].username}


# A holder who has left the office --------------------------------------------------------------


def gone(person, how) -> None:
    match how:
        case "ended":
            Appointment.objects.filter(person=person).update(to_on=NOW.date())
        case "closed":
            Person.objects.filter(pk=person.pk).update(is_active=False)
        case "elsewhere":
            Appointment.objects.filter(person=person).update(regency_id="16.06")


@pytest.fixture
def second(people):
    found = build.person("verifikator.baru")
    build.appoint(found, Role.OPD_VERIFIER)
    return found


@pytest.mark.parametrize("how", ["ended", "closed", "elsewhere"])
def test_a_file_of_somebody_who_has_left_is_nobodys(held, people, second, how):
    gone(people[Role.OPD_VERIFIER], how)
    for day in (4, 6, 7, 8):
        sweeps.run(NOW + day * DAY, lambda: NOW)
    for rung in ("warn_3", "warn_1", "warn_0"):
        assert told(held, rung) == {second.username}, rung
    # Late, it is given to the head; who was there for it hears too.
    section = people[Role.OPD_SECTION_HEAD].username
    assert told(held, "breach") == {second.username, section, "opd_head"}
    clock = Deadline.objects.get(claim=held, stage="office")
    assert clock.holder == people[Role.OPD_HEAD]
    # In whose hands it became late stays on record.
    assert Breach.objects.get(deadline=clock).holder == people[Role.OPD_VERIFIER]


@pytest.mark.parametrize("how", ["ended", "closed", "elsewhere"])
def test_who_is_there_may_take_it_and_the_tab_says_so(held, people, second, how):
    later = NOW + DAY
    assert actions.take_next(by=second, now=later) is None
    gone(people[Role.OPD_VERIFIER], how)
    rows, buckets = queues.at_the_office(Actor.at(second, later), later)
    assert queues.counts(rows, buckets)["nobody"] == 1
    assert [row.claim for row in rows.filter(queues.Sieve(nobodys=True).of_clocks(later))] == [held]
    assert actions.take_next(by=second, now=later) == (held, "nobodys")
    assert queues.counts(rows, buckets)["nobody"] == 0


def test_the_head_to_whom_it_was_given_holds_it_until_they_leave(held, people, second):
    gone(people[Role.OPD_VERIFIER], "ended")
    sweeps.run(NOW + 8 * DAY, lambda: NOW)
    assert actions.take_next(by=second, now=NOW + 8 * DAY) is None
    gone(people[Role.OPD_HEAD], "ended")
    assert actions.take_next(by=second, now=NOW + 8 * DAY) == (held, "nobodys")


def test_a_question_about_it_reaches_who_is_there(held, people, second):
    build.do("verify", held, people)
    gone(people[Role.OPD_VERIFIER], "ended")
    event = actions.recheck(held.pk, note="Desil?", by=people[Role.OPD_SECTION_HEAD], now=NOW + DAY)
    heard = Notice.objects.filter(event=event).values_list("person__username", flat=True)
    assert set(heard) == {second.username}


def test_whoever_verifies_what_nobody_holds_any_more_has_it(held, people, second):
    gone(people[Role.OPD_VERIFIER], "ended")
    build.do("verify", Claim.objects.get(pk=held.pk), people, by=second, now=NOW + DAY)
    assert Deadline.objects.get(claim=held, stage="office").holder == second


def test_a_file_that_was_opened_again_is_nobodys_until_somebody_takes_it(people, second):
    claim = build.claim_in("rejected", people)
    build.do("object", claim, people)
    build.do("uphold", claim, people)
    sweeps.run(WARNED, lambda: WARNED)
    event = Event.objects.get(claim=claim, deadline__stopped_at=None, rung="warn_3")
    heard = Notice.objects.filter(event=event).values_list("person__username", flat=True)
    assert set(heard) == {people[Role.OPD_VERIFIER].username, second.username}


def test_a_file_that_is_withdrawn_is_told_to_who_had_it(held, people, second):
    event = build.do("withdraw", held, people)
    heard = Notice.objects.filter(event=event).values_list("person__username", flat=True)
    assert people[Role.OPD_VERIFIER].username in heard and second.username not in heard


def test_a_camat_on_leave_is_not_bothered_while_another_stands_in(people):
    stand_in = build.person("plh.camat")
    build.appoint(stand_in, Role.CAMAT, acting="plh", acts_for=people[Role.CAMAT])
    away(people[Role.CAMAT])
    claim = build.claim_in("submitted", people)
    heard = Notice.objects.filter(claim=claim, kind="submit").values_list(
        "person__username", flat=True
    )
    assert set(heard) == {"plh.camat", people[Role.DISTRICT_OFFICER].username}
