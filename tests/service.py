"""The whole service as people meet it: `manage.py demo`, with its web, worker and beat."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from config import keeper
from tests.homes import ROOT, environment, left
from tests.waiting import PATIENCE


@dataclass
class Service:
    site: str
    accounts: dict[str, list[dict]]
    home: Path

    def account(self, role: str, place: str = "") -> tuple[str, str]:
        """Username and password of the first one with this role (and place)."""
        found = next(a for a in self.accounts[role] if not place or place in a["place"])
        return found["username"], found["password"]

    def manage(self, *words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, cwd=ROOT, env=environment(self.home), capture_output=True, text=True,
            check=True, timeout=PATIENCE,
        ).stdout  # fmt: skip


@contextlib.contextmanager
def running(**settings):
    """The demo in a home of its own, as long as the block lasts."""
    home = Path(tempfile.mkdtemp(prefix="santunan-service-"))
    home.chmod(0o711)  # the servers run as nobody and pass through it
    port = keeper.free_port()
    out = home / "out"
    with out.open("w") as file:
        demo = subprocess.Popen(
            [sys.executable, "manage.py", "demo"], cwd=ROOT, stdout=file, stderr=file,
            env=environment(home, PORT=str(port), **settings),
        )  # fmt: skip
    try:
        ready = keeper.wait_until(lambda: "Ctrl-C" in out.read_text() or demo.poll(), PATIENCE)
        assert ready and demo.poll() is None, out.read_text()
        made = Service(f"http://localhost:{port}", {}, home)
        seeded = made.manage("seed_demo", "--if-empty", "--json")
        made.accounts = json.loads(seeded)["accounts"]
        yield made
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(PATIENCE)
        for pid in left(home):
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def service():
    """Beat rings each second here, so that nobody waits a minute for the clock."""
    # Nor does anybody have to sign in again while the pages are looked at.
    patient = {"SESSION_IDLE_MINUTES": "600", "PROOF_MINUTES": "600"}
    with running(SWEEP_SECONDS="1", **patient) as made:
        yield made
