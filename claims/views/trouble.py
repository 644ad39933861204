"""When a page could not be made."""

import sys

from django.db import InterfaceError, OperationalError
from django.shortcuts import render
from django.views.defaults import server_error


def failed(request):
    """503 while the database is away or too busy, which passes by itself; else Django's own 500.
    Without the request's context: whoever is signed in stands in that database."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        answer = render(None, "503.html", status=503)
        answer["Retry-After"] = "5"
        answer["Cache-Control"] = "no-store"
        return answer
    return server_error(request)
