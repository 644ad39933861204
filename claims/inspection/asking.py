"""Asks the process of child.py what a file is. That process is started once, with the first file,
and waits: a fork of it takes a few thousandths of a second, a start with its libraries a quarter of
one. It ends when the last process that could ask is gone, however that ended."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from claims.inspection.faults import Refused

ROOT = Path(__file__).resolve().parents[2]
START = (
    "import socket, sys; sys.path.insert(0, {root!r}); from claims.inspection import child;"
    " child.serve(socket.socket(fileno=0))"
)
# Files at a time of one web process; each may take some hundred megabytes.
AT_ONCE = 2
# Seconds, of one file and of those before it; the child itself gives up sooner.
PATIENCE = 12
TRIES = 2


@dataclass(frozen=True)
class Seen:
    """What a file is, and what of it is kept: a photo was written anew, a PDF is as it came."""

    content_type: str
    body: bytes


class Asked:
    """The process, and the end of the line on which files are handed to it."""

    def __init__(self) -> None:
        self.line, theirs = socket.socketpair()
        with theirs:
            # Nothing of ours goes along: no open file, no connection, no variable with a key in it.
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-c", START.format(root=str(ROOT))], stdin=theirs,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={}, cwd="/",
                close_fds=True,
            )  # fmt: skip

    def ends(self) -> bool:
        return self.process.poll() is not None


_places = threading.BoundedSemaphore(AT_ONCE)
_starting = threading.Lock()
_asked: list[Asked] = []


def looked_at(body: bytes, most: int) -> Seen:
    """most: bytes of what is kept. Raises Refused; "heavy" also where the child met its limits or
    could not be asked."""
    if not _places.acquire(timeout=PATIENCE):
        raise Refused("heavy")
    try:
        for _ in range(TRIES):
            asked = _running()
            with contextlib.suppress(OSError):
                if b"\n" in (answer := _answer(asked, body, most)):
                    return _told(answer)
            if not asked.ends():
                break
    finally:
        _places.release()
    raise Refused("heavy")


def _running() -> Asked:
    with _starting:
        if not _asked or _asked[0].ends():
            _asked[:] = [Asked()]
        return _asked[0]


def _answer(asked: Asked, body: bytes, most: int) -> bytes:
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            socket.send_fds(asked.line, [b"?"], [theirs.fileno()])
        ours.settimeout(PATIENCE)
        ours.sendall(b"%d\n" % most)
        ours.sendall(body)
        ours.shutdown(socket.SHUT_WR)
        with ours.makefile("rb") as answer:
            return answer.read()


def _told(answer: bytes) -> Seen:
    head, _, body = answer.partition(b"\n")
    said = json.loads(head)
    if "refused" in said:
        raise Refused(said["refused"])
    if len(body) != said["size"]:
        # Cut off while it gave the file back.
        raise Refused("heavy")
    return Seen(said["kind"], body)
