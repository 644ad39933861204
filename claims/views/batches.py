"""The desk of the regency's own money: batches that one person prepares and another approves."""

import uuid
from functools import partial

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import actions
from claims.access import LOOK
from claims.actions import bank_files, batches
from claims.forms.batches import DissolveForm, KeyForm, OrderForm, PrepareForm, TakeForm
from claims.forms.queue import QueueForm
from claims.models import Batch
from claims.models.money import number_in_claim
from claims.rules.waiting import fitting, overtaken
from claims.views.desks import MONEY_ROLES
from claims.views.doors import filled, payout_or_404, perform, seats
from claims.views.purses import chosen, days_waited, purses
from claims.views.sessions import proven
from regencies.models import Role

PER_PAGE = 40
# Of the waiting list a cashier sees so much at once; what is prepared leaves it.
OFFERED = 200
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@seats(*MONEY_ROLES, methods=LOOK)
def home(request):
    """Every batch of the regency, the last one first, under what is left of each ceiling."""
    rows = (
        Batch.objects.visible_to(request.actor, MONEY_ROLES)
        .select_related("programme", "prepared_by", "approved_by", "dissolved_by")
        .annotate(n=Count("lines"), total=Sum("lines__amount"),
                  at_bank=Count("lines", filter=Q(lines__closed_as="")))
        .order_by("-id")
    )  # fmt: skip
    page = Paginator(rows, PER_PAGE).get_page(QueueForm(request.GET).said()["page"])
    context = {"page": page, "purses": purses(request, MONEY_ROLES), "may": _may(request)}
    return render(request, "money/batches.html", context)


def _may(request) -> dict[str, bool]:
    roles = request.actor.roles()
    return {"prepare": Role.CASHIER in roles, "budget": Role.OPD_HEAD in roles}


@seats(*MONEY_ROLES, methods=LOOK)
def waiting_list(request):
    """Who is paid next: in the order of the award, with the days without budget told apart."""
    found = purses(request, MONEY_ROLES)
    purse = chosen(request, found)
    context = {"purse": purse, "purses": found, "may": _may(request)}
    if purse:
        page = Paginator(_listed(purse), PER_PAGE).get_page(QueueForm(request.GET).said()["page"])
        context |= {"page": page, "rows": _rows(page.object_list, page.start_index(), request)}
    return render(request, "money/waiting_list.html", context)


def _listed(purse):
    return (
        batches.to_order(purse.regency.pk, purse.programme.pk)
        .select_related("claim__village", "claim__district")
        .prefetch_related("deadlines")
        .annotate(number=number_in_claim("claim", "id"))
    )


def _rows(payouts, first: int, request) -> list[dict]:
    today = timezone.localdate(request.now)
    return [
        {"place": place, "payout": one, "waited": days_waited(one, today)}
        for place, one in enumerate(payouts, first)
    ]


@seats(Role.CASHIER)
def prepare(request):
    """The top of the list, ticked as far as the money reaches."""
    found = purses(request, [Role.CASHIER])
    purse = chosen(request, found)
    if purse is None:
        return render(request, "money/prepare.html", {"purse": None})
    # The same click again: its payouts are no longer on the list.
    click = KeyForm(request.POST)
    if click.is_valid() and (done := Batch.objects.filter(
        key=click.cleaned_data["key"], prepared_by=request.user
    ).first()):  # fmt: skip
        return redirect("money:batch", done.code)
    payouts = list(_listed(purse)[:OFFERED])
    reached = fitting(batches.in_line(payouts), purse.standing.room)
    form = PrepareForm(
        filled(request), rows=payouts,
        initial={"key": uuid.uuid4(), "payouts": reached, "purpose": _purpose(purse.programme)},
    )  # fmt: skip
    ticked = request.POST.getlist("payouts") if form.is_bound else [str(pk) for pk in reached]
    context = {
        "purse": purse,
        "purses": found,
        "rows": _rows(payouts, 1, request),
        "ticked": ticked,
    }
    return _made(request, form, "money/prepare.html", context, purse)


@seats(*MONEY_ROLES)
def order(request, code, number):
    """A batch of one payout."""
    found = payout_or_404(request, code, number)
    if request.actor.seat([Role.CASHIER], found) is None:
        raise actions.NotYours
    if found.state not in batches.ORDERABLE or found.estimate:
        raise actions.TooLate(None, found.state)
    purse = next((one for one in purses(request, [Role.CASHIER])
                  if one.programme.pk == found.programme_id), None)  # fmt: skip
    if purse is None:
        raise PermissionDenied
    queue = batches.in_line(list(batches.to_order(purse.regency.pk, purse.programme.pk)[:OFFERED]))
    initial = {"key": uuid.uuid4(), "purpose": _purpose(found.programme)}
    form = OrderForm(filled(request), initial=initial)
    context = {
        "claim": found.claim, "payout": found, "number": number, "purse": purse,
        "passed": len(overtaken(queue, {found.pk}, purse.standing.room)),
    }  # fmt: skip
    return _made(request, form, "money/order.html", context, purse, payouts=[found.pk])


def _purpose(programme) -> str:
    return str(programme)[:60]


def _made(request, form, template, context, purse, **values) -> HttpResponse:
    """As `perform`, and on to the batch that was made."""
    made = {}

    def act(**sent):
        batch = batches.prepare(purse.regency.pk, purse.programme.pk, **{**sent, **values})
        made["to"] = reverse("money:batch", args=[batch.code])

    answer = perform(
        request, form, act, template, context, to=reverse("money:batches"),
        said=_("Prepared. Somebody else approves it before anything is ordered."),
    )  # fmt: skip
    return redirect(made["to"]) if made else answer


def batch_or_404(request, batch: str) -> Batch:
    """The one door to a batch: a stranger's looks like one that does not exist."""
    rows = Batch.objects.visible_to(request.actor, MONEY_ROLES).select_related(
        "regency", "programme", "prepared_by", "prepared_for", "approved_by", "approved_for",
        "dissolved_by",
    )  # fmt: skip
    return get_object_or_404(rows, code=batch)


@seats(*MONEY_ROLES, methods=LOOK)
def batch(request, batch):
    """Its lines, who prepared and approved it, and who took its file."""
    found = batch_or_404(request, batch)
    lines = list(
        found.lines.select_related("payout__claim__village", "payout__programme")
        .annotate(number=number_in_claim("payout__claim", "payout_id"))
        .order_by("position")
    )
    may = {
        "approve": _allows(batches.allow_approve, found, request),
        "dissolve": _allows(batches.allow_dissolve, found, request),
        "take": _allows(bank_files.allow_take, found, request),
    }
    own = found.waits and request.user.pk in found.preparers
    context = {
        "batch": found, "lines": lines, "total": sum(line.amount for line in lines), "may": may,
        "own": own, "files": found.files.select_related("by", "acts_for"),
    }  # fmt: skip
    return render(request, "money/batch.html", context)


def _allows(rule, found: Batch, request) -> bool:
    try:
        rule(found, by=request.user, now=request.now)
    except actions.Refusal:
        return False
    return True


@seats(*MONEY_ROLES)
@proven
def approve_batch(request, batch):
    found = batch_or_404(request, batch)
    if request.method != "POST":
        batches.allow_approve(found, by=request.user, now=request.now)
    form = KeyForm(filled(request), initial={"key": uuid.uuid4()})

    def act(*, key, **who):
        batches.approve_batch(found.pk, **who)

    return perform(
        request, form, act, "money/approve_batch.html", _sums(found),
        to=reverse("money:batch", args=[batch]), said=_("Approved: every transfer is ordered."),
    )  # fmt: skip


@seats(*MONEY_ROLES)
def dissolve_batch(request, batch):
    found = batch_or_404(request, batch)
    if request.method != "POST":
        batches.allow_dissolve(found, by=request.user, now=request.now)
    form = DissolveForm(filled(request), initial={"key": uuid.uuid4()})

    def act(*, key, **said):
        batches.dissolve_batch(found.pk, **said)

    return perform(
        request, form, act, "money/dissolve_batch.html", _sums(found),
        to=reverse("money:batch", args=[batch]),
        said=_("Dissolved: nothing was ordered, everybody stands where they stood on the list."),
    )  # fmt: skip


def _sums(found: Batch) -> dict:
    return {"batch": found, **found.lines.aggregate(n=Count("pk"), total=Sum("amount"))}


@seats(*MONEY_ROLES)
@proven
def take_bank_file(request, batch):
    """The file itself, once, as the answer to the button: no address leads to it."""
    found = batch_or_404(request, batch)
    bank_files.allow_take(found, by=request.user, now=request.now)
    form = TakeForm(filled(request), initial={"key": uuid.uuid4()})
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(
            request, "money/take_bank_file.html", _sums(found) | {"form": form}, status=status
        )
    take = partial(bank_files.take_bank_file, found.pk, by=request.user, now=request.now)
    taken = take(**form.cleaned_data)
    return HttpResponse(
        taken.content, content_type=KINDS[taken.row.format],
        headers={"Content-Disposition": f'attachment; filename="{taken.name}"'},
    )  # fmt: skip
