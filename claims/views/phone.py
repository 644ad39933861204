"""What a phone keeps for the time without a signal: the worker, and pages that say nothing of
anybody. Every phone gets the same."""

import json
from hashlib import sha256

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from claims.access import anybody
from claims.forms.family import FamilyForm, PayeeForm
from claims.forms.language import LanguageForm
from claims.forms.village import EventForm, PersonForm
from claims.models import Claim
from claims.rules.states import Kind
from claims.views.language import KNOWN
from claims.views.village_door import TITLES

# With every field that such a page may have: the service leaves out what a claim does not ask.
BLANK = {
    "person": (PersonForm, Kind.DEATH, "event"),
    "event": (EventForm, Kind.ACCIDENT, "family"),
    "family": (FamilyForm, Kind.DEATH, "payee"),
    "payee": (PayeeForm, Kind.DEATH, ""),
}


@anybody()
def worker(request):
    """The service worker, in the language that it was asked for. Never cached: an old one would
    show old pages for ever."""
    language = LanguageForm(request.GET).said()
    pages = {name: reverse("shell", args=[language, name]) for name in (*BLANK, "none")}
    drawn = b"".join(shell(request, language, name).content for name in pages)
    said = {"pages": json.dumps(pages), "version": sha256(drawn).hexdigest()[:12]}
    response = render(request, "phone/sw.js", said, content_type="text/javascript")
    response["Cache-Control"] = "no-store"
    response["Service-Worker-Allowed"] = "/village/"
    return response


@anybody()
def shell(request, language: str, name: str):
    """An empty page of the form, or the one that says there is no signal."""
    if language not in KNOWN or name not in (*BLANK, "none"):
        raise Http404
    with translation.override(language):
        if name == "none":
            return render(request, "phone/shell.html", {"title": _("No signal")})
        kind_of_form, kind, following = BLANK[name]
        today = timezone.localtime(request.now).date()
        form = kind_of_form(claim=Claim(kind=kind), today=today)
        if name == "event":
            form.fields["event_on"].label = _("Day of the death or the accident")
        return render(
            request,
            "phone/shell.html",
            {"title": TITLES[name], "form": form, "following": following},
        )
