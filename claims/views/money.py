"""The cashier's desk: what to do next with each payout, and the verbs on it."""

from functools import partial

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import actions, queues
from claims.access import LOOK
from claims.actions.batches import ORDERABLE
from claims.actions.branch_answers import may_import
from claims.actions.bundling import BUNDLED, BUNDLERS
from claims.actions.looking import look_as_auditor
from claims.forms.money import ForwardForm, PayForm, ReasonForm
from claims.forms.queue import QueueForm
from claims.models.family import AUDITED_MOVES
from claims.models.words import EVENT_WORDS
from claims.rules.states import PAYOUT_ENDED
from claims.views.branch_told import branch_told
from claims.views.desks import MONEY_ROLES
from claims.views.doors import filled, fresh, may, moves, payout_or_404, perform, seats, tabs_of
from claims.views.letters import letters_of
from claims.views.moves_waiting import waiting_moves
from claims.views.payers_told import payers
from claims.views.sessions import ask_proof, proved_of_late, proven
from claims.views.sheets import frozen, whys
from regencies.models import Role

PER_PAGE = 40
TABS = {
    "to_forward": (gettext_lazy("To forward"), "warn"),
    "to_order": (gettext_lazy("To order"), "warn"),
    "ordered": (gettext_lazy("Ordered"), ""),
    "at_branch": (gettext_lazy("At the branch"), ""),
    "refused": (gettext_lazy("Refused by the branch"), ""),
    "waiting": (gettext_lazy("No budget"), ""),
    "came_back": (gettext_lazy("Failed or came back"), "bad"),
    "cancel_asked": (gettext_lazy("To be cancelled"), "warn"),
    "ended": (gettext_lazy("Ended"), ""),
}
# The form of each verb; every one has the page money/<verb>.html.
FORMS = {
    "wait": ReasonForm,
    "forward": ForwardForm,
    "pay": PayForm,
    "refuse": ReasonForm,
    "fail": ReasonForm,
    "bounce": ReasonForm,
    "ask_cancel": ReasonForm,
    "keep_payout": ReasonForm,
    "cancel": ReasonForm,
}
# No moves of the machine: the state stays.
STAYING = {"ask_cancel": actions.allow_ask_cancel, "keep_payout": actions.allow_keep_payout}
# Money leaves by these: whoever sits at an open screen is asked who they are.
PROVEN = {"pay", "cancel"}


@seats(*MONEY_ROLES, methods=LOOK)
def home(request):
    """Payouts by what to do next; what is due first stands on top."""
    said = QueueForm(request.GET).said()
    rows, buckets = queues.payouts(request.actor), queues.PAYOUT_BUCKETS
    counts = queues.payout_counts(request.actor)
    show = said["show"]
    if show not in buckets:
        show = next((name for name in buckets if counts[name]), "to_forward")
    page = Paginator(rows.filter(buckets[show]), PER_PAGE).get_page(said["page"])
    return render(
        request, "money/home.html",
        {"page": page, "show": show, "tabs": tabs_of(TABS, counts, "ended"),
         "may_import": may_import(request.actor)},
    )  # fmt: skip


@seats(*MONEY_ROLES, methods=LOOK)
def payout(request, code, number):
    """One award: its lines, figures, payee, and what may be done with it now."""
    found = payout_or_404(request, code, number)
    look_as_auditor(found.claim, actor=request.actor, now=request.now)
    prefetch_related_objects([found.claim], "children")
    clocks = list(found.deadlines.select_related("holder").order_by("started_at", "id"))
    context = {
        "claim": found.claim, "payout": found, "number": number,
        "sheet": frozen(found),
        "whys": whys(clocks),
        "payers": payers(found.claim),
        "branch": branch_told(found, clocks, request.now),
        "deadline": next((row for row in clocks if row.stopped_at is None), None),
        "events": found.events.exclude(move__in=AUDITED_MOVES)
        .select_related("by", "acts_for", "spoken")
        .order_by("at", "id"),
        "moves": moves(found, request.actor, "money"),
        "waiting": waiting_moves(found, request.actor),
        "may_ask_cancel": _may_ask_cancel(request, found),
        "may_keep": found.cancel_asked() and _may_keep(request, found),
        "may_bundle": request.actor.seat(BUNDLERS, found) is not None
        and found.estimate and found.state in BUNDLED,
        **_ordering(request, found),
        "may_reveal": request.actor.seat([Role.CASHIER], found) is not None,
        "ended": found.state in PAYOUT_ENDED,
    }  # fmt: skip
    payouts = list(found.claim.payouts.select_related("programme").order_by("id"))
    context |= _of_this(letters_of(found.claim, request, payouts), found)
    return render(request, "money/payout.html", context)


def _ordering(request, found) -> dict:
    """The batch that it stands in, and whether it may be put into one; nothing of a branch's."""
    if found.estimate:
        return {}
    line = found.orders.filter(closed_as="").select_related("batch").first()
    seat = request.actor.seat([Role.CASHIER], found)
    may = line is None and found.state in ORDERABLE and not found.cancel_asked()
    return {
        "batch": line.batch if line else None,
        "may_order": may and seat is not None
        and all(found.duties_held().get(p.pk, "pay") == "pay" for p in seat.people),
    }  # fmt: skip


def _of_this(letters: dict, found) -> dict:
    """Without the letters about the claim's other awards."""
    return {
        "letters": [row for row in letters["letters"] if row.payout_id in (None, found.pk)],
        "issuable": [row for row in letters["issuable"] if row.get("payout") in (None, found)],
    }


def _may_ask_cancel(request, found) -> bool:
    seat = request.actor.seat([Role.CASHIER], found)
    return (
        seat is not None
        and found.state in actions.CANCELLABLE
        and not found.cancel_asked()
        and all(found.duties_held().get(p.pk, "pay") == "pay" for p in seat.people)
    )


def _may_keep(request, found) -> bool:
    try:
        actions.allow_keep_payout(found, by=request.user, now=request.now)
    except actions.Refusal:
        return False
    return True


@seats(*MONEY_ROLES)
def act(request, code, number, verb):
    """Every verb on a payout: its form, its page, its action of the same name."""
    if verb in PROVEN and not proved_of_late(request):
        return ask_proof(request)
    found = payout_or_404(request, code, number)
    initial = fresh(found)
    if verb == "pay":
        initial |= {"amount": None if found.estimate else found.amount}
    if verb == "forward":
        initial |= {"received_on": timezone.localdate(request.now)}
    form = FORMS[verb](filled(request), initial=initial)
    if verb in STAYING:
        if request.method != "POST" or not form.is_valid():
            STAYING[verb](found, by=request.user, now=request.now)
    else:
        may(request, form, verb, found)
    return perform(
        request, form, partial(getattr(actions, verb), found.pk), f"money/{verb}.html",
        {"claim": found.claim, "payout": found, "number": number},
        to=reverse("money:payout", args=[code, number]),
        said=_("On record: %(what)s.") % {"what": EVENT_WORDS[verb]},
    )  # fmt: skip


@seats(*MONEY_ROLES)
@proven
def reveal(request, code, number):
    """The whole account number, once, for a reason that stays on record."""
    found = payout_or_404(request, code, number)
    if request.actor.seat([Role.CASHIER], found) is None:
        raise actions.NotYours
    form = ReasonForm(filled(request), initial=fresh(found))
    context = {"claim": found.claim, "payout": found, "number": number, "form": form}
    if form.is_valid():
        context["account"] = actions.reveal(
            found.pk, by=request.user, now=request.now, note=form.cleaned_data["note"],
            key=form.cleaned_data["key"],
        )  # fmt: skip
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "money/reveal.html", context, status=status)
