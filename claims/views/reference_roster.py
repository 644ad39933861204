"""The administrator's desk: the list of participants, from an office's file to the roster."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from claims import tasks
from claims.access import LOOK, PRESS
from claims.actions import roster as lists
from claims.forms.reference import ReasonForm
from claims.forms.roster import ColumnsForm, RosterFileForm
from claims.views.doors import filled, seats
from claims.views.reference import own
from claims.views.uploads import takes
from regencies.models import Participant, Role, RosterImport
from regencies.roster.files import MOST_BYTES
from regencies.roster.judging import Fault
from regencies.roster.reading import SAID_AS
from regencies.roster.staging import changing
from regencies.roster.words import COLUMN_WORDS, FILE_WORDS, sentence

# How many a page spells out; the sums above them are of all.
SHOWN, EXAMPLES = 100, 20
# A page that shows work under way asks again by itself, without a script.
ASK_AGAIN_SECONDS = 3


@seats(Role.ADMINISTRATOR, methods=LOOK)
def roster(request):
    """Which lists came when, from whom, and what they did."""
    rows = RosterImport.objects.filter(regency__in=own(request)).select_related("regency", "by")
    context = {
        "rows": rows[:SHOWN],
        "listed": Participant.objects.filter(regency__in=own(request)).count(),
    }
    return render(request, "reference/roster.html", context)


@takes(MOST_BYTES)
@seats(Role.ADMINISTRATOR)
def bring_roster(request):
    form = RosterFileForm(filled(request), request.FILES or None, codes=own(request))
    if request.method == "POST" and form.is_valid():
        one = lists.bring_roster(by=request.user, now=request.now, **form.cleaned_data)
        tasks.nudge_roster()
        return redirect("reference:roster_import", one.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "back": reverse("reference:roster")}
    return render(request, "reference/bring_roster.html", context, status=status)


@seats(Role.ADMINISTRATOR)
def roster_import(request, pk):
    """One list at whatever step it is: progress, preview to confirm, or what it did."""
    one = import_or_404(request, pk)
    if one.step == "waits_for_columns":
        return redirect("reference:choose_columns", pk)
    form = ReasonForm(filled(request), initial={"seen": lists.seen_of(one)})
    if request.method == "POST" and form.is_valid():
        lists.load_roster(pk, by=request.user, now=request.now, **form.cleaned_data)
        tasks.nudge_roster()
        return redirect("reference:roster_import", pk)
    context = {
        "one": one,
        "form": form if one.step == "read" else None,
        "error": FILE_WORDS.get(one.error, ""),
        "twin": twin_of(one),
        "taken_for": [(head, COLUMN_WORDS[column]) for head, column in one.columns.items()],
        "refused": refused_of(one),
        "changing": changed_of(one) if one.step == "read" and one.people_changed else [],
        "shown": SHOWN,
    }
    status = 422 if request.method == "POST" else 200
    answer = render(request, "reference/roster_import.html", context, status=status)
    if one.under_way:
        answer["Refresh"] = str(ASK_AGAIN_SECONDS)
    return answer


@seats(Role.ADMINISTRATOR)
def choose_columns(request, pk):
    """Which head of the file is which column; remembered for the regency's next list."""
    one = import_or_404(request, pk)
    if one.step not in {"waits_for_columns", "read"}:
        return redirect("reference:roster_import", pk)
    form = ColumnsForm(filled(request), one=one)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("columns", "for_all")}
        lists.choose_columns(pk, **said, by=request.user, now=request.now)
        tasks.nudge_roster()
        return redirect("reference:roster_import", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "reference/choose_columns.html", {"form": form, "one": one},
                  status=status)  # fmt: skip


@seats(Role.ADMINISTRATOR, methods=PRESS)
def cancel_roster(request, pk):
    one = import_or_404(request, pk)
    lists.cancel_roster(one.pk, by=request.user, now=request.now)
    messages.success(request, _("The list was put away. Nothing of it was loaded."))
    return redirect("reference:roster")


@seats(Role.ADMINISTRATOR, methods=PRESS)
def take_refused(request, pk):
    """The refused rows, each with its reasons, to correct and bring again."""
    one, file = lists.take_refused(
        import_or_404(request, pk).pk, by=request.user, now=request.now
    )  # fmt: skip
    return HttpResponse(
        file,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="refused-{one.pk}.xlsx"'},
    )


def import_or_404(request, pk) -> RosterImport:
    rows = RosterImport.objects.filter(regency__in=own(request))
    return get_object_or_404(rows.select_related("regency", "by", "confirmed_by"), pk=pk)


def twin_of(one: RosterImport) -> RosterImport | None:
    """The same file, loaded before."""
    rows = RosterImport.objects.filter(
        regency=one.regency_id, sha256=one.sha256, loaded_at__isnull=False
    )
    return rows.exclude(pk=one.pk).select_related("by").first()


def refused_of(one: RosterImport) -> list[tuple[int, list[str]]]:
    rows = one.refusals.order_by("line").values_list("line", "faults")[:SHOWN]
    return [(line, [sentence(Fault(*fault)) for fault in faults]) for line, faults in rows]


def changed_of(one: RosterImport) -> list[dict]:
    rows = changing(one, EXAMPLES)
    for row in rows:
        row["columns"] = [COLUMN_WORDS[SAID_AS.get(name, name)] for name in row["columns"]]
    return rows
