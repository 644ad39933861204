"""R8: one bad claim blocks nobody, and does not stay hidden."""

import io
import json
import random
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from claims import actions, sweeps
from claims.models import Deadline, Event, Notice
from regencies.models import Role
from tests import build
from tests.build import DAY, NOW
from tests.faults import crowd
from tests.faults.counts import say

CLAIMS, SEED = 1000, 7
LATE = NOW + 4 * DAY
MINUTE = DAY / 24 / 60

pytestmark = pytest.mark.django_db


@pytest.fixture
def poison(people) -> Deadline:
    """A thousand late claims, one of them with a clock that can't be read, anywhere among them."""
    crowd.submitted(CLAIMS, people)
    clocks = list(Deadline.objects.order_by("pk"))
    bad = random.Random(SEED).choice(clocks)
    bad.rungs = [["warn_0", "no instant at all", []]]
    bad.save(update_fields=["rungs"])
    return bad


def breaches() -> Counter:
    return Counter(Event.objects.filter(rung="breach").values_list("deadline", flat=True))


def test_one_bad_claim_blocks_no_other_and_is_seen(poison, people):
    tries = []
    for beat in range(8):
        failed: list[int] = []
        sweeps.ring(LATE + beat * MINUTE, failed)
        tries.append(len(failed))
        if not beat:
            at_once = breaches()
    poison.refresh_from_db()
    admin = Client()
    admin.force_login(people[Role.ADMINISTRATOR])
    seen = poison.claim.code in admin.get("/operations/").content.decode()
    said = io.StringIO()
    call_command("state", "--json", stdout=said)
    told = Notice.objects.filter(event__rung="breach", channel="inbox").count()
    say("R8 one bad claim among", CLAIMS, CLAIMS, others_done=len(at_once), told=told,
        tries=sum(tries), set_aside=bool(poison.set_aside_at), seen=seen, seed=SEED)  # fmt: skip
    # The others in the very first sweep, at their true instant; the bad one five times, then no
    # more.
    assert (len(at_once), set(at_once.values())) == (CLAIMS - 1, {1})
    assert breaches() == at_once and told == CLAIMS - 1
    assert set(Event.objects.filter(rung="breach").values_list("recorded_at", "at")) == {
        (LATE, build.NOW.replace(day=6, hour=0))
    }
    assert tries == [1] * sweeps.TRIES + [0] * 3
    assert poison.set_aside_at == LATE + (sweeps.TRIES - 1) * MINUTE
    assert (poison.attempts, poison.last_error) == (sweeps.TRIES, "ValueError")
    assert seen and json.loads(said.getvalue())["deadlines"]["set_aside"] == 1


def until_the_first_error(now) -> None:
    """The broken variant: the sweep ends where a row does, and the next one begins there."""
    while rows := list(Deadline.objects.ringing(now).select_related("claim__regency")
                       .order_by("next_action_at", "pk")[:20]):  # fmt: skip
        with transaction.atomic():
            actions.ring_batch(rows, now)


def test_control_a_sweep_that_stops_at_an_error_leaves_the_rest_undone(poison):
    for beat in range(8):
        with pytest.raises(ValueError):
            until_the_first_error(LATE + beat * MINUTE)
    undone = CLAIMS - len(breaches())
    say("R8 control, stops at the first error", CLAIMS, CLAIMS, undone=undone, seed=SEED)
    assert undone > 1
