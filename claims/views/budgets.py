"""The ceiling of each programme and year, and the entries that make it."""

import uuid

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.access import LOOK
from claims.actions.budget import BUDGET_KEEPERS, enter_budget
from claims.forms.batches import BudgetForm
from claims.forms.queue import QueueForm
from claims.models import BudgetEntry
from claims.views.desks import MONEY_ROLES
from claims.views.doors import filled, perform, seats
from claims.views.purses import purses

PER_PAGE = 40


@seats(*MONEY_ROLES, methods=LOOK)
def budget(request):
    own = {seat.regency_id for seat in request.actor.seats if seat.role in MONEY_ROLES}
    rows = BudgetEntry.objects.filter(regency__in=own).select_related("programme", "by", "acts_for")
    said = QueueForm(request.GET).said()
    context = {
        "purses": purses(request, MONEY_ROLES),
        "page": Paginator(rows.order_by("-id"), PER_PAGE).get_page(said["page"]),
        "may": bool(request.actor.roles() & set(BUDGET_KEEPERS)),
    }
    return render(request, "money/budget.html", context)


@seats(*BUDGET_KEEPERS)
def enter(request):
    found = purses(request, BUDGET_KEEPERS)
    initial = {"key": uuid.uuid4(), "year": found[0].year if found else None}
    form = BudgetForm(filled(request), initial=initial, purses=found)

    def act(*, purse, direction, amount, **said):
        regency, _slash, programme = purse.partition("/")
        enter_budget(regency, programme, amount=form.signed(), **said)

    return perform(
        request, form, act, "money/enter_budget.html", {"purses": found},
        to=reverse("money:budget"), said=_("On record."),
    )  # fmt: skip
