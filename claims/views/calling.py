"""Calls back: the list of somebody who had no part, the page of one call, the auditor's results."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from claims import tasks
from claims.access import LOOK, PRESS
from claims.actions import calling
from claims.forms.calling import CallForm
from claims.forms.queue import QueueForm
from claims.models import Call, CallBack, Draw
from claims.models.calling import CALLERS
from claims.views.doors import filled, seats
from regencies.models import Role

PER_PAGE = 40


def callbacks_of(actor):
    """Those that this person may call about, with what their list shows."""
    rows = CallBack.objects.open().for_caller(actor)
    return rows.annotate(tried=Count("calls")).select_related(
        "draw__regency", "payout__programme", "payout__claim__village", "payout__claim__district"
    )


@seats(*CALLERS, methods=LOOK)
def home(request):
    """Oldest draw first."""
    rows = callbacks_of(request.actor).order_by("draw__month", "draw", "nth")
    page = Paginator(rows, PER_PAGE).get_page(QueueForm(request.GET).said()["page"])
    context = {"page": page, "results": Role.AUDITOR in request.actor.roles()}
    return render(request, "calls/home.html", context)


@seats(*CALLERS)
def call_back(request, pk):
    """What came of the call. The phone is shown by a button of its own, and no sum at all."""
    row = get_object_or_404(callbacks_of(request.actor), pk=pk)
    form = CallForm(filled(request))
    if form.is_valid():
        calling.call_back(row.pk, by=request.user, now=request.now, **form.told())
        tasks.nudge()
        messages.success(request, _("Thank you. It is on record."))
        return redirect("calls:home")
    status = 422 if form.is_bound else 200
    return render(request, "calls/call.html", {"row": row, "form": form}, status=status)


@seats(*CALLERS, methods=PRESS)
def show_phone(request, pk):
    """The phone and whose it is; each look is on record."""
    row = get_object_or_404(callbacks_of(request.actor), pk=pk)
    phone = calling.show_phone(row.pk, by=request.user, now=request.now)
    context = {"row": row, "form": CallForm(), "phone": phone, "shown": True}
    return render(request, "calls/call.html", context)


@seats(Role.AUDITOR, methods=LOOK)
def results(request):
    """Each month's draw, how it can be drawn again, and what the families said."""
    codes = {seat.regency_id for seat in request.actor.seats if seat.role == Role.AUDITOR}
    calls = Call.objects.select_related("by", "acts_for")
    rows = CallBack.objects.select_related("payout__claim", "payout__programme", "payment")
    draws = (
        Draw.objects.filter(regency__in=codes)
        .select_related("regency")
        .prefetch_related(Prefetch("callbacks", rows.prefetch_related(Prefetch("calls", calls))))
        .annotate(
            reached=Count("callbacks__calls", filter=Q(callbacks__calls__reached=True)),
            differing=Count("callbacks__calls", filter=Q(callbacks__calls__differs=True)),
            fees=Count("callbacks__calls", filter=Q(callbacks__calls__fee_asked=True)),
        )
        .order_by("-month", "regency")
    )
    page = Paginator(draws, 6).get_page(QueueForm(request.GET).said()["page"])
    return render(request, "audit/calls.html", {"page": page})
