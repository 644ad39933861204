"""The demo as a person meets it: one command, one address, one signal."""

import signal
import subprocess
import sys
import urllib.request

from config import keeper
from tests.homes import ROOT, environment, left
from tests.waiting import PATIENCE


def test_demo_answers_and_ends_with_everything_it_started(home):
    port = keeper.free_port()
    out = home / "out"
    with out.open("w") as file:
        demo = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--claims", "3"],
            cwd=ROOT, env=environment(home, PORT=str(port)), stdout=file, stderr=file,
        )  # fmt: skip
    try:
        started = keeper.wait_until(lambda: "Ctrl-C" in out.read_text() or demo.poll(), PATIENCE)
        assert started and demo.poll() is None, out.read_text()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE) as answer:
            assert answer.status == 200
        assert "camat" in out.read_text()
    finally:
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(PATIENCE) == 0, out.read_text()
    assert left(home) == []
    assert not keeper.answers(port)
