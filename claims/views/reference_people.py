"""The administrator's desk: who is appointed, from a list, and the opening of their accounts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims import tasks
from claims.actions import appointing
from claims.actions.activating import MOST_SLIPS, invite_by_mail, print_slips, waiting
from claims.actions.exporting import take_refused_rows
from claims.forms.people import InviteForm, PeopleFileForm
from claims.forms.queue import QueueForm
from claims.forms.reference import ReasonForm
from claims.tables import XLSX_TYPE
from claims.views.csv_file import in_one
from claims.views.doors import filled, seats
from claims.views.reference import own
from claims.views.uploads import takes
from claims.views.village_slip import qr
from regencies.appointing.refused_file import refused_file
from regencies.appointing.words import sentence, told
from regencies.models import Activation, Appointment, Role

# How many rows a preview spells out; the sums above them are of all.
SHOWN = 200


@seats(Role.ADMINISTRATOR)
def people(request):
    """Whose account nobody has opened yet, and a link or a slip for those who are ticked."""
    page = Paginator(_waiting(request), MOST_SLIPS).get_page(QueueForm(request.GET).said()["page"])
    form = InviteForm(filled(request), people=page.object_list)
    if form.is_valid():
        act = {"by": request.user, "now": request.now}
        chosen = form.cleaned_data["person"]
        if form.cleaned_data["way"] == "slip":
            return slips(request, print_slips(chosen, **act))
        _mailed(request, invite_by_mail(chosen, **act), len(chosen))
        return redirect(request.get_full_path())
    rows = [(one, next(iter(one.activations.all()), None)) for one in page.object_list]
    context = {
        "page": page, "rows": rows, "form": form,
        "appointed": Appointment.objects.of_people().filter(regency__in=own(request))
        .on(timezone.localdate(request.now)).count(),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "reference/people.html", context, status=status)


def _waiting(request):
    of_person = Appointment.objects.filter(regency__in=own(request)).order_by("-from_on")
    return waiting(own(request), request.now).order_by("name", "pk").prefetch_related(
        Prefetch("activations", Activation.objects.open()),
        Prefetch("appointments", of_person.select_related("regency", "district", "village")),
    )  # fmt: skip


def _mailed(request, n: int, chosen: int) -> None:
    tasks.nudge()
    said = ngettext("%(n)d mail leaves now.", "%(n)d mails leave now.", n) % {"n": n}
    if chosen > n:
        said += " " + _("%(n)d have no mailbox: print their slips.") % {"n": chosen - n}
    messages.success(request, said)


def slips(request, openings):
    """Shown this once, as the answer to the button: no address leads to it."""
    context = {"rows": [(one, qr(one.link)) for one in openings]}
    return render(request, "reference/activation_slips.html", context)


@takes(PeopleFileForm.most_bytes)
@seats(Role.ADMINISTRATOR)
def import_appointments(request):
    """Three looks at one page: choose a file; see what it would do; confirm with a reason."""
    form = PeopleFileForm(filled(request), request.FILES or None)
    template = "reference/import_appointments.html"
    if not form.is_valid():
        return render(request, template, {"form": form}, status=422 if form.errors else 200)
    found = appointing.what_appointing_does(form.table, by=request.user, now=request.now)
    if "refused" in request.POST:
        made = take_refused_rows(
            refused_file(form.table.heads, found), rows=len(found.of("refused")),
            heads=form.table.heads, roles=[Role.ADMINISTRATOR], by=request.user, now=request.now,
        )  # fmt: skip
        return in_one(made, "refused.xlsx", XLSX_TYPE)
    confirming = "confirm" in request.POST
    reason = ReasonForm(request.POST if confirming else None, initial={"seen": found.seen})
    if confirming and reason.is_valid():
        done = appointing.appoint(
            form.table, by=request.user, now=request.now, **reason.cleaned_data
        )  # fmt: skip
        messages.success(request, told(done))
        return redirect("reference:people")
    refused = found.of("refused")
    context = {
        "form": form, "reason": reason, "found": found, "told": told(found),
        "kept": form.table.kept(), "shown": SHOWN,
        "refused": [(one.judged.line, map(sentence, one.judged.faults))
                    for one in refused[:SHOWN]],
        "rows": [one for one in found.outcomes if one.what in {"created", "changed"}][:SHOWN],
    }  # fmt: skip
    return render(request, template, context, status=422 if confirming else 200)
