"""The branch's answers as a file: what it would do first, then the same in earnest."""

from django.shortcuts import render

from claims import tasks
from claims.actions.branch_answers import import_answers, judge_answers
from claims.actions.exporting import take_refused_rows
from claims.answer_files import with_faults
from claims.forms.branch_answers import AnswerFileForm
from claims.tables import XLSX_TYPE
from claims.views.csv_file import in_one
from claims.views.doors import filled, seats
from claims.views.uploads import takes
from regencies.models import Role

SHOWN = 100


@takes(AnswerFileForm.most_bytes)
@seats(Role.CASHIER)
def import_branch_answer(request):
    """Three looks at one page: choose a file; see what it would do; record it. Wrong lines leave
    as a file to correct at any of them."""
    form = AnswerFileForm(filled(request), request.FILES or None)
    template = "money/import_branch_answer.html"
    if not form.is_valid():
        return render(request, template, {"form": form}, status=422 if form.errors else 200)
    act = {"by": request.user, "now": request.now}
    confirmed = "confirm" in request.POST
    found = (import_answers if confirmed else judge_answers)(form.table, **act)
    if "refused" in request.POST:
        made = take_refused_rows(
            with_faults(form.table, found.faults), rows=len(found.faults), heads=form.table.heads,
            roles=[Role.CASHIER], **act,
        )  # fmt: skip
        return in_one(made, "jawaban-ditolak.xlsx", XLSX_TYPE)
    if confirmed:
        tasks.nudge()
    context = {
        "form": form, "found": found, "told": found.told(), "done": confirmed,
        "kept": form.table.kept(), "shown": SHOWN, "wrong": found.of("wrong")[:SHOWN],
        "right": [one for one in found.answers if one.what in {"pay", "refuse"}][:SHOWN],
    }  # fmt: skip
    return render(request, template, context)
