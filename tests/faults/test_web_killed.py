"""R10: processes of the web are killed while villages begin claims; each browser sends again under
the same key until it is answered. What was confirmed is there, and nothing is there twice."""

import os
import random
import signal
import threading
import time
import uuid
from contextlib import suppress

from claims.models import Claim
from config import keeper
from regencies.models import Role
from tests import build
from tests.faults.counts import FULL, say
from tests.faults.parts import database_url
from tests.faults.sites import Browser, signed_in, web
from tests.waiting import PATIENCE

KILLS, CLAIMS, SEED, PEOPLE = 40, 4000, 7, 4


def form() -> dict[str, str]:
    return {
        "kind": "death", "village": build.HERE, "event_on": "2026-02-27", "key": str(uuid.uuid4()),
    }  # fmt: skip


class Beginning:
    """Browsers of one village head; a form is sent again as it was."""

    def __init__(self, port: int, session: str):
        self.confirmed: list[tuple[str, str]] = []
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
            fields = form()
            while not self.stopping.is_set():
                status = browser.post("/village/start/", fields)
                if status == 302:
                    self.confirmed.append((fields["key"], browser.location.split("/")[2]))
                    break
                self.unanswered += status == 0
                time.sleep(0.05)

    def end(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(PATIENCE)


def kill_one(site, dice) -> None:
    time.sleep(dice.uniform(0, 0.05))
    found = []

    def some() -> bool:
        # Between two looks one may have died.
        found[:] = site.workers()
        return bool(found)

    assert keeper.wait_until(some, PATIENCE)
    with suppress(ProcessLookupError):
        os.kill(dice.choice(found), signal.SIGKILL)


def went_on(site, beginning, claims: int) -> None:
    def enough() -> bool:
        site.workers()
        return len(beginning.confirmed) >= claims

    assert keeper.wait_until(enough, PATIENCE), "nobody answers"


def begun(home, killing) -> Beginning:
    people = build.everybody()
    session = signed_in(people[Role.VILLAGE_HEAD])
    with web(home, database_url()) as site:
        beginning = Beginning(site.port, session)
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
            went_on(site, beginning, claims * n // (kills + 1))
            kill_one(site, dice)
        went_on(site, beginning, claims)

    beginning = begun(home, killing)
    rows = {str(key): code for key, code in Claim.objects.values_list("key", "code")}
    lost = sum(rows.get(key) != code for key, code in beginning.confirmed)
    say("R10 web processes killed", kills, KILLS, confirmed=len(beginning.confirmed),
        unanswered=beginning.unanswered, lost=lost, doubled=doubled(beginning),
        seed=SEED)  # fmt: skip
    assert len(beginning.confirmed) >= claims
    assert (lost, doubled(beginning)) == (0, 0)


def test_control_a_new_key_each_time_doubles_some(committed, home):
    """As a kill between the commit and the answer does it, which hits one click in hundreds."""
    broken = 20
    session = signed_in(build.everybody()[Role.VILLAGE_HEAD])
    with web(home, database_url(), workers=1) as site:
        browser, found = Browser(site.port, session), {}
        for keyed in (True, False):
            before = Claim.objects.count()
            for _ in range(broken):
                fields = form()
                browser.post("/village/start/", fields, unread=True)
                again = fields if keyed else form()
                assert browser.post("/village/start/", again) == 302
            found[keyed] = Claim.objects.count() - before - broken
    say("R10 control, the answer is lost", broken, broken, doubled_without_key=found[False],
        doubled_with_key=found[True])  # fmt: skip
    assert found == {True: 0, False: broken}
