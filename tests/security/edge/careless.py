"""The service with views that nobody should write, for the tests' positive controls."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from claims.access import BOTH, anybody
from claims.models import Claim


@anybody(BOTH)
def careless(request, code):
    """No door at all."""
    return HttpResponse(get_object_or_404(Claim, code=code).name)


def silent(request):
    """A door that says nothing."""
    return HttpResponse("here")


@csrf_exempt
@anybody(BOTH)
def unguarded(request):
    """No token is asked for."""
    return HttpResponse("done")


@anybody(BOTH)
def generous(request, code):
    """Whatever is sent is written."""
    claim = get_object_or_404(Claim, code=code)
    known = {field.attname for field in Claim._meta.concrete_fields}
    for name, value in request.POST.items():
        if name in known:
            Claim.objects.filter(pk=claim.pk).update(**{name: value})
    return HttpResponse("done")


@anybody(BOTH)
def naive(request):
    """What everybody writes first."""
    said = request.GET or request.POST
    rows = Claim.objects.filter(code=said.get("q", ""))
    if "id" in said:
        rows = rows.filter(pk=said["id"])
    if "sort" in said:
        rows = rows.order_by(said["sort"])
    if "on" in said:
        rows = rows.filter(event_on=said["on"])
    page = int(said.get("page", "1"))
    return HttpResponse(str(list(rows)[page : page + 1]))


@anybody(BOTH)
def wherever(request):
    return HttpResponseRedirect((request.GET or request.POST).get("next", "/"))


urlpatterns = [
    path("careless/<str:code>/", careless, name="careless"),
    path("generous/<str:code>/", generous, name="generous"),
    path("silent/", silent, name="silent"),
    path("unguarded/", unguarded, name="unguarded"),
    path("naive/", naive, name="naive"),
    path("wherever/", wherever, name="wherever"),
    path("", include("config.urls")),
]
NAMES = {"careless", "generous", "silent", "unguarded", "naive", "wherever"}
