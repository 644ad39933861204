"""The process that opens what strangers send. It knows no setting, no database and no secret: it
is started with an empty environment and one socket, and for each file it forks a child of its own
that has little memory, little time, and may write and open nothing.

Neither Django nor anything of the service is imported here.
"""

import gc
import json
import os
import resource
import signal
import socket
import sys

from claims.inspection import pdfs, photos
from claims.inspection.faults import Refused

# For one file: of the processor, and by the clock.
SECONDS, PATIENCE = 5, 8
# Beyond what the process has already: a photo of 25 million points takes 100 MB, and once more to
# turn it; a PDF is read, never drawn.
MORE_FOR_PHOTOS, MORE_FOR_PDFS = 384 << 20, 96 << 20
LONGEST_HEAD = 64


def serve(asked: socket.socket) -> None:
    """One fork for each socket that is handed over, until nobody is left who could ask."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # What a library loads at its first file is loaded once, here.
    photos.warm()
    gc.freeze()
    while True:
        word, handed, *_ = socket.recv_fds(asked, 1, 1)
        if not word:
            return
        for number in handed:
            if os.fork() == 0:
                try:
                    asked.close()
                    _answer(socket.socket(fileno=number))
                finally:
                    os._exit(0)
            os.close(number)


def _answer(line: socket.socket) -> None:
    """Read the most that may come back and the file; say what it is and give it back, or why not.
    The last word of a child that met its limits is nothing at all."""
    signal.alarm(PATIENCE)
    with line.makefile("rwb") as both:
        most = int(both.readline(LONGEST_HEAD))
        body = both.read()
        _limit(MORE_FOR_PDFS if is_pdf(body) else MORE_FOR_PHOTOS)
        made = b""
        try:
            kind, made = looked_at(body, most)
            said = {"kind": kind, "size": len(made)}
        except Refused as why:
            said = {"refused": why.args[0]}
        both.write(json.dumps(said).encode() + b"\n" + made)


def _limit(more: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))
    if sys.platform == "linux":
        # Elsewhere the system takes no such limit seriously.
        with open("/proc/self/statm") as file:
            here = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (here + more, here + more))


def is_pdf(body: bytes) -> bool:
    return body[:16].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-")


def looked_at(body: bytes, most: int) -> tuple[str, bytes]:
    """(content type, bytes to keep). Raises Refused."""
    if is_pdf(body):
        pdfs.looked_through(body)
        return "application/pdf", body
    if not body.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise Refused("type")
    made = photos.written_anew(body)
    if len(made) > most:
        raise Refused("heavy")
    return "image/jpeg", made
