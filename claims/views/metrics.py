"""Figures for the machine that watches; to everybody else this page does not exist."""

import hmac
import ipaddress

from django.conf import settings
from django.http import Http404, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST

from claims import metrics as figures
from claims.access import by_token

BEARER = "Bearer "


@by_token("METRICS_TOKEN")
def metrics(request):
    if not may_read(request):
        raise Http404
    return HttpResponse(figures.text(request.now), content_type=CONTENT_TYPE_LATEST)


def may_read(request) -> bool:
    """By METRICS_TOKEN where there is one; else from METRICS_ALLOW, straight: behind a proxy the
    whole world has the proxy's address."""
    if settings.METRICS_TOKEN:
        said = request.headers.get("Authorization", "")
        given = said.removeprefix(BEARER) if said.startswith(BEARER) else ""
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    if any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via")):
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(one) for one in settings.METRICS_ALLOW)
