"""Looks at every connection of a Python process under test. An address that is none of this
machine is written down and refused, as if there were no network."""

import errno
import ipaddress
import os
import sys

_count = 0
_file = None


def inside(address) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket of this machine
    host = address[0]
    if host in ("", "localhost", "0.0.0.0", "::"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def looked() -> int:
    return _count


def look(event, words):
    global _count
    if event not in ("socket.connect", "socket.sendto"):
        return
    _count += 1
    if inside(words[1]):
        return
    # No import and no open here: both would come through this hook again.
    os.write(_file, f"{os.getpid()} {words[1]!r}\n".encode())
    raise OSError(errno.ENETUNREACH, "nobody calls out in a test")


def watch():
    """From now on into the list that the environment names; a second call may name another."""
    global _file
    before, _file = _file, os.open(os.environ["SANTUNAN_CALLS_SEEN"], os.O_WRONLY | os.O_APPEND)
    if before is None:
        sys.addaudithook(look)
    else:
        os.close(before)


if os.environ.get("SANTUNAN_CALLS_SEEN"):
    watch()
