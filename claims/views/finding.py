"""A claim looked up by code, NIK or name, at each desk. The answer to a POST is the page itself:
what was asked for never stands in an address."""

from functools import partial

from django.shortcuts import render

from claims.finding import find as look_up
from claims.forms.find import FindForm
from claims.views.desks import PANEL_ROLES
from claims.views.doors import filled, seats
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES


def find(request, desk):
    form = FindForm(filled(request))
    context = {"form": form, "desk": desk, "address": f"{desk}:find", "back": f"{desk}:home"}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            context["found"] = look_up(request.actor, form.cleaned_data["said"])
        else:
            status = 422
    return render(request, "find.html", context, status=status)


of_village = seats(*VILLAGE_ROLES)(partial(find, desk="village"))
of_district = seats(*DISTRICT_ROLES)(partial(find, desk="district"))
of_office = seats(*PANEL_ROLES)(partial(find, desk="panel"))
