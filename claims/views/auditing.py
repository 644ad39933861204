"""The auditor's reading room: any claim of the regency, looked up, read whole, taken along."""

from django.shortcuts import render
from django.utils.translation import override

from claims.access import PRESS
from claims.actions import auditing
from claims.finding import find
from claims.forms.auditing import ReadForm
from claims.forms.find import FindForm
from claims.views.csv_file import download
from claims.views.doors import claim_or_404, filled, seats
from claims.views.history_told import history, plain


@seats(*auditing.READERS)
def read(request):
    """Looked up by code, NIK or name; nothing of that stands in an address."""
    form = FindForm(filled(request))
    found = find(request.actor, form.cleaned_data["said"]) if form.is_valid() else None
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "audit/read.html", {"form": form, "found": found}, status=status)


@seats(*auditing.READERS)
def read_claim(request, code):
    """GET says that the look will be on record; the button opens the file."""
    claim = _own(request, code)
    form = ReadForm(filled(request))
    context = {"claim": claim, "form": form}
    if form.is_valid():
        parts = history(claim, request.actor, request.now)
        auditing.read_claim(
            claim, plain(parts), reason=form.cleaned_data["reason"], by=request.user,
            now=request.now,
        )  # fmt: skip
        context["parts"] = parts
    return render(request, "audit/read_claim.html", context)


@seats(*auditing.READERS, methods=PRESS)
def read_history(request, code):
    """The same as one PDF. Indonesian, as everything that an archive keeps."""
    claim = _own(request, code)
    form = ReadForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    with override("id"):
        parts = plain(history(claim, request.actor, request.now))
    made, _row = auditing.take_history(
        claim, parts, reason=reason, by=request.user, now=request.now
    )
    return download(made, f"riwayat-{claim.code}.pdf", "application/pdf")


def _own(request, code: str):
    """A claim of the regency whose auditor this is, also for those who sit elsewhere too."""
    claim = claim_or_404(request, code)
    auditing.seat_in(claim.regency_id, auditing.READERS, request.user, request.now)
    return claim
