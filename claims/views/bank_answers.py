"""The bank's answer: looked at first, then booked whole, or given back with what is wrong."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from claims import actions, tasks
from claims.actions.bank_answers import BrokenAnswer, Found, book_answer, look_at_answer
from claims.banking.wrong_file import wrong_file
from claims.forms.batches import AnswerForm
from claims.forms.queue import QueueForm
from claims.models import BankAnswer
from claims.rules.bank_answers import BOUNCED, FAILED, PAID
from claims.views.batches import KINDS
from claims.views.desks import MONEY_ROLES
from claims.views.doors import filled, seats
from claims.views.uploads import takes
from regencies.models import Role

PER_PAGE = 20
# How many wrong lines the page spells out; the file has all of them.
SHOWN = 100


@takes(AnswerForm.most_bytes)
@seats(*MONEY_ROLES)
def answers(request):
    """Three looks at one page: choose a file; see what it would do; book it."""
    form = AnswerForm(filled(request), request.FILES or None)
    if not form.is_bound:
        return _page(request, form)
    seat = next((one for one in request.actor.seats if one.role == Role.CASHIER), None)
    if seat is None:
        raise actions.NotYours
    if not form.is_valid():
        return _page(request, form, status=422)
    act = book_answer if "book" in request.POST else look_at_answer
    try:
        found = act(form.table, seat.regency_id, by=request.user, now=request.now)
    except BrokenAnswer as broken:
        form.add_error(None, broken.faults["file"])
        return _page(request, form, status=422)
    if found.booked:
        tasks.nudge()
        messages.success(request, told(found))
        return redirect("money:answers")
    if "wrong" in request.POST:
        return HttpResponse(
            wrong_file([(one.line, one.sentences()) for one in found.judged]),
            content_type=KINDS["xlsx"],
            headers={"Content-Disposition": 'attachment; filename="jawaban-bank.xlsx"'},
        )  # fmt: skip
    return _page(request, form, status=422 if found.wrong else 200, found=found)


def told(found: Found) -> str:
    """What an answer would do or has done, in one line."""
    sums = {name: found.count(name) for name in (PAID, FAILED, BOUNCED)}
    return _(
        "%(paid)s paid, %(failed)s failed, %(bounced)s came back, %(known)s already on record."
    ) % (sums | {"known": found.known})


def _page(request, form, *, found: Found | None = None, status: int = 200):
    own = {seat.regency_id for seat in request.actor.seats if seat.role in MONEY_ROLES}
    rows = BankAnswer.objects.filter(regency__in=own).select_related("by").order_by("-id")
    page = Paginator(rows, PER_PAGE).get_page(QueueForm(request.GET).said()["page"])
    context = {"form": form, "page": page, "may": Role.CASHIER in request.actor.roles()}
    if found:
        context |= {
            "found": found, "told": told(found), "kept": form.carried(),
            "wrong": [(one.line, one.sentences()) for one in found.wrong[:SHOWN]],
            "sum": found.sums[PAID],
        }  # fmt: skip
    return render(request, "money/answers.html", context, status=status)
