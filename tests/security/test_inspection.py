"""The process that opens what strangers send: what it has, and what becomes of it."""

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from claims.inspection import asking
from config import keeper
from tests import hostile
from tests.waiting import PATIENCE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")


def looked_at(body: bytes) -> str:
    return asking.looked_at(body, 5_000_000).content_type


@pytest.fixture
def pid() -> int:
    assert looked_at(hostile.photo()) == "image/jpeg"
    return asking._running().process.pid


def test_it_has_no_variable_of_ours_and_one_socket_only(pid, db):
    environment = Path(f"/proc/{pid}/environ").read_bytes()

    assert environment == b""
    # The socket on which it is asked, and nothing for what it says.
    opened = {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir()}
    assert {each.partition(":")[0] for each in opened} == {"socket", "/dev/null"}
    assert len([each for each in opened if each.startswith("socket")]) == 1


def test_it_knows_nothing_of_django(pid):
    loaded = Path(f"/proc/{pid}/maps").read_text()
    assert "psycopg" not in loaded and "libpq" not in loaded


def test_killed_it_is_started_again_with_the_next_file(pid):
    killed = asking._running()  # asked afterwards, it may be the next one already
    os.kill(pid, signal.SIGKILL)
    assert keeper.wait_until(killed.ends, PATIENCE)
    assert looked_at(hostile.pdf()) == "application/pdf"
    assert asking._running().process.pid != pid


def test_eight_at_once_are_looked_at_one_after_the_other(pid):
    found: list[str] = []
    bodies = [hostile.photo((400 + n, 300)) for n in range(8)]
    threads = [
        threading.Thread(target=lambda body=body: found.append(looked_at(body))) for body in bodies
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert found == ["image/jpeg"] * 8
