"""S10: numbers of people in no log, queue, mail or address.

Real processes: web server, worker, beat, PostgreSQL and Redis of a demo of its own. Each canary (a
NIK, a KK and an account number that exist nowhere else) goes through the village's pages, twice, in
a wrong field, in an address that does not exist, into a page that breaks, and into a task that
fails; then every byte that the processes wrote is looked through. The control is a careless line of
a log, which the same look must find.
"""

import contextlib
import json
import random
import re
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.utils import timezone

from tests import rosters
from tests.build import jpeg
from tests.faults.counts import say, trials
from tests.homes import ROOT, environment
from tests.test_journey import CODE, wait_for
from tests.waiting import PATIENCE
from tests.walker import Walker

pytestmark = pytest.mark.xdist_group("service")
SEED = 20261121
PLANNED = 50


@dataclass(frozen=True)
class Canary:
    nik: str
    kk: str
    account: str

    def numbers(self) -> tuple[str, ...]:
        return (self.nik, self.kk, self.account)


def canaries(n: int) -> list[Canary]:
    rng = random.Random(SEED)

    def card(day: int) -> str:
        return (
            f"160205{day:02d}{rng.randint(1, 12):02d}{rng.randint(50, 89)}{rng.randint(7000, 8999)}"
        )

    return [
        Canary(card(rng.randint(1, 28)), card(rng.randint(1, 28)),
               str(rng.randint(10**9, 10**10 - 1)))
        for _ in range(n)
    ]  # fmt: skip


def spellings(number: str) -> list[bytes]:
    """As a careless line might write it: whole, in groups, or as bytes of another encoding."""
    fours = [number[at : at + 4] for at in range(0, len(number), 4)]
    return [number.encode(), " ".join(fours).encode(), ".".join(fours).encode(),
            number.encode("utf-16-le")]  # fmt: skip


def hits(written: dict[str, bytes], flock: list[Canary]) -> list[str]:
    """Where one of them stands: the oracle, which knows the numbers and nothing of the masks."""
    return [
        f"{place}: canary {n}"
        for n, canary in enumerate(flock)
        for number in canary.numbers()
        for said in spellings(number)
        for place, body in written.items()
        if said in body
    ]


class Monitor:
    """Every command that Redis is given, as it comes in."""

    def __init__(self, url: str):
        parts = urlsplit(url)
        self.heard = b""
        self.wire = socket.create_connection((parts.hostname, parts.port), 5)
        if parts.password:
            self.wire.sendall(f"AUTH {parts.password}\r\n".encode())
        self.wire.sendall(b"MONITOR\r\n")
        self.wire.settimeout(0.5)
        self.ends = threading.Event()
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()

    def _listen(self):
        while not self.ends.is_set():
            with contextlib.suppress(TimeoutError):
                self.heard += self.wire.recv(65536)

    def end(self) -> bytes:
        self.ends.set()
        self.thread.join()
        self.wire.close()
        return self.heard


@contextlib.contextmanager
def broken(database: str):
    """Two rules that some row of ours never fulfils: a page breaks, and so does a sweep."""
    with psycopg.connect(database, autocommit=True) as wire:
        wire.execute(
            "ALTER TABLE claims_claim ADD CONSTRAINT broken "
            "CHECK (event_place NOT LIKE 'rusak%') NOT VALID"
        )
        wire.execute(
            "ALTER TABLE claims_check ADD CONSTRAINT broken CHECK (key <> 'duplicate') NOT VALID"
        )
        try:
            yield wire
        finally:
            wire.execute("ALTER TABLE claims_claim DROP CONSTRAINT broken")
            wire.execute("ALTER TABLE claims_check DROP CONSTRAINT broken")


def told(head: Walker, canary: Canary, seen: list[str], *, whole: bool) -> str:
    """A draft with all its numbers, by the village's own pages; whole: handed in."""
    day = str(timezone.localdate() - timedelta(days=1))
    head.get(f"/village/start/?what=death&on={day}")
    head.send(at="start")
    code = CODE.search(head.path)[0]
    pages = {
        "person": {"name": "Kenari Demo", "nik": canary.nik, "kk": canary.kk,
                   "born_on": "1971-03-12", "sex": "M"},
        "payee": {"payee_name": "Kenari Contoh", "payee_relation": "wife", "bank": "120",
                  "account": canary.account},
    }  # fmt: skip
    if whole:
        pages |= {
            "event": {"event_on": day, "event_place": "Rumah", "cause": "Sakit", "at_work": "no"},
            "family": {"reporter_name": "Rusdi Demo", "reporter_relation": "neighbour",
                       "reporter_phone": "0811 7001 122", "heir_name": "Kenari Contoh",
                       "heir_relation": "wife", "heir_phone": "62811700334",
                       "heir_nik": canary.kk[:6] + "510160" + canary.kk[12:],
                       "heir_language": "id", "months_paid": "24"},
        }  # fmt: skip
    for page, said in pages.items():
        head.get(f"/village/{code}/{page}/")
        head.send(said, at=page)
        assert head.status == 200, (page, head.status)
        seen.append(head.path)
        seen.extend(re.findall(r'(?:href|action)="([^"]*)"', head.text))
    if whole:
        head.get(f"/village/{code}/papers/")
        head.send(at="papers", files=[("file-akta_kematian", f"{canary.nik}.jpg", jpeg())])
        head.get(f"/village/{code}/submit/")
        head.send(at="submit")
        assert head.status == 200
    return code


def wrong(head: Walker, code: str, canary: Canary, seen: list[str]) -> None:
    """In a field, an address and a question where they do not belong, and into a page that
    breaks."""
    head.get(f"/village/{code}/person/")
    head.send({"nik": canary.nik + "7", "kk": canary.account, "born_on": canary.nik}, at="person")
    for path in (f"/village/{canary.nik}/", f"/cari/{canary.kk}?q={canary.account}"):
        head.get(path)
        assert head.status == 404
    head.get(f"/village/{code}/event/")
    head.send({"event_place": f"rusak, NIK {canary.nik}", "cause": f"rek {canary.kk}"}, at="event")
    assert head.status == 500
    head.get("/village/find/")
    head.send({"said": canary.nik}, at="find")
    seen.extend(re.findall(r'(?:href|action)="([^"]*)"', head.text))


def a_list(service, flock: list[Canary]) -> bytes:
    """A list of participants that names everybody twice, in two ways, and some of them wrongly."""
    rows = []
    for n, one in enumerate(flock):
        row = rosters.person(n) | {"NIK": one.nik, "No. KK": one.kk}
        rows += [row, row | {"Nama Peserta": "Lain Sekali"}, row | {"NIK": one.nik + "9"}]
    brought = rosters.write_csv(service.home / "daftar.csv", rows)
    done = subprocess.run(
        [sys.executable, "manage.py", "import_roster", str(brought), "--regency", "16.02",
         "--refused", str(service.home / "ditolak.xlsx")],
        cwd=ROOT, env=environment(service.home), capture_output=True, timeout=PATIENCE,
    )  # fmt: skip
    brought.unlink()
    return done.stdout + done.stderr


def written_by(service) -> dict[str, bytes]:
    """Logs, mails and what the processes said."""
    found = {}
    for folder in ("log", "mail", "out"):
        path = service.home / folder
        files = [path] if path.is_file() else path.rglob("*") if path.exists() else []
        for one in files:
            if one.is_file():
                found[str(one.relative_to(service.home))] = one.read_bytes()
    return found


def test_no_canary_leaves_the_database_but_by_its_page(service):
    flock = canaries(trials(PLANNED, 5))
    known = json.loads((service.home / "run" / "servers.json").read_text())
    seen: list[str] = []
    monitor = Monitor(known["redis"])
    head = Walker(service.site, *service.account("village_head"))
    try:
        with broken(known["database"]):
            for canary in flock:
                told(head, canary, seen, whole=True)
                wrong(head, told(head, canary, seen, whole=False), canary, seen)
            said = a_list(service, flock)
            # A sweep has tried the claims that can't be checked, and said so.
            failing = "SELECT count(*) FROM claims_sweeprun WHERE (counts ->> 'failed')::int > 0"
            with psycopg.connect(known["database"], autocommit=True) as wire:
                assert wait_for(lambda: wire.execute(failing).fetchone()[0])
    finally:
        redis = monitor.end()
    written = written_by(service) | {
        "redis": redis,
        "commands": said,
        "urls": "\n".join(seen).encode(),
    }
    assert redis.count(b"\r\n") > 10 and len(written) > 5
    found = hits(written, flock)
    control = hits(careless(service.home, flock[0]), flock)
    say(
        "S10 canaries", len(flock), PLANNED, seed=SEED, places=len(written),
        bytes=sum(map(len, written.values())), hits=len(found), control_caught=len(control),
    )  # fmt: skip
    assert found == []
    assert len(control) == 2


def careless(home: Path, canary: Canary) -> dict[str, bytes]:
    """What the look must find: a function that quotes what it was given."""
    code = (
        "import logging; logging.basicConfig(); "
        f"logging.warning('duplicate NIK %s, account %s', '{canary.nik}', '{canary.account}')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return {"careless": done.stderr}
