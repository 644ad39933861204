"""What happened at the entrance, for whoever looks after the accounts of a regency."""

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import render

from claims.access import LOOK
from claims.forms.queue import QueueForm
from claims.views.doors import seats
from regencies.models import AccountEvent, Appointment, Role

PER_PAGE = 50
READERS = (Role.AUDITOR, Role.ADMINISTRATOR)
TROUBLE = ("fail", "hold", "fail_factor", "fail_proof")


@seats(*READERS, methods=LOOK)
def log(request):
    """Of everybody ever appointed in one's regencies, the last on top; and tries of names that
    nobody has, which are no regency's."""
    codes = {seat.regency_id for seat in request.actor.seats if seat.role in READERS}
    here = Appointment.objects.filter(person=OuterRef("person"), regency__in=codes)
    rows = AccountEvent.objects.filter(Q(person=None) | Exists(here))
    said = QueueForm(request.GET).said()
    trouble = said["show"] == "trouble"
    if trouble:
        rows = rows.filter(what__in=TROUBLE)
    page = Paginator(rows.select_related("person", "by").order_by("-at", "-id"), PER_PAGE)
    context = {
        "page": page.get_page(said["page"]),
        "trouble": trouble,
        "bad": TROUBLE,
    }
    return render(request, "audit/accounts.html", context)
