"""Where a request comes from: the address that throttles count by, and the browser's own mark."""

import ipaddress
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from claims.actions.signing_in import KNOWN_FOR, Place

LONGEST = 64


def client_address(request: HttpRequest) -> str:
    """The caller's address; behind our proxy the one that the proxy itself saw. What a caller
    writes into X-Forwarded-For stands to the left of that, and counts for nothing. Of an IPv6
    address the first half, which is what one household or office is given."""
    found = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        found = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or found
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return "unknown"
    if address.version == 6 and (inner := address.ipv4_mapped):
        address = inner
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def place_of(request: HttpRequest) -> Place:
    device = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")[:LONGEST]
    return Place(client_address(request), device)


def marked(place: Place) -> Place:
    """The place with a mark for its browser, which has none yet."""
    return place if place.device else Place(place.address, secrets.token_urlsafe(16))


def keep_mark(response: HttpResponse, place: Place) -> None:
    """The browser says it the next time. It opens nothing: it only has tries of its own."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME, place.device, max_age=KNOWN_FOR, path="/", httponly=True,
        secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
    )  # fmt: skip
