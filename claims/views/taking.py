"""Who has a file in hand: take it, give it to a verifier, go on to the next one."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import actions, queues
from claims.access import PRESS
from claims.actions import taking
from claims.forms.taking import GiveForm
from claims.models import Deadline
from claims.models.claim import APPROVERS
from claims.rules.states import Stage
from claims.views.desks import PANEL_ROLES
from claims.views.doors import claim_or_404, filled, fresh, moves, perform, seats
from regencies.models import Role

# So many of those due first are asked whether they may be decided.
LOOKED_AT = 20
WHY = {
    taking.MINE: gettext_lazy(
        "This is your next file: you have it, and of yours its last day is the nearest."
    ),
    taking.MINE_ON: gettext_lazy(
        "This is your next file: you have it, and by its last day it comes next."
    ),
    taking.NOBODYS: gettext_lazy(
        "This is your next file: nobody had it, and its last day is the nearest of those. It is "
        "yours now."
    ),
    taking.OFFERED: gettext_lazy(
        "This is your next file: whoever had it is away, and its last day is the nearest of "
        "those. It is yours now."
    ),
}


WHY_DECIDE = {
    False: gettext_lazy(
        "This is your next file: of those that wait for your decision, its last day is the nearest."
    ),
    True: gettext_lazy(
        "This is your next file: it waits for your decision, and by its last day it comes next."
    ),
}


@seats(*PANEL_ROLES, methods=PRESS)
def take(request, code):
    found = claim_or_404(request, code)
    actions.take(found.pk, by=request.user, now=request.now)
    messages.success(request, _("The file is yours now."))
    return redirect("panel:claim", code)


@seats(Role.OPD_VERIFIER, methods=PRESS)
def take_next(request):
    """The next file, with the sentence that says why it is that one."""
    found = actions.take_next(
        by=request.user, now=request.now, after=request.POST.get("after", "")[:20]
    )
    if found is None:
        messages.success(request, _("No other file waits for you now."))
        return redirect("panel:home")
    claim, why = found
    messages.success(request, WHY[why])
    return redirect("panel:claim", claim.code)


@seats(*APPROVERS, methods=PRESS)
def decide_next(request):
    """The next file to decide. Nobody takes it: whoever decides first has decided."""
    after = request.POST.get("after", "")[:20]
    rows = [row.claim for row in queues.to_decide(request.actor)[:LOOKED_AT]]
    left = next((n for n, claim in enumerate(rows) if claim.code == after), None)
    if left is not None:
        # On from the one left undone, and round to those before it.
        rows = rows[left + 1 :] + rows[:left]
    found = next((claim for claim in rows if _may_approve(claim, request)), None)
    if found is None:
        messages.success(request, _("No other file waits for your decision now."))
        return redirect("panel:home")
    messages.success(request, WHY_DECIDE[left is not None])
    return redirect("panel:claim", found.code)


def _may_approve(claim, request) -> bool:
    """Whoever made a decision that was overturned may not make the next one."""
    return "approve" in {move.name for move in moves(claim, request.actor, "panel")}


@seats(*APPROVERS)
def give(request, code):
    found = claim_or_404(request, code)
    clock = Deadline.objects.open().filter(claim=found, stage=Stage.OFFICE)
    clock = clock.select_related("holder").first()
    holder = clock.holder if clock else None
    able = actions.receivers(found, request.now)
    receivers = [one for one in able if one != holder]
    # Whoever has it is not offered it, but is the answer to a second click.
    form = GiveForm(filled(request), initial=fresh(found), receivers=able)
    if request.method != "POST" or not form.is_valid():
        actions.allow_give(found, by=request.user, now=request.now)
        form.offer(receivers)
    return perform(
        request, form, partial(actions.give, found.pk), "panel/give.html",
        {"claim": found, "receivers": receivers, "holder": holder},
        to=reverse("panel:claim", args=[code]), said=_("The file is given, and they are told."),
    )  # fmt: skip


def may_give(claim, user, now) -> bool:
    """Whether the page would open."""
    try:
        actions.allow_give(claim, by=user, now=now)
    except actions.Refusal:
        return False
    return True
