"""What runs on this machine: processes, ports, locks."""

import contextlib
import fcntl
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path


class Refused(Exception):
    """Said to the person who typed the command, as it stands."""


@contextlib.contextmanager
def locked(path: Path, how: int = fcntl.LOCK_EX) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, how)
        yield


def command_line(pid: int) -> str:
    """What the process runs, or nothing if it is gone or a zombie. Slim images lack ps."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:
            return ""
    listing = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    line = subprocess.run(listing, capture_output=True, text=True, check=False).stdout.strip()
    return "" if "<defunct>" in line else line


def wait_until(done: Callable[[], object], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
