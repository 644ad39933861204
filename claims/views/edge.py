"""Where a request comes in: the clock is read, refusals become pages, private pages stay out
of caches."""

from django.conf import settings
from django.http import HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from claims.actions import CalendarUnknown, Incomplete, Refusal, tell_gap, years_missing
from claims.models import Notice
from claims.rubbish import is_rubbish
from claims.views.desks import desks_of
from claims.views.headers import NOT_KEPT
from regencies.models import Actor, Role

METHODS = ("GET", "HEAD", "POST")


class Edge:
    """request.now is read once; request.actor knows the person's appointments of that day."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if hasattr(request, "by_system"):
            # A system's call has a door of its own: no person, no session, no page.
            return self.get_response(request)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        request.now = timezone.now()
        request.actor = None
        if request.user.is_authenticated:
            request.actor = Actor.at(request.user, request.now, named=True)
        # Days and hours are shown as the person's own regency has them.
        zones = [seat.regency.zone for seat in request.actor.seats] if request.actor else []
        timezone.activate(zones[0] if zones else settings.TIME_ZONE)
        response = self.get_response(request)
        if response.status_code == 405:
            response = by_button(request, response["Allow"])
        if request.user.is_authenticated:
            response["Cache-Control"] = NOT_KEPT
        return response

    def process_exception(self, request, exception):
        if hasattr(request, "by_system"):
            return None
        if isinstance(exception, CalendarUnknown):
            # Here, because the action's own transaction has been undone.
            tell_gap(exception.year, now=request.now)
        if isinstance(exception, Refusal):
            return refused(request, exception)
        if is_rubbish(request, exception):
            return render(request, "400.html", status=400)
        return None


def by_button(request, allowed: str):
    """The address of a button, opened without it: after signing in again on the way, for one."""
    page = render(request, "405.html", status=405)
    page["Allow"] = allowed
    return page


def refused(request, refusal: Refusal):
    """A sentence, and a way back."""
    faults = refusal.faults if isinstance(refusal, Incomplete) else {}
    if "application/json" in request.headers.get("Accept", ""):
        # A phone that sends what it kept: the sentence goes beside the page that it is about.
        said = {"sentence": refusal.sentence(), "later": refusal.later}
        page = JsonResponse(said, status=refusal.status)
    else:
        context = {"refusal": refusal, "faults": faults}
        page = render(request, "refused.html", context, status=refusal.status)
    if after := getattr(refusal, "retry_after", None):
        page["Retry-After"] = str(after)
    return page


def desk(request):
    """What every page shows: the desks this person may go to, and unread notices."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {}
    match = request.resolver_match
    return {
        "actor": actor,
        "roles": actor.roles(),
        "desks": desks_of(actor, match.view_name if match else ""),
        # Asked only where a page shows it.
        "unread": lambda: unread(actor.person),
        "gap_years": lambda: gap_years(actor),
    }


def gap_years(actor: Actor) -> list[int]:
    """Years whose holidays an administrator should enter; others are not asked about them."""
    return years_missing(actor.now) if Role.ADMINISTRATOR in actor.roles() else []


def unread(person) -> str:
    """How many notices wait in the inbox; beyond a hundred nobody counts."""
    rows = Notice.objects.filter(person=person, channel=Notice.Channel.INBOX, read_at=None)
    count = rows[:100].count()
    return "99+" if count == 100 else str(count or "")
