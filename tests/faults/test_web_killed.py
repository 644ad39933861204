"""R10: processes of the web are killed while villages begin claims; each browser sends again under
the same key until it is answered. What was confirmed is there, and nothing is there twice."""

import os
import random
import signal
import threading
import time
import uuid

from claims.models import Claim
from config import keeper
from regencies.models import Role
from tests import build
from tests.faults.counts import FULL, say
from tests.faults.parts import database_url
from tests.faults.sites import Browser, signed_in, web

KILLS, CLAIMS, SEED, PEOPLE = 40, 4000, 7, 4


class Beginning:
    """keyed: a form is sent again as it was; else, as without keys, each time as a new one."""

    def __init__(self, port: int, session: str, keyed: bool):
        self.keyed = keyed
        self.confirmed: list[tuple[str, str]] = []
        self.sent: set[str] = set()
        self.unanswered = 0
        self.stopping = threading.Event()
        self.threads = [
            threading.Thread(target=self.work, args=(Browser(port, session),), daemon=True)
            for _ in range(PEOPLE)
        ]
        for thread in self.threads:
            thread.start()

    def work(self, browser: Browser) -> None:
        while not self.stopping.is_set():
            fields = {"kind": "death", "village": build.HERE, "event_on": "2026-02-27",
                      "key": str(uuid.uuid4())}  # fmt: skip
            while True:
                self.sent.add(fields["key"])
                status = browser.post("/village/start/", fields)
                if status == 302:
                    self.confirmed.append((fields["key"], browser.location.split("/")[2]))
                    break
                self.unanswered += status == 0
                if not self.keyed:
                    fields |= {"key": str(uuid.uuid4())}
                time.sleep(0.05)

    def end(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)


def kill_one(site, dice) -> None:
    assert keeper.wait_until(site.workers, 20)
    time.sleep(dice.uniform(0, 0.05))
    os.kill(dice.choice(site.workers()), signal.SIGKILL)


def went_on(beginning, claims: int) -> None:
    assert keeper.wait_until(lambda: len(beginning.confirmed) >= claims, 120), "nobody answers"


def begun(home, keyed: bool, killing) -> Beginning:
    people = build.everybody()
    session = signed_in(people[Role.VILLAGE_HEAD])
    with web(home, database_url()) as site:
        beginning = Beginning(site.port, session, keyed)
        try:
            killing(site, beginning)
        finally:
            beginning.end()
    return beginning


def doubled(beginning) -> int:
    """Claims that nobody was told of: their browsers began them once more."""
    return Claim.objects.count() - len({code for _key, code in beginning.confirmed})


def test_killed_web_processes_lose_and_double_nothing(committed, home):
    kills, claims = (KILLS, CLAIMS) if FULL else (3, 200)
    dice = random.Random(SEED)

    def killing(site, beginning):
        for n in range(1, kills + 1):
            went_on(beginning, claims * n // (kills + 1))
            kill_one(site, dice)
        went_on(beginning, claims)

    beginning = begun(home, True, killing)
    rows = {str(key): code for key, code in Claim.objects.values_list("key", "code")}
    lost = sum(rows.get(key) != code for key, code in beginning.confirmed)
    say("R10 web processes killed", kills, KILLS, confirmed=len(beginning.confirmed),
        unanswered=beginning.unanswered, lost=lost, doubled=doubled(beginning),
        seed=SEED)  # fmt: skip
    assert len(beginning.confirmed) >= claims
    assert (lost, doubled(beginning)) == (0, 0)


def test_control_a_new_key_each_time_doubles_some(committed, home):
    dice, kills = random.Random(SEED), 0

    def killing(site, beginning):
        nonlocal kills
        # More than the browsers have under way at this moment.
        while doubled(beginning) <= PEOPLE and kills < 2 * KILLS:
            kill_one(site, dice)
            kills += 1
            went_on(beginning, len(beginning.confirmed) + 3)

    beginning = begun(home, False, killing)
    say("R10 control, a new key each time", kills, kills, confirmed=len(beginning.confirmed),
        unanswered=beginning.unanswered, doubled=doubled(beginning), seed=SEED)  # fmt: skip
    assert doubled(beginning) > 0
