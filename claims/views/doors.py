"""The doors: who may come in, to which claim, and how a verb's page calls its action."""

import uuid
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from claims import actions, queues, tasks
from claims.access import BOTH, SEAT, SIGNED_IN, Access, door
from claims.actions import Incomplete
from claims.forms.acts import ActForm
from claims.models import Claim, Payout


def seats(*roles: str, methods: tuple[str, ...] = BOTH):
    """Only for people who hold one of these roles somewhere today; others get 403."""

    def wrap(view):
        behind = door(view, Access(SEAT, roles, methods))

        @wraps(behind)
        @login_required
        def inner(request, *args, **kwargs):
            if not request.actor.roles() & set(roles):
                raise PermissionDenied
            return behind(request, *args, **kwargs)

        return inner

    return wrap


def signed_in(methods: tuple[str, ...] = BOTH):
    """For whoever has an account, with a seat or without."""
    return lambda view: login_required(door(view, Access(SIGNED_IN, methods=methods)))


def claim_or_404(request: HttpRequest, code: str) -> Claim:
    """The one door to a claim: a stranger's looks like one that does not exist."""
    rows = Claim.objects.visible_to(request.actor).select_related(
        "regency", "district", "village", "entered_by"
    )
    return get_object_or_404(rows, code=code)


def payout_or_404(request: HttpRequest, code: str, number: int) -> Payout:
    """A payout by its place in its claim, counted from 1 in the order of awarding."""
    claim = claim_or_404(request, code)
    rows = claim.payouts.select_related("programme").order_by("id")
    if not 1 <= number <= len(rows):
        raise Http404
    payout = rows[number - 1]
    payout.claim = claim
    return payout


def filled(request: HttpRequest):
    """What was sent, also when that is nothing at all."""
    return request.POST if request.method == "POST" else None


def may(request: HttpRequest, form: ActForm, verb: str, thing) -> None:
    """Refuse as the mover would before a form is shown for nothing. A form filled in rightly
    goes on to the action, which knows a second click."""
    if request.method != "POST" or not form.is_valid():
        actions.allow(verb, thing, by=request.user, now=request.now)


def perform(
    request: HttpRequest,
    form: ActForm,
    act: Callable,
    template: str,
    context: dict,
    *,
    to: str,
    said: str,
) -> HttpResponse:
    """GET shows the facts and the form. POST calls one action and goes on, or shows the same
    page with what is wrong beside the field and everything typed still there. said: nothing,
    where the next page says it itself."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(by=request.user, now=request.now, **form.cleaned_data)
            except Incomplete as refusal:
                for name, fault in refusal.faults.items():
                    form.add_error(name if name in form.fields else None, fault)
            else:
                tasks.nudge()
                if said:
                    messages.success(request, said)
                return redirect(to)
    return render(request, template, {**context, "form": form}, status=status)


def fresh(thing) -> dict:
    """Initial values for an ActForm about this claim or payout."""
    return {"key": uuid.uuid4(), "version": thing.version}


def tabs_of(words: dict, counts: dict, *at_most: str) -> list[dict]:
    """What the piece "tabs" draws. words: name to (label, tone while there is something). at_most:
    names whose counts are those of queues.at_most."""
    return [
        {"name": name, "label": label, "tone": tone, "n": counts[name],
         "most": queues.MANY if name in at_most and counts[name] > queues.MANY else None}
        for name, (label, tone) in words.items()
    ]  # fmt: skip


def moves(thing, actor, desk: str) -> list:
    """The moves that this person may make now at this desk, in the machine's order: buttons
    come from the machine."""
    found = [
        move
        for move in thing.get_available_user_state_transitions(actor)
        if move.custom.desk == desk
    ]
    return sorted(found, key=lambda move: move.custom.order)
