"""`python -m tests.benchmarks.following`: what a streaming replica on the same machine does.
Figures, reports, the board and a list from the primary and from the replica; pages of all desks
while somebody asks for them again and again; how far it lags while claims are written.

Prints JSON; config/docs/scale_out.md holds the last run.
"""

import argparse
import json
import os
import shutil
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

CLAIMS, ROUNDS, RATE, SECONDS, TURNS, READERS = 60_000, 15, 5, 90, 6, 1
LAGS, SEED = 500, 23
PAGES = {"figures": "/panel/figures/", "report": "/panel/reports/", "board": "/panel/board/"}
LIST = {"format": "csv", "year": "2026", "first": "1", "last": "12"}


class Reader:
    """The head of an office, who reads figures and takes a list along."""

    def __init__(self, port: int, session: str):
        from tests.faults.sites import Browser

        self.browser = Browser(port, session)

    def ask(self, what: str) -> float:
        """Milliseconds."""
        begun = time.perf_counter()
        if what in PAGES:
            status = self.browser.get(PAGES[what])
        else:
            status = self.browser.post("/exports/take/", LIST)
        assert status == 200, (what, status)
        return round(1000 * (time.perf_counter() - begun), 1)


def alone(ports: dict[str, int], session: str, rounds: int) -> dict[str, dict[str, float]]:
    """The median of each, nobody else at work. In turns, so that a busy moment of the machine
    counts for both."""
    readers = {name: Reader(port, session) for name, port in ports.items()}
    found: dict[str, dict[str, float]] = {name: {} for name in ports}
    for what in (*PAGES, "list"):
        took = {name: [] for name in ports}
        for reader in readers.values():
            reader.ask(what)
        for _ in range(rounds):
            for name, reader in readers.items():
                took[name].append(reader.ask(what))
        for name in ports:
            found[name][what] = statistics.median(took[name])
    return found


@contextmanager
def reading(port: int, session: str, readers: int):
    """So many ask for one after the other, without a pause; how often they were answered."""
    over, answered = threading.Event(), []

    def go():
        reader = Reader(port, session)
        while not over.is_set():
            for what in (*PAGES, "list"):
                answered.append(reader.ask(what))

    with ThreadPoolExecutor(max(readers, 1)) as pool:
        reads = [pool.submit(go) for _ in range(readers)]
        try:
            yield answered
        finally:
            over.set()
    for one in reads:
        one.result()  # what was not answered is no measure


def visited(crowd, port: int, session: str, readers: int, seconds: float) -> tuple[list, int]:
    """What people at their desks waited meanwhile, seconds; how many reports were answered."""
    with reading(port, session, readers) as answered:
        heard = crowd.visits(RATE, seconds)
        asked = len(answered)
    assert not heard.broken, heard.broken
    return heard.waited, asked


def beside(ports: dict[str, int], people, session: str, seconds: float):
    """The same pages with nobody at the reports, with somebody who reads them from the primary,
    and from the replica; in turns as well."""
    from tests.benchmarks.visitors import Crowd

    base = f"http://localhost:{ports['primary']}"
    crowd = Crowd(base, people, threads=16, seed=SEED)
    crowd.visits(RATE, 5)
    waited, asked = {}, {}
    for _ in range(TURNS):
        for name, readers in {"nobody": 0, "primary": READERS, "replica": READERS}.items():
            port = ports.get(name, ports["primary"])
            found, n = visited(crowd, port, session, readers, seconds / TURNS)
            waited.setdefault(name, []).extend(1000 * one for one in found)
            asked[name] = asked.get(name, 0) + n
    for name in waited:
        yield f"pages beside reports from {name}, ms", spread(waited[name]) | {
            "visits": len(waited[name]), "reports": asked[name],
        }  # fmt: skip


def measured(home: Path, primary, claims: int, rounds: int, seconds: float):
    from django.core.management import call_command

    from regencies.models import Appointment, Person, Role
    from tests.benchmarks.country import Country
    from tests.benchmarks.home import roomy
    from tests.benchmarks.soak import settled, visitors
    from tests.faults import following
    from tests.faults.sites import signed_in, web
    from tests.faults.test_replica import lag
    from tests.faults.test_web_killed import Beginning

    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=(home / "loaded").open("w"))
    Country().grow(claims)
    settled()
    people = visitors()
    heads = Appointment.objects.filter(role=Role.OPD_HEAD, regency="16.02").values("person")
    head = signed_in(Person.objects.filter(pk__in=heads).order_by("id")[0])
    village = signed_in(Person.objects.get(username=Role.VILLAGE_HEAD.value))
    begun = time.monotonic()
    replica = following.Replica(primary)
    replica.start(*roomy())
    yield "copied in, s", round(time.monotonic() - begun, 1)
    try:
        with (
            web(home, primary.url) as plain,
            web(home, primary.url, REPLICA_URL=replica.url) as follows,
        ):
            ports = {"primary": plain.port, "replica": follows.port}
            before = read_from(replica)
            yield "alone, ms", alone(ports, head, rounds)
            assert read_from(replica) - before >= rounds, "the replica was not asked"
            yield from beside(ports, people, head, seconds)
        with web(home, primary.url) as site:
            yield "lag at rest, ms", spread(lag(primary, replica, LAGS))
            beginning, begun = Beginning(site.port, village), time.monotonic()
            found = spread(lag(primary, replica, LAGS))
            took = time.monotonic() - begun
            beginning.end()
            found["claims a second"] = round(len(beginning.confirmed) / took, 1)
            yield "lag while claims are written, ms", found
    finally:
        replica.kill()


def read_from(replica) -> int:
    """How many transactions it has answered; one that lags is left alone, and says so here."""
    time.sleep(1.5)  # sessions tell their numbers once a second
    sums = "SELECT sum(xact_commit) FROM pg_stat_database WHERE datname = 'santunan'"
    return int(replica.ask(sums)[0][0])


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    named = {"median": 0.5, "p95": 0.95, "longest": 1}
    return {
        name: round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)
        for name, share in named.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.following")
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="santunan-follow-"))
    home.chmod(0o711)  # the servers run as nobody and pass through it
    os.environ |= {
        "SANTUNAN_HOME": str(home), "SANTUNAN_ENV": "tests", "LOG_LEVEL": "ERROR",
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend", "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.conf import settings

    from config.database import database
    from tests.benchmarks.home import roomy
    from tests.faults import following
    from tests.machine import hardware

    try:
        with following.primary(home, *roomy()) as primary:
            settings.DATABASES["default"].update(database(primary.url))
            print(
                json.dumps({"on": time.strftime("%Y-%m-%d"), "claims": asked.claims} | hardware())
            )
            for row in measured(home, primary, asked.claims, asked.rounds, asked.seconds):
                print(json.dumps(dict([row])), flush=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
