"""Reminders go to who is there: the stand-in of a holder on leave, the camat who is not away."""

import pytest

from claims import actions, sweeps
from claims.models import Event, Notice
from regencies.models import Leave, Role
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


def test_a_camat_on_leave_is_not_bothered_while_another_stands_in(people):
    stand_in = build.person("plh.camat")
    build.appoint(stand_in, Role.CAMAT, acting="plh", acts_for=people[Role.CAMAT])
    away(people[Role.CAMAT])
    claim = build.claim_in("submitted", people)
    heard = Notice.objects.filter(claim=claim, kind="submit").values_list(
        "person__username", flat=True
    )
    assert set(heard) == {"plh.camat", people[Role.DISTRICT_OFFICER].username}
