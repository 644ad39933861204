"""Values that no form looked at and no database holds: told in one way, that what was sent could
not be read, and never as a fault of ours."""

import logging

from django.db import DataError
from django.http import HttpRequest
from django.http.request import UnreadablePostError

log = logging.getLogger(__name__)
KINDS = (DataError, OverflowError, RecursionError, UnicodeError, UnreadablePostError)


def is_rubbish(request: HttpRequest, error: Exception) -> bool:
    """Whether this error is about what was sent, and not about us: a NUL, half of a character, a
    number or a day beyond every column, brackets without end, a body broken off.

    It is told to whoever runs the service by its kind and place alone: a field whose form should
    have caught it. Its own words would quote the value.
    """
    # psycopg has no class of its own for a NUL.
    nul = isinstance(error, ValueError) and "NUL" in str(error)
    if not nul and not isinstance(error, KINDS):
        return False
    match = request.resolver_match
    log.error("unreadable at %s: %s", match.view_name if match else "-", type(error).__name__)
    return True
