"""Calling an address that another office has given us. It might name a machine of our own, so only
the open internet is called, and only at the very address that was looked at: a name that answers
otherwise the second time leads nowhere."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3
from django.conf import settings

SECONDS = 10
TLS, PLAIN = 443, 80
# Through these an IPv4 address of our own could be reached in another dress.
NAT64 = ipaddress.ip_network("64:ff9b::/96")


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
        if any(inner) or found in NAT64:
            return False
    return found.is_global and not found.is_multicast


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
