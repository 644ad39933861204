"""One line for each request: who by number, which page, how it ended, how long it took."""

import re
import secrets
import time

import structlog
from django.conf import settings

from claims import metrics

log = structlog.stdlib.get_logger("santunan.request")
# As it stands in an address; anything else there is not told.
CODE = re.compile(r"\d{4}-\d{2}-\d{6,9}")
METHODS = {"GET", "HEAD", "POST", "PATCH"}
# Asked for every few seconds, and about nobody.
UNTOLD = {"healthz", "metrics"}


class RequestLines:
    """First of all, so that what others refuse has its line too. Each answer carries the number
    of its line as X-Request-ID: a person reads it out, and an operator finds the line."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.perf_counter()
        number = secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=number)
        response = None
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = number
            return response
        finally:
            if not request.path_info.startswith(settings.STATIC_URL):
                self._tell(request, response, time.perf_counter() - began)
            structlog.contextvars.clear_contextvars()

    def _tell(self, request, response, seconds: float) -> None:
        match = request.resolver_match
        view = match.view_name if match else ""
        if view in UNTOLD:
            return
        status = response.status_code if response is not None else 500
        metrics.count(view or "-", status, seconds)
        actor, system = getattr(request, "actor", None), getattr(request, "by_system", None)
        code = str(match.kwargs.get("code", "")) if match else ""
        log.info(
            "request",
            method=request.method if request.method in METHODS else "other",
            view=view or "-",
            status=status,
            ms=round(seconds * 1000, 1),
            person=actor.person.pk if actor else None,
            system=system.pk if system else None,
            claim=code if CODE.fullmatch(code) else None,
        )
