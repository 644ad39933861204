"""R9: the database dies at once, again and again, while a camat decides over HTTP. What was
confirmed is there afterwards, whole and once."""

import itertools
import random
import threading
import time
import uuid

import pytest

from regencies.models import Role
from tests import build
from tests.faults import crowd
from tests.faults.counts import FULL, say
from tests.faults.sites import Browser, Postgres, elapsed, signed_in, web
from tests.waiting import PATIENCE

STOPS, DECISIONS, LOST_STOPS, SEED, PEOPLE = 12, 1500, 3, 7, 3


class Deciding:
    """Three browsers of one camat, each decision tried with its own key until it is confirmed."""

    def __init__(self, port: int, session: str, claims):
        self.claims = iter(claims)
        self.confirmed: dict[str, float] = {}
        self.statuses: dict[int, int] = {}
        self.last_confirmed = 0.0
        self.lock, self.stopping = threading.Lock(), threading.Event()
        self.threads = [
            threading.Thread(target=self.work, args=(Browser(port, session),), daemon=True)
            for _ in range(PEOPLE)
        ]
        for thread in self.threads:
            thread.start()

    def work(self, browser: Browser) -> None:
        while not self.stopping.is_set():
            with self.lock:
                code, version = next(self.claims, (None, None))
            if code is None:
                return
            fields = {"key": uuid.uuid4(), "version": version, "note": "Sudah diperiksa."}
            while not self.stopping.is_set():
                status = browser.post(f"/district/{code}/endorse/", fields)
                with self.lock:
                    self.statuses[status] = self.statuses.get(status, 0) + 1
                if status == 302:
                    self.confirmed[code] = self.last_confirmed = time.monotonic()
                    break
                time.sleep(0.05)

    def join(self) -> None:
        for thread in self.threads:
            thread.join(PATIENCE)

    def end(self) -> None:
        self.stopping.set()
        self.join()


WHOLE = """
SELECT c.code, c.state,
    (SELECT count(*) FROM claims_event e WHERE e.claim_id = c.id AND e.move = 'endorse'),
    (SELECT count(*) FROM claims_duty d WHERE d.claim_id = c.id AND d.duty = 'verify'),
    (SELECT count(*) FROM claims_deadline d WHERE d.claim_id = c.id AND d.stage = 'office'),
    (SELECT count(*) FROM claims_deadline d WHERE d.claim_id = c.id AND d.stage = 'camat'
        AND d.stopped_at IS NULL)
FROM claims_claim c
"""


def judged(server: Postgres, confirmed) -> dict[str, int]:
    """Each claim by its own rows: all that a decision writes, or none of it."""
    lost = half = double = 0
    for code, state, *written, waits in server.ask(WHOLE):
        done = state == "endorsed"
        lost += code in confirmed and not done
        half += (not done and any(written)) or (done and not all(written)) or done == bool(waits)
        double += any(n > 1 for n in written)
    return {"lost": lost, "half": half, "double": double}


@pytest.fixture
def server(home):
    made = Postgres(home)
    made.start()
    yield made
    made.stop()


def stops(server, deciding, times: int, every: int, *settings: str) -> list[float]:
    """Each after some more decisions. The seconds from the database's return until the next one is
    confirmed: how long it takes to return is its own log's length, and this machine's load."""
    dice, waits = random.Random(SEED), []
    for _ in range(times):
        before = len(deciding.confirmed)
        until = time.monotonic() + PATIENCE
        while len(deciding.confirmed) < before + dice.randint(every // 2, every):
            assert time.monotonic() < until, deciding.statuses
            time.sleep(0.005)
        server.stop()
        server.start(*settings)
        begun = time.monotonic()
        while deciding.last_confirmed < begun:
            assert time.monotonic() < begun + PATIENCE, deciding.statuses
            time.sleep(0.005)
        waits.append(elapsed(begun))
    return waits


def test_no_confirmed_decision_is_lost_halved_or_doubled_when_the_database_dies(
    committed, server, home
):
    """The control in the same place: a database that confirms before it has written loses some."""
    times, decisions = (STOPS, DECISIONS) if FULL else (2, 120)
    extra = 400 if FULL else 150
    people = build.everybody()
    crowd.submitted(decisions + extra, people)
    session = signed_in(people[Role.CAMAT])
    server.fill()
    codes = iter(server.ask("SELECT code, version FROM claims_claim ORDER BY id"))
    with web(home, server.url) as site:
        deciding = Deciding(site.port, session, itertools.islice(codes, decisions))
        waits = stops(server, deciding, times, decisions // (times + 1))
        deciding.join()
        found = judged(server, deciding.confirmed)
        say("R9 immediate stops", times, STOPS, decisions=len(deciding.confirmed), **found,
            slowest=max(waits), statuses=deciding.statuses, seed=SEED)  # fmt: skip
        # The control.
        careless = "synchronous_commit=off"
        server.stop()
        server.start(careless, "wal_writer_delay=1s")
        again = Deciding(site.port, session, codes)
        stops(server, again, LOST_STOPS, extra // 4, careless)
        again.end()
        lost = judged(server, again.confirmed)["lost"]
        say("R9 control, confirmed before it is written", 1, 1, lost=lost)
    assert len(deciding.confirmed) == decisions
    assert found == {"lost": 0, "half": 0, "double": 0}
    assert not FULL or max(waits) <= 5
    assert lost > 0
