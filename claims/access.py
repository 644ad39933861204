"""Who may open an address, and how: said once, at its door, where it is also enforced."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

# A page alone, a button alone, or a page with its button.
LOOK, PRESS, BOTH = ("GET", "HEAD"), ("POST",), ("GET", "HEAD", "POST")
ANYBODY, SIGNED_IN, SEAT, STAFF, TOKEN = "anybody", "signed in", "seat", "staff", "token"


@dataclass(frozen=True)
class Access:
    """who: anybody; signed in; who holds one of `roles` somewhere today; staff with the right
    `right` in the administration; a system whose token has the scope `right`."""

    who: str
    roles: tuple[str, ...] = ()
    methods: tuple[str, ...] = BOTH
    right: str = ""


# The API's own doors ask for a token: by the name of the operation, as each says when it is put on
# its address.
OPERATIONS: dict[str, Access] = {}


def door(view: Callable, access: Access) -> Callable:
    """The view behind this door, which takes these methods and no other. Who comes in has been
    asked before, by whoever builds the door: here it is said."""

    @wraps(view)
    def inner(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method not in access.methods:
            return HttpResponseNotAllowed(access.methods)
        return view(request, *args, **kwargs)

    inner.access = access
    return inner


def by_token(right: str, methods: tuple[str, ...] = LOOK) -> Callable:
    """For a machine that knows the word in this setting; the view itself asks for it."""
    return lambda view: door(view, Access(TOKEN, methods=methods, right=right))


def anybody(methods: tuple[str, ...] = LOOK) -> Callable:
    """For pages without a login."""
    return lambda view: door(view, Access(ANYBODY, methods=methods))
