"""Asks an antivirus daemon: clamd's INSTREAM, over TCP or a socket of this machine."""

import socket
import struct
from urllib.parse import urlsplit

# Seconds for each answer; a file has at most some megabytes.
PATIENCE = 20
PIECE = 64 * 1024
LONGEST_ANSWER = 4096
CLEAN, FOUND = b"OK", b"FOUND"


class ScannerDown(Exception):
    """No verdict: it does not answer, or not as it should. Its argument says how, without
    anything of the file."""


def harm_in(body: bytes, address: str) -> str:
    """The name of what was found, or nothing. address: tcp://host:port or unix:/path."""
    try:
        with _line(address) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(body), PIECE):
                piece = body[start : start + PIECE]
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            answer = _answer(line)
    except (OSError, ValueError) as error:
        raise ScannerDown(type(error).__name__) from None
    words = answer.removeprefix(b"stream:").split()
    if words == [CLEAN]:
        return ""
    if len(words) > 1 and words[-1] == FOUND:
        return b" ".join(words[:-1]).decode("ascii", "replace")[:100]
    raise ScannerDown("answered without a verdict")


def _line(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        try:
            line.connect(parts.path)
        except OSError:
            line.close()
            raise
        return line
    if parts.scheme != "tcp" or not parts.hostname or not parts.port:
        raise ValueError("no address of a scanner")
    return socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE)


def _answer(line: socket.socket) -> bytes:
    got = b""
    while b"\0" not in got and len(got) < LONGEST_ANSWER and (more := line.recv(LONGEST_ANSWER)):
        got += more
    return got.partition(b"\0")[0].strip()
