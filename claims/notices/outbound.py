"""Calling an address that another office has given us. It might name a machine of our own, so only
the open internet is called, and only at the very address that was looked at: a name that answers
otherwise the second time leads nowhere."""

import functools
import ipaddress
import socket
import sys
import threading
from collections.abc import Iterable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3
from django.conf import settings

SECONDS = 10
TLS, PLAIN = 443, 80
# Through these an IPv4 address of our own could be reached in another dress.
DRESSES = [ipaddress.ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")]
# Kept for protocols, documents and relays by IANA, and open to the ipaddress of some Pythons.
KEPT = [
    ipaddress.ip_network(one)
    for one in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20", "5f00::/16")
]
# What a library does behind our back when it calls somebody.
CALLS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})


class Forbidden(Exception):
    """Not an address that may be called."""


@dataclass(frozen=True)
class Target:
    scheme: str
    host: str
    port: int
    path: str

    @property
    def trusted(self) -> bool:
        """Named by whoever runs the service: may lie inside, and speak without TLS."""
        return self.host in settings.NOTICE_ALLOW_HOSTS


def target(url: str) -> Target:
    """Raises Forbidden for what is no plain https address."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise Forbidden from None
    port = port or (TLS if parts.scheme == "https" else PLAIN)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    found = Target(parts.scheme, host, port, path)
    wanted = {"https", "http"} if found.trusted else {"https"}
    odd = any(ord(sign) <= 32 or ord(sign) > 126 for sign in url)
    if parts.scheme not in wanted or not host or odd or parts.username or parts.password:
        raise Forbidden
    if not found.trusted and _own(host):
        raise Forbidden
    return found


def _own(host: str) -> bool:
    """Whether this is an address, and none of the open internet."""
    try:
        return not is_open(host)
    except ValueError:
        return False


def is_open(address: str) -> bool:
    """Whether an IP address belongs to the open internet."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        inner = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        if any(inner) or found.is_site_local or any(found in dress for dress in DRESSES):
            return False
    if any(found in network for network in KEPT):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def resolve(found: Target) -> str:
    """The address to connect to. One that is not open among several forbids all of them."""
    rows = socket.getaddrinfo(found.host, found.port, type=socket.SOCK_STREAM)
    addresses = [row[4][0] for row in rows]
    if not addresses or not (found.trusted or all(map(is_open, addresses))):
        raise Forbidden
    return addresses[0]


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Sends it and returns the status. No redirect is followed, nothing of the answer is read."""
    found = target(url)
    address = resolve(found)
    wait = urllib3.Timeout(total=SECONDS, connect=SECONDS / 2)
    if found.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            address, found.port, timeout=wait, retries=False, cert_reqs="CERT_REQUIRED",
            server_hostname=found.host, assert_hostname=found.host,
        )  # fmt: skip
    else:
        pool = urllib3.HTTPConnectionPool(address, found.port, timeout=wait, retries=False)
    usual = {"https": TLS, "http": PLAIN}[found.scheme]
    host = found.host if found.port == usual else f"{found.host}:{found.port}"
    with pool:
        answer = pool.urlopen(
            "POST", found.path, body=body, headers={"Host": host, **headers},
            redirect=False, retries=False, preload_content=False,
        )  # fmt: skip
        status = answer.status
        answer.close()
    return status


# A library that calls by itself ---------------------------------------------------------------

_watched = threading.local()


@contextmanager
def watched(*hosts: str):
    """While this thread is in here, whatever it runs reaches the open internet alone, at the very
    moment of connecting: a name that answers otherwise the second time, a redirect or an address
    written in an odd way lead nowhere. hosts: those that the caller knows it will ask for; one that
    whoever runs the service has named may be reached wherever it lies.

    Raises Forbidden at once for a host that is an address of our own; where a library swallows
    errors, `watched` still kept the line from being opened.
    """
    _install()
    trusted = {host for host in hosts if host in settings.NOTICE_ALLOW_HOSTS}
    others = set(hosts) - trusted
    if any(map(_own, others)):
        raise Forbidden
    # Of two hosts in one address the one that is trusted opens no way to the other.
    _watched.refused, _watched.on = False, bool(others) or not hosts
    _watched.named = _addresses(trusted) if _watched.on else frozenset()
    try:
        yield
        if _watched.refused:
            raise Forbidden
    finally:
        _watched.on = False


def _addresses(hosts: Iterable[str]) -> frozenset[str]:
    """Where these lie now; of one that nobody knows, nothing."""
    found = set()
    for host in hosts:
        with suppress(OSError):
            found |= {row[4][0] for row in socket.getaddrinfo(host, None)}
    return frozenset(found)


@functools.cache
def _install() -> None:
    """Once in a process, and only in one that sends: a hook costs every import and every file."""
    sys.addaudithook(_look)


def _look(event: str, words: tuple) -> None:
    if event in CALLS and getattr(_watched, "on", False) and not _may_call(words[1]):
        _watched.refused = True
        raise Forbidden


def _may_call(address) -> bool:
    # A path is a socket of this machine.
    if not isinstance(address, tuple):
        return False
    # A proxy on the way out is named by its address.
    if address[0] in settings.NOTICE_ALLOW_HOSTS or address[0] in _watched.named:
        return True
    try:
        return is_open(address[0])
    except ValueError:
        return False
