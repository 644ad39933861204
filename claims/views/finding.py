"""A claim looked up by code, NIK or name, at each desk. What was asked for never stands in an
address: it is sent by POST and kept sealed in the session, so that the way back from a claim
leads to what was found."""

from functools import partial

from django.shortcuts import redirect, render

from claims.finding import find as look_up
from claims.forms.find import FindForm
from claims.views.desks import PANEL_ROLES
from claims.views.doors import seats
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES
from regencies.models.sealed import seal, unseal_or_nothing

ASKED, PURPOSE = "asked_for", "asked_for"


def find(request, desk):
    address = f"{desk}:find"
    context = {"desk": desk, "address": address, "back": f"{desk}:home"}
    if request.method == "POST":
        form = FindForm(request.POST)
        if form.is_valid():
            request.session[ASKED] = seal(form.cleaned_data["said"], PURPOSE)
            return redirect(address)
        return render(request, "find.html", {**context, "form": form}, status=422)
    form = FindForm({"said": said} if (said := _asked(request)) else None)
    if form.is_valid():
        context["found"] = look_up(request.actor, form.cleaned_data["said"])
    return render(request, "find.html", {**context, "form": form})


def _asked(request) -> str:
    """What was looked for last; nothing where its key has been taken out of use."""
    return unseal_or_nothing(request.session.get(ASKED, ""), PURPOSE)


of_village = seats(*VILLAGE_ROLES)(partial(find, desk="village"))
of_district = seats(*DISTRICT_ROLES)(partial(find, desk="district"))
of_office = seats(*PANEL_ROLES)(partial(find, desk="panel"))
