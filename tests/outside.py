"""Loaded by `-p tests.outside`: S16, nobody calls out. Every connection that this process or a
Python child of it opens is looked at; one that leaves the machine is refused, and fails the test
in which it was tried."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent / "watching"
SEEN = "SANTUNAN_CALLS_SEEN"
# Where the positive control calls.
ON_PURPOSE = "192.0.2.1"

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if not WORKER:
    handle, name = tempfile.mkstemp(prefix="santunan-calls-")
    os.close(handle)
    os.environ[SEEN] = name
    path = os.environ.get("PYTHONPATH", "")
    # Children look at themselves: Python reads sitecustomize at its start.
    os.environ["PYTHONPATH"] = f"{HERE}{os.pathsep}{path}" if path else str(HERE)
else:
    # A list of its own: what one worker tries on purpose is no fault of the other's test.
    os.environ[SEEN] += f"-{WORKER}"
    Path(os.environ[SEEN]).touch()

sys.path.insert(0, str(HERE))
import sitecustomize as watching  # noqa: E402

sys.path.remove(str(HERE))
watching.watch()
OWNER = os.getpid()


def calls() -> list[str]:
    """What was tried so far, one line each: the process, the address."""
    return Path(os.environ[SEEN]).read_text().splitlines()


@pytest.fixture(autouse=True)
def nobody_calls_out(request):
    before = len(calls())
    yield
    tried = calls()[before:]
    if tried and "calls_out" not in request.keywords:
        pytest.fail(f"connections out of this machine: {tried}")


def pytest_configure(config):
    config.addinivalue_line("markers", "calls_out: tries on purpose, as a positive control")


def pytest_terminal_summary(terminalreporter):
    if os.getpid() != OWNER or WORKER:
        return
    own = Path(os.environ[SEEN])
    lists = [own, *own.parent.glob(f"{own.name}-*")]
    tried = [line for one in lists for line in one.read_text().splitlines()]
    out = [line for line in tried if ON_PURPOSE not in line]
    looked = watching.looked()
    terminalreporter.write_line(f"S16 connections looked at here: {looked}, out: {len(out)}")
    for one in lists:
        one.unlink(missing_ok=True)
