"""The treasurer's bundle (SPJ) of a period."""

from django.shortcuts import render

from claims.actions import Incomplete
from claims.actions import spj as bundles
from claims.forms.months import code_of
from claims.forms.spj import SpjForm
from claims.views.csv_file import download
from claims.views.doors import filled, seats


@seats(*bundles.BUNDLERS)
def spj(request):
    """GET asks for which months; POST gives the bundle."""
    form = SpjForm(filled(request), actor=request.actor, roles=bundles.BUNDLERS, now=request.now)
    if form.is_valid():
        said, period = form.cleaned_data, form.period()
        try:
            made, _row = bundles.take_spj(
                said["regency"], period, said["programme"], by=request.user, now=request.now
            )
        except Incomplete as refusal:
            form.add_error("last", refusal.faults["last"])
        else:
            name = f"spj-{said['regency']}-{code_of(period)}.zip"
            return download(made, name, "application/zip")
    status = 422 if form.is_bound else 200
    return render(request, "money/spj.html", {"form": form}, status=status)
