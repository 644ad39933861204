"""What other offices' systems call: versioned, one token for each, the same actions behind it."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from claims.access import ANYBODY, Access
from claims.actions import CalendarUnknown, Refusal, tell_gap
from claims.api import filing, following, known, operations, problems  # noqa: F401
from claims.api.problems import Problem
from claims.api.reading import Strict
from claims.rubbish import KINDS, is_rubbish

VERSION = "1"

api = NinjaAPI(
    title="Santunan",
    version=VERSION,
    description=_("Claims for death and work accident benefits, for the systems of other offices."),
    docs_url=None,
    parser=Strict(),
    urls_namespace="api",
)
api.add_router("", operations.router)


@api.exception_handler(Problem)
def problem(request, found):
    return problems.answer(found)


@api.exception_handler(Refusal)
def refused(request, refusal):
    if isinstance(refusal, CalendarUnknown):
        # Here, because the action's own transaction has been undone.
        tell_gap(refusal.year, now=request.now)
    return problems.answer(problems.of_refusal(refusal))


@api.exception_handler(ValidationError)
def misshapen(request, found):
    return problems.answer(problems.of_schema(found.errors))


@api.exception_handler(HttpError)
def unreadable(request, found):
    return problems.answer(problems.of_status(found.status_code))


def unkept(request, error):
    """A value that no column holds and no shape refused."""
    if not is_rubbish(request, error):
        raise error
    return problems.answer(problems.of_status(400))


for kind in (*KINDS, ValueError):
    api.add_exception_handler(kind, unkept)


@api.exception_handler(Http404)
def missing(request, found):
    return problems.answer(problems.of_status(404))


def lost(request, rest: str = ""):
    """An address below the API's that is none of it."""
    return problems.answer(problems.of_status(404))


lost.csrf_exempt, lost.access = True, Access(ANYBODY, methods=("GET", "POST", "PATCH"))
