"""Files leave as files: whatever lies in one, a browser runs and fetches nothing of it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

SANDBOX = "sandbox; default-src 'none'"
# A sandbox would keep Chromium's own PDF viewer from opening; such a file holds no page of ours,
# and one with anything active in it is never kept.
SHOWN = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class Inert:
    """For every answer that is a file: the view sets its name, and nothing else is left to it."""

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Content-Disposition" in response:
            inert(response)
        return response


def inert(response: HttpResponse) -> None:
    shown = response["Content-Disposition"].startswith("inline")
    pdf = response["Content-Type"] == "application/pdf"
    policy = SHOWN if pdf else f"sandbox; {SHOWN}"
    response["Content-Security-Policy"] = policy if shown else SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store, private"
    if shown:
        response["X-Frame-Options"] = "SAMEORIGIN"
