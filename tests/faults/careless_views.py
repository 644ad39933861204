"""Two pages as a hurried hand would write them: they look, take their time, and write. Beside the
real ones, for the controls of test_one_answer."""

import time
from uuid import uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path

from claims import actions
from claims.models import Claim, Event
from claims.rules.states import State
from config.urls import urlpatterns as real
from regencies.models import Village

# A page reads its file, its checks and its papers between the look and the write.
MEANWHILE = 0.02


def decide(request, code, verb):
    """get, transition, save: without a lock, and one by one."""
    claim = Claim.objects.get(code=code)
    if claim.state != State.VERIFIED:
        return HttpResponse(status=409)
    time.sleep(MEANWHILE)
    Event.objects.create(
        claim=claim, move=verb, by=request.user, at=request.now, recorded_at=request.now
    )
    getattr(claim, verb)()
    claim.save()
    return HttpResponseRedirect(f"/panel/{code}/")


def start(request):
    """Is there one of this click? No: make it. The click's own key is a word of the story."""
    said = request.POST["key"]
    found = Claim.objects.filter(cause=said).first()
    time.sleep(MEANWHILE)
    if found is None:
        village = Village.objects.get(code=request.POST["village"])
        found = actions.start(
            kind="death", village=village, key=uuid4(), by=request.user, now=request.now
        )
        Claim.objects.filter(pk=found.pk).update(cause=said)
    return HttpResponseRedirect(f"/village/{found.code}/person/")


urlpatterns = [
    path("careless/start/", start),
    path("careless/<slug:code>/<slug:verb>/", decide),
    *real,
]
