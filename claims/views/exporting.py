"""Lists of claims that leave as files: masked for whoever reads the files of a regency, whole when
another person releases them. And the log of everything that left."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Func, JSONField, Value
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from claims import tables
from claims.access import LOOK, PRESS
from claims.actions import exporting
from claims.forms.exporting import AnswerExportForm, AskExportForm, ExportForm
from claims.forms.queue import QueueForm
from claims.models import Export, ExportRequest
from claims.models.export import EXPORTERS, LOG_READERS, RELEASERS
from claims.views.csv_file import comma, download
from claims.views.doors import filled, seats
from claims.views.exports_told import told
from claims.views.sessions import proven

PER_PAGE = 40
# So many requests are shown below the forms; older ones are in the log once they are taken.
LAST = 20


@seats(*EXPORTERS, methods=LOOK)
def home(request):
    """What may be taken at once, and the requests for names and whole numbers."""
    return _home(request, ExportForm(**_of(request)))


def _of(request) -> dict:
    return {"actor": request.actor, "roles": EXPORTERS, "now": request.now}


def _home(request, form, status=200):
    rows = ExportRequest.objects.visible_to(request.actor).select_related(
        "asked_by", "answered_by", "regency", "export"
    )[:LAST]
    context = {
        "form": form,
        "requests": [_shown(row, request) for row in rows],
        "logs": bool(request.actor.roles() & set(LOG_READERS)),
    }
    return render(request, "exports/home.html", context, status=status)


def _shown(row: ExportRequest, request) -> dict:
    step = row.step(request.now)
    own = row.asked_by_id == request.user.pk
    releases = any(
        seat.regency_id == row.regency_id and seat.role in RELEASERS for seat in request.actor.seats
    )
    return {
        "row": row, "step": step, "said": told(row.said),
        "may_take": own and step == "ready",
        "may_answer": releases and not own and step == "waits",
    }  # fmt: skip


@seats(*EXPORTERS, methods=PRESS)
def take(request):
    """The list without names and numbers."""
    form = ExportForm(request.POST, **_of(request))
    if not form.is_valid():
        return _home(request, form, 422)
    made, row = exporting.take_claims(
        form.wanted(), format=form.cleaned_data["format"], comma=comma(), by=request.user,
        now=request.now,
    )  # fmt: skip
    return _leaves(made, row)


def _leaves(made, row: Export):
    name = f"claims-{row.regency_id}-{row.said['from']}-{row.pk}.{row.format}"
    return download(made, name, tables.XLSX_TYPE if row.format == "xlsx" else tables.CSV_TYPE)


@seats(*EXPORTERS)
def ask(request):
    """With names and whole numbers: for a reason, by the word of another person."""
    form = AskExportForm(filled(request), **_of(request))
    if form.is_valid():
        exporting.ask_export(
            form.wanted(), reason=form.cleaned_data["reason"], key=form.cleaned_data["key"],
            by=request.user, now=request.now,
        )  # fmt: skip
        messages.success(request, _("Asked for. The head of the office or the auditor decides."))
        return redirect("exports:home")
    status = 422 if form.is_bound else 200
    return render(request, "exports/ask.html", {"form": form}, status=status)


@seats(*RELEASERS)
@proven
def release(request, pk):
    return _answer(request, pk, "release")


@seats(*RELEASERS)
def refuse(request, pk):
    return _answer(request, pk, "refuse")


def _answer(request, pk: int, verb: str):
    """The word of the second person."""
    rows = ExportRequest.objects.visible_to(request.actor).select_related("asked_by", "regency")
    row = get_object_or_404(rows, pk=pk)
    form = AnswerExportForm(filled(request))
    form.fields["note"].required = verb == "refuse"
    if request.method == "POST" and form.is_valid():
        act = exporting.release_export if verb == "release" else exporting.refuse_export
        act(row.pk, note=form.cleaned_data["note"], by=request.user, now=request.now)
        messages.success(request, _("Your answer is on record."))
        return redirect("exports:home")
    exporting.allow_release(row, by=request.user, now=request.now)
    context = {"row": row, "said": told(row.said), "form": form, "verb": verb}
    return render(request, "exports/answer.html", context, status=422 if form.errors else 200)


@seats(*EXPORTERS, methods=PRESS)
def take_released(request, pk):
    row = get_object_or_404(ExportRequest.objects.visible_to(request.actor), pk=pk)
    return _leaves(*exporting.take_released(row.pk, by=request.user, now=request.now))


@seats(*LOG_READERS, methods=LOOK)
def log(request):
    """Everything that left, the newest on top."""
    codes = {seat.regency_id for seat in request.actor.seats if seat.role in LOG_READERS}
    rows = Export.objects.filter(regency__in=codes).select_related(
        "by", "acts_for", "claim", "request__answered_by", "regency"
    )
    # Without the codes of thousands of claims, which a row of a whole list keeps.
    short = Func("said", Value("claims"), function="", arg_joiner=" - ", output_field=JSONField())
    rows = rows.defer("said").annotate(short=short)
    page = Paginator(rows, PER_PAGE).get_page(QueueForm(request.GET).said()["page"])
    for row in page:
        row.told = told(row.short)
    return render(request, "exports/log.html", {"page": page})
