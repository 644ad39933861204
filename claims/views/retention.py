"""Holding a claim's data back, and the minutes of what was destroyed."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from claims.access import LOOK, PRESS
from claims.actions import Incomplete, retention
from claims.forms.queue import QueueForm
from claims.forms.retention import CodeForm, HoldForm, LiftForm
from claims.models import Claim, Destruction, Hold, Letter
from claims.models.retention import HOLDERS, RETENTION_WORDS
from claims.rules.states import State
from claims.views.doors import filled, seats
from regencies.models import Role

PER_PAGE = 40


def _held(request, code: str) -> Claim:
    """A claim of the regency in which this person may hold back; the administrator, who reads no
    claim, sees its code and place alone. Of drafts those with a letter: they are destroyed too."""
    places = {seat.regency_id for seat in request.actor.seats if seat.role in HOLDERS}
    bare = Q(state=State.DRAFT) & ~Exists(Letter.objects.filter(claim=OuterRef("pk")))
    rows = Claim.objects.filter(~bare, regency__in=places)
    return get_object_or_404(rows.select_related("village", "district"), code=code)


@seats(*HOLDERS)
def hold(request, code):
    claim = _held(request, code)
    standing = claim.holds.standing().select_related("by").first()
    form = HoldForm(filled(request), initial={"key": uuid.uuid4()})
    if form.is_valid():
        try:
            retention.hold(claim.pk, by=request.user, now=request.now, **form.cleaned_data)
        except Incomplete as refusal:
            form.add_error("reason", refusal.faults["reason"])
        else:
            messages.success(request, _("Its data are held back, and that is on record."))
            return redirect("audit:hold", code)
    rows = claim.holds.select_related("by", "lifted_by")
    context = {"claim": claim, "form": form, "lift": LiftForm(), "standing": standing, "rows": rows}
    return render(request, "audit/hold.html", context, status=422 if form.errors else 200)


@seats(*HOLDERS, methods=PRESS)
def lift_hold(request, code):
    claim = _held(request, code)
    form = LiftForm(request.POST)
    if form.is_valid():
        retention.lift_hold(claim.pk, by=request.user, now=request.now, **form.cleaned_data)
        messages.success(request, _("Its data may go when their time is over."))
        return redirect("audit:hold", code)
    context = {
        "claim": claim, "form": HoldForm(initial={"key": uuid.uuid4()}), "lift": form,
        "standing": claim.holds.standing().select_related("by").first(),
        "rows": claim.holds.select_related("by", "lifted_by"),
    }  # fmt: skip
    return render(request, "audit/hold.html", context, status=422)


def _destructions(request):
    readers = (*HOLDERS, Role.OPD_HEAD)
    places = {seat.regency_id for seat in request.actor.seats if seat.role in readers}
    rows = Destruction.objects.filter(regency__in=places).exclude(ended_at=None)
    return rows.select_related("regency", "by", "witness")


@seats(*HOLDERS, Role.OPD_HEAD)
def destructions(request):
    """The minutes, the last first; what is held back, and the way to hold back another one."""
    may_hold = bool(request.actor.roles() & set(HOLDERS))
    form = CodeForm(filled(request)) if may_hold else None
    if form and form.is_valid():
        return redirect("audit:hold", form.cleaned_data["code"])
    said = QueueForm(request.GET).said()
    places = {seat.regency_id for seat in request.actor.seats if seat.role in HOLDERS}
    context = {
        "page": Paginator(_destructions(request), PER_PAGE).get_page(said["page"]),
        "holds": Hold.objects.standing().filter(claim__regency__in=places).select_related("claim"),
        "form": form,
    }  # fmt: skip
    status = 422 if form and form.is_bound else 200
    return render(request, "audit/destructions.html", context, status=status)


@seats(*HOLDERS, Role.OPD_HEAD, methods=LOOK)
def destruction(request, pk):
    """One of them with its lines: codes, categories and checksums, and nobody's name."""
    row = _destructions(request).filter(pk=pk).first()
    if row is None:
        raise Http404
    said = QueueForm(request.GET).said()
    lines = row.lines.select_related("claim").order_by("id")
    context = {
        "row": row, "page": Paginator(lines, PER_PAGE).get_page(said["page"]),
        "whole": retention.checksum(row) == row.sha256,
        "counts": [(RETENTION_WORDS[name], said) for name, said in sorted(row.counts.items())],
    }  # fmt: skip
    for line in context["page"]:
        line.words = RETENTION_WORDS[line.category]
    return render(request, "audit/destruction.html", context)
