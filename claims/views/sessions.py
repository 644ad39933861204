"""How long somebody stays signed in, and that nothing typed is lost when it ends.

A session ends half an hour after its last request, ten hours after it began, and with the last
appointment. What was sent after that is kept, sealed, in the new session of nobody, until the
same person has signed in again: then a page offers to send it.
"""

import json
from datetime import datetime, timedelta
from functools import wraps

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from regencies.models import Person
from regencies.models.sealed import seal, unseal_or_nothing

KEPT, PURPOSE = "kept", "kept form"
# Longer forms are files, and files are chosen again.
LONGEST = 100_000
# Never kept: they are no part of what somebody wrote.
SECRETS = {"csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2",
           "again", "code", "credential", "secret"}  # fmt: skip
# Where somebody shows who they are: nothing of theirs, and it would take the place of what waits.
SHOWING = {"prove", "login", "mfa_authenticate", "mfa_activate_totp", "mfa_add_webauthn"}


class Sessions:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if hasattr(request, "by_system") or not request.user.is_authenticated:
            return self.get_response(request)
        person = request.user
        why = over(request)
        if not why:
            response = self.get_response(request)
            _drop_arrived(request, response)
            return response
        waiting = request.session[KEPT] if typed(request) else ""
        logout(request)
        request.actor = None
        if waiting:
            request.session[KEPT] = waiting
        response = self.get_response(request)
        # Asked to sign in: an open page goes on without a word.
        if response.status_code == 302 and response["Location"].startswith(login_page()):
            keep_typed(request, person)
            messages.info(request, why)
        return response


def login_page() -> str:
    return reverse(settings.LOGIN_URL)


def over(request: HttpRequest) -> str:
    """Why this session has ended; empty if it goes on. Then it is marked as seen."""
    session, now = request.session, request.now.timestamp()
    if now - session.get("begun", 0) >= settings.SESSION_HOURS * 3600:
        return _("You were signed out: a session lasts for a working day. Sign in and go on.")
    if now - session["seen"] >= settings.SESSION_IDLE_MINUTES * 60:
        return _("You were signed out: nothing was done here for a while. Sign in and go on.")
    if session.get("seated") and not request.actor.seats and not request.user.is_staff:
        return _("You were signed out: your appointment has ended.")
    if now - session["seen"] >= settings.SESSION_SEEN_SECONDS:
        session["seen"] = now
        rows = UserSession.objects.filter(session_key=session.session_key)
        rows.update(last_seen_at=request.now)
    return ""


# What was typed ---------------------------------------------------------------------------------


def keep_typed(request: HttpRequest, person: Person) -> None:
    """A form that came too late, sealed: names and numbers stand in it."""
    if request.method != "POST" or request.content_type != "application/x-www-form-urlencoded":
        return
    if "application/json" in request.headers.get("Accept", ""):
        return  # the page that sent it keeps it itself
    if request.resolver_match and request.resolver_match.view_name in SHOWING:
        return
    fields = [(name, values) for name, values in request.POST.lists() if name not in SECRETS]
    said = json.dumps({"person": person.pk, "path": request.get_full_path(), "fields": fields})
    if fields and len(said) <= LONGEST:
        request.session[KEPT] = seal(said, PURPOSE)


def typed(request: HttpRequest) -> dict | None:
    """What this person had typed, and nobody else's."""
    said = json.loads(unseal_or_nothing(request.session.get(KEPT, ""), PURPOSE) or "null")
    return said if said and said["person"] == request.user.pk else None


def drop_typed(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)


def _drop_arrived(request: HttpRequest, response: HttpResponse) -> None:
    """What was kept has been sent after all, and is not offered again: a page took it, or shows it
    with what is wrong. Anything else, and it waits on."""
    if request.method != "POST" or KEPT not in request.session:
        return
    took = response.status_code < 400 and not hasattr(response, "turned_away")
    shown = response.status_code == 422
    if (took or shown) and (said := typed(request)) and said["path"] == request.get_full_path():
        drop_typed(request)


def turned_away(to: str) -> HttpResponse:
    """Before the page read what was sent."""
    response = redirect(to)
    response.turned_away = True
    return response


# Proof ------------------------------------------------------------------------------------------


def proved_of_late(request: HttpRequest) -> bool:
    """Was it the last quarter of an hour when this person last showed who they are?"""
    at = datetime.fromtimestamp(request.session.get("proved", 0), tz=request.now.tzinfo)
    return request.now - at < timedelta(minutes=settings.PROOF_MINUTES)


def proven(view):
    """Before money moves or a number is opened: password or second factor, not older than a
    quarter of an hour. Inside the door of the desk: who may not come in is not asked."""

    @wraps(view)
    def inner(request, *args, **kwargs) -> HttpResponse:
        return view(request, *args, **kwargs) if proved_of_late(request) else ask_proof(request)

    return inner


def ask_proof(request: HttpRequest) -> HttpResponse:
    """What was sent waits meanwhile."""
    keep_typed(request, request.user)
    onward = urlencode({"next": request.get_full_path()})
    return turned_away(f"{reverse('prove')}?{onward}")
