"""Thousands of rows in one statement: each gets its own numbers and what it shares with others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Deadline, Event, Notice
from claims.models.rows import insert, update
from regencies.models import Role
from tests import build
from tests.build import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(people):
    claim = build.claim_in("verified", people)
    return list(claim.events.order_by("id"))


def rest(people, role, **more):
    return {"person_id": people[role].pk, "channel": "inbox", "kind": "note"} | {
        "created_at": NOW, "sent_at": NOW
    } | more  # fmt: skip


def test_each_pair_becomes_a_row_of_every_rest_and_the_keys_come_in_order(people, events):
    both = [rest(people, Role.CAMAT), rest(people, Role.CASHIER, digested=True)]
    one = [rest(people, Role.AUDITOR)]
    said = [
        ({"event_id": event.pk, "claim_id": event.claim_id}, rests)
        for event, rests in zip(events, (both, one, both), strict=False)
    ]
    keys = insert(Notice, said)
    rows = {row.pk: row for row in Notice.objects.filter(pk__in=keys)}
    assert keys == sorted(keys)
    assert [rows[key].event_id for key in keys] == [
        events[0].pk, events[0].pk, events[1].pk, events[2].pk, events[2].pk
    ]  # fmt: skip
    assert sorted(rows[key].person.name for key in keys[:2]) == sorted(
        (people[Role.CAMAT].name, people[Role.CASHIER].name)
    )
    assert rows[keys[2]].person == people[Role.AUDITOR]
    assert sorted(rows[key].digested for key in keys) == [False, False, False, True, True]
    assert {rows[key].error for key in keys} == {""}


def test_what_is_shared_travels_once_and_what_only_looks_alike_is_not_lost(people, events):
    pairs = [{"event_id": event.pk, "claim_id": event.claim_id} for event in events[:3]]
    shared = [rest(people, Role.ADMINISTRATOR, error="satu")]

    def sent(rows):
        with CaptureQueriesContext(connection) as seen:
            keys = insert(Notice, rows)
        Notice.objects.filter(pk__in=keys).delete()
        assert len(keys) == 3
        return seen[0]["sql"].count("satu")

    assert sent([(own, shared) for own in pairs]) == 1
    assert sent([(own, [dict(shared[0])]) for own in pairs]) == 3


def test_a_number_may_be_missing(people, events):
    claim = events[0].claim
    rest = [{"move": "warn", "rung": "warn_1", "at": NOW, "recorded_at": NOW, "data": {"a": 1}}]
    (key,) = insert(Event, [({"claim_id": claim.pk, "payout_id": None}, rest)])
    event = Event.objects.get(pk=key)
    assert (event.payout_id, event.cycle, event.data) == (None, 0, {"a": 1})


def test_a_change_reaches_the_rows_it_names_and_no_other(people):
    first, second, third = (
        Deadline.objects.get(claim=build.claim_in("submitted", people)) for _ in range(3)
    )
    later = [{"next_action_at": NOW, "attempts": 3}]
    update(Deadline, [(first.pk, later), (third.pk, later)])
    found = dict(Deadline.objects.values_list("pk", "attempts"))
    assert (found[first.pk], found[second.pk], found[third.pk]) == (3, 0, 3)
