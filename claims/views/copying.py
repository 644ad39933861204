"""A person's own data as a file: asked for at the office, by whoever has shown who they are."""

from django.shortcuts import render

from claims.actions import Incomplete
from claims.actions.copying import hand_copy as hand
from claims.forms.copying import CopyForm
from claims.models.claim import APPROVERS
from claims.views.csv_file import download
from claims.views.doors import filled, seats


@seats(*APPROVERS)
def hand_copy(request):
    """GET asks whose and why; the button makes the file. Nothing of it stands in an address."""
    form = CopyForm(filled(request))
    if form.is_valid():
        try:
            made, row = hand(by=request.user, now=request.now, **form.cleaned_data)
        except Incomplete as refusal:
            for name, fault in refusal.faults.items():
                form.add_error(name, fault)
        else:
            return download(made, f"salinan-data-{row.pk}.zip", "application/zip")
    status = 422 if form.is_bound else 200
    return render(request, "panel/hand_copy.html", {"form": form}, status=status)
