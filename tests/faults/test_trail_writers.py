"""R17: many write at once, and the chain neither forks nor leaves anybody out."""

import random
import threading
import time
from itertools import pairwise

import pytest
from django.db import connection, transaction

from claims.actions import sealing
from claims.models import Event, Link, Unsealed
from claims.trail.verifying import verify
from tests import build
from tests.claims.test_races import at_once
from tests.faults.counts import say, trials
from tests.trail import found, run
from tests.waiting import PATIENCE

WRITERS, EACH, SEED = 4, 500, 17


@pytest.fixture
def claim(committed):
    return build.claim_in("submitted", build.everybody())


def written(claim, each: int) -> None:
    """WRITERS at once, each in transactions of one to four events; some of them keep their numbers
    for a moment before they commit, so that lower numbers come later."""

    def writer(i):
        draw = random.Random(SEED + i)
        left = each
        while left:
            n = min(left, draw.randrange(1, 5))
            with transaction.atomic():
                for _ in range(n):
                    Event.objects.create(
                        claim=claim, move="note", at=build.NOW, recorded_at=build.NOW
                    )
                time.sleep(draw.choice([0, 0, 0.004]))
            left -= n

    results = at_once(WRITERS, writer)
    assert results == [None] * WRITERS


def beside(act):
    """A thread that does this again and again until the block ends."""
    over = threading.Event()

    def again():
        try:
            while not over.is_set():
                act()
        finally:
            connection.close()

    thread = threading.Thread(target=again)
    thread.start()
    return over, thread


def test_one_seal_after_many_writers_links_each_once_in_one_line(claim):
    each = trials(EACH, least=50)
    written(claim, each)
    sealing.seal()
    told = found("SELECT n, row FROM claims_link ORDER BY n")
    forks = sum(later != before + 1 for (before, _), (later, _) in pairwise(told))
    events = {pk for (pk,) in found("SELECT id FROM claims_event")}
    linked = [row for (row,) in found("SELECT row FROM claims_link WHERE form = 1")]
    say("R17 writers at once", WRITERS * each, WRITERS * EACH, forks=forks,
        left_out=len(events - set(linked)), doubled=len(linked) - len(set(linked)))  # fmt: skip
    assert forks == 0 and told[0][0] == 1
    assert sorted(linked) == sorted(events) and len(events) >= WRITERS * each
    assert verify().status == 0 and not Unsealed.objects.exists()


def test_three_sealers_beside_the_writers_make_one_line_too(claim):
    each = trials(EACH, least=50)
    sealers = [beside(lambda: sealing.seal(batch=20)) for _ in range(3)]
    try:
        written(claim, each)
    finally:
        for over, thread in sealers:
            over.set()
            thread.join(PATIENCE)
    early = Link.objects.count()
    sealing.seal()
    events = Event.objects.count()
    say("R17 sealers beside writers", WRITERS * each, WRITERS * EACH, linked_meanwhile=early,
        left_out=events - Link.objects.filter(form=1).count())  # fmt: skip
    assert early > WRITERS  # they did work beside them
    assert Link.objects.filter(form=1).count() == events
    assert verify().status == 0


def test_control_a_sealer_that_goes_by_the_highest_number_leaves_some_out(claim):
    """Numbers are drawn before they are committed: lower ones turn up behind it."""
    each, state = trials(EACH, least=50), {"last": 0, "seen": set()}

    def careless():
        rows = found("SELECT id FROM claims_event WHERE id > %s ORDER BY id", [state["last"]])
        state["seen"] |= {pk for (pk,) in rows}
        state["last"] = max([state["last"], *(pk for (pk,) in rows)])

    over, thread = beside(careless)
    try:
        written(claim, each)
    finally:
        over.set()
        thread.join(PATIENCE)
    careless()
    left_out = Event.objects.count() - len(state["seen"])
    say("R17 control, by the highest number", WRITERS * each, WRITERS * EACH, left_out=left_out)
    assert left_out > 0


def test_control_a_chain_without_a_lock_forks(claim):
    """Each writer reads the head and links to it, as a chain made with the event would."""
    each = trials(EACH, least=50)
    run("CREATE TABLE careless_chain (id bigserial PRIMARY KEY, before bigint)")
    try:

        def writer(i):
            for _ in range(each):
                with transaction.atomic():
                    ((head,),) = found("SELECT coalesce(max(id), 0) FROM careless_chain")
                    run("INSERT INTO careless_chain (before) VALUES (%s)", [head])

        assert at_once(WRITERS, writer) == [None] * WRITERS
        ((n, links),) = found("SELECT count(*), count(DISTINCT before) FROM careless_chain")
    finally:
        run("DROP TABLE careless_chain")
    say("R17 control, no lock", WRITERS * each, WRITERS * EACH, forks=n - links)
    assert n == WRITERS * each and n - links > 0
