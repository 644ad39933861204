"""R23: eight clients flood the entrance with one name. Pages stay quick, an account costs at most
ten hashes a minute, and its owner still gets in from a browser that is known."""

import http.client
import re
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from config import keeper
from regencies.models import Role
from tests import build
from tests.build import PASSWORD
from tests.faults import parts
from tests.faults.counts import FULL, say
from tests.waiting import PATIENCE, wait_for

FLOODERS, OWN = 8, "203.0.113.9"
SECONDS = 30 if FULL else 4
TOKEN = "t" * 32


@dataclass
class Entrance:
    """A granian of the test's own behind a proxy that the test plays."""

    port: int
    hashes: Path

    def ask(self, method: str, path: str, address: str, body=None, cookies=""):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        head = {
            "Cookie": f"csrftoken={TOKEN}; {cookies}", "X-Forwarded-For": address,
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        line.request(method, path, body and urlencode(body), head)
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer

    def try_name(self, name: str, password: str, address: str, cookies=""):
        said = {"username": name, "password": password, "csrfmiddlewaretoken": TOKEN}
        return self.ask("POST", "/login/", address, said, cookies)

    def hashed(self) -> int:
        return self.hashes.stat().st_size if self.hashes.exists() else 0

    def pages(self, seconds: float) -> list[float]:
        """How long the first page takes, again and again."""
        spent, ends = [], time.monotonic() + seconds
        while time.monotonic() < ends:
            begun = time.monotonic()
            assert self.ask("GET", "/", "198.51.100.1").status == 200
            spent.append(time.monotonic() - begun)
            time.sleep(0.02)
        return spent


@contextmanager
def entrance(tmp_path, **more):
    port, hashes = keeper.free_port(), tmp_path / f"hashes-{len(more)}"
    process = parts.web(
        port, workers=2, threads=2, BEHIND_PROXY="1", HASHES=str(hashes),
        DJANGO_SETTINGS_MODULE="tests.faults.counted", **more,
    )  # fmt: skip
    made = Entrance(port, hashes)

    def up():
        try:
            return made.ask("GET", "/healthz", OWN).status in {200, 503}
        except OSError:
            return False

    try:
        assert keeper.wait_until(up, PATIENCE)
        yield made
    finally:
        parts.kill(process)


def p95(spent: list[float]) -> float:
    return sorted(spent)[int(0.95 * (len(spent) - 1))]


def flood(site: Entrance, name: str, seconds: float, during=lambda: None):
    """What the flooders were answered, how long pages took meanwhile, and what `during` gave."""
    answers, stop = Counter(), threading.Event()

    def one(n):
        while not stop.is_set():
            answers[site.try_name(name, "not this one", f"198.51.100.{n + 10}").status] += 1

    threads = [threading.Thread(target=one, args=(n,)) for n in range(FLOODERS)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(min(1, seconds / 4))
        given = during()
        spent = site.pages(seconds)
        wait_for(lambda: sum(answers.values()) >= 4 * FLOODERS)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    return answers, spent, given


def cookies_of(answer) -> str:
    found = re.findall(r"(device)=([^;]+)", str(answer.headers.get_all("Set-Cookie")))
    return "; ".join("=".join(pair) for pair in found)


@pytest.fixture
def camat(committed):
    person = build.everybody()[Role.CAMAT]
    person.set_password(PASSWORD)
    person.save()
    return person


def test_a_flood_of_sign_ins_holds_up_nobody_else(camat, tmp_path):
    with entrance(tmp_path) as site:
        came = site.try_name(camat.username, PASSWORD, OWN)
        assert came.status == 302
        known = cookies_of(came)
        quiet = site.pages(min(3, SECONDS))
        before = site.hashed()

        def owner():
            """From a third address, by the browser that is known."""
            return site.try_name(camat.username, PASSWORD, "203.0.113.77", known).status

        answers, busy, got_in = flood(site, camat.username, SECONDS, owner)
        hashed = site.hashed() - before - 1  # without the owner's own
    with entrance(tmp_path, CARELESS="1") as site:
        control, slow, _ = flood(site, camat.username, min(SECONDS, 4))
        careless = site.hashed()
    ms = {"quiet": p95(quiet), "flooded": p95(busy), "careless": p95(slow)}
    say("R23 seconds of flood", SECONDS, 30, answers=dict(answers), hashes=hashed, owner=got_in,
        p95_ms={name: round(1000 * x) for name, x in ms.items()}, careless_hashes=careless,
        careless_answers=dict(control))  # fmt: skip
    assert got_in == 302
    assert hashed <= 10 and set(answers) == {200, 429}
    assert careless > 10
    if FULL:
        assert ms["flooded"] <= max(0.1, 10 * ms["quiet"])
