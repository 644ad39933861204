"""R5: nobody who submits a claim notices that Redis is gone, or that it says nothing."""

import http.client
import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from celery import Celery
from django.conf import settings
from django.test import Client

from claims.models import Claim, Event
from config import keeper
from regencies.models import Role
from tests import build
from tests.faults import crowd, parts
from tests.faults.counts import FULL, say, trials
from tests.waiting import PATIENCE

REFUSED, HANGING = 200, 20
TOKEN = "t" * 32
HANGS = 3  # seconds


@contextmanager
def silent():
    """Takes connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1000)
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


def nobody() -> str:
    return f"redis://127.0.0.1:{keeper.free_port()}/0"


@dataclass
class Web:
    """A granian of the test's own, with some Redis."""

    port: int
    cookie: str

    def submit(self, claim: Claim) -> tuple[int, float]:
        """What the village head is answered, and after how many seconds."""
        words = {"key": uuid4(), "version": claim.version, "csrfmiddlewaretoken": TOKEN}
        head = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        begun = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        line.request("POST", f"/village/{claim.code}/submit/", urlencode(words), head)
        status = line.getresponse().status
        line.close()
        return status, time.monotonic() - begun


@contextmanager
def web(redis_url: str, cookie: str):
    port = keeper.free_port()
    process = parts.web(port, workers=1, threads=4, REDIS_URL=redis_url)
    try:
        yield Web(port, cookie)
    finally:
        parts.kill(process)


def signed_in(person) -> str:
    browser = Client()
    browser.force_login(person)
    return f"sessionid={browser.cookies['sessionid'].value}; csrftoken={TOKEN}"


def up(site: Web) -> bool:
    try:
        line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=5)
        line.request("GET", "/healthz")
        return line.getresponse().status in {200, 503}
    except OSError:
        return False


def p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


@pytest.fixture
def people(committed):
    return build.everybody()


def test_nobody_notices_that_redis_is_down(people):
    refused, hanging = trials(REFUSED), trials(HANGING)
    plan = ["refused"] * refused + ["hanging"] * hanging
    crowd.drafts(2 * len(plan), people)
    claims = list(Claim.objects.order_by("pk"))
    cookie = signed_in(people[Role.VILLAGE_HEAD])
    answers: dict[str, list] = {"up": [], "refused": [], "hanging": []}
    with ExitStack() as stack:
        address = {"up": settings.REDIS_URL, "refused": nobody(),
                   "hanging": stack.enter_context(silent())}  # fmt: skip
        sites = {n: stack.enter_context(web(url, cookie)) for n, url in address.items()}
        for site in sites.values():
            assert keeper.wait_until(lambda site=site: up(site), PATIENCE)
        # By turns with a site whose Redis is up: what the machine does besides meets all alike.
        for name in plan:
            answers["up"].append(sites["up"].submit(claims.pop()))
            answers[name].append(sites[name].submit(claims.pop()))
    usual = p95([seconds for _, seconds in answers["up"]])
    added = {n: p95([s for _, s in answers[n]]) - usual for n in ("refused", "hanging")}
    done = [status for n in ("refused", "hanging") for status, _ in answers[n]]
    kept = Event.objects.filter(move="submit").values("claim").distinct().count()
    say("R5 submits with Redis down", len(done), REFUSED + HANGING, ok=sum(s < 400 for s in done),
        lost=2 * len(plan) - kept, usual_ms=round(1000 * usual),
        added_ms={n: round(1000 * s) for n, s in added.items()},
        slowest_ms=round(1000 * max(s for n in added for _, s in answers[n])))  # fmt: skip
    assert {status for each in answers.values() for status, _ in each} == {302}
    assert kept == 2 * len(plan) == Claim.objects.filter(state="submitted").count()
    assert max(added.values()) <= (0.3 if FULL else 3)


def test_control_a_publish_as_it_comes_fails_or_hangs():
    """Celery without our timeouts: what a page that publishes would do to its visitor."""
    trouble = {}
    with silent() as hanging:
        for name, url in (("refused", nobody()), ("hanging", hanging)):
            found: list = []
            thread = threading.Thread(target=publish, args=(url, found), daemon=True)
            thread.start()
            thread.join(HANGS)
            trouble[name] = found[0] if found else f"still waiting after {HANGS} s"
    thread.join(HANGS)
    say("R5 control, publish without timeouts", 2, 2, **trouble)
    assert all(trouble.values())


def publish(url: str, found: list) -> None:
    try:
        Celery(broker=url, set_as_current=False).send_task("claims.tasks.sweep")
        found.append("")
    except Exception as error:
        found.append(type(error).__name__)
