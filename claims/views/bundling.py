"""The bundle of one claim for the BPJS branch."""

from django.shortcuts import render

from claims import actions
from claims.actions import Incomplete
from claims.forms.money import ReasonForm
from claims.views.csv_file import download
from claims.views.desks import MONEY_ROLES
from claims.views.doors import filled, fresh, payout_or_404, seats


@seats(*MONEY_ROLES)
def bundle(request, code, number):
    """GET asks what for; POST gives the file."""
    found = payout_or_404(request, code, number)
    form = ReasonForm(filled(request), initial=fresh(found))
    actions.allow_bundle(found, by=request.user, now=request.now)
    if form.is_valid():
        try:
            made, event = actions.bundle(
                found.pk, by=request.user, now=request.now, **form.cleaned_data
            )
        except Incomplete as refusal:
            form.add_error("note", refusal.faults["note"])
        else:
            name = event.data["number"].replace("/", "-").lower()
            return download(made, f"{name}.zip", "application/zip")
    context = {"claim": found.claim, "payout": found, "number": number, "form": form}
    return render(request, "money/bundle.html", context, status=422 if form.errors else 200)
