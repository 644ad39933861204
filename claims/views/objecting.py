"""Objections: the village files and takes back, the head of the office or the Sekda decides."""

from functools import partial

from django.core.paginator import Paginator
from django.db.models import FilteredRelation, Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import actions, queues
from claims.access import LOOK
from claims.actions.objecting import DECIDED
from claims.forms.objecting import DismissForm, DropForm, ObjectForm, UpholdForm
from claims.forms.queue import QueueForm
from claims.models import Claim, Objection
from claims.models.claim import REVIEWERS
from claims.rules.states import ObjectionState, Stage
from claims.views.desks import PANEL_ROLES
from claims.views.doors import claim_or_404, filled, fresh, may, moves, perform, seats, tabs_of
from claims.views.village_door import own_claim, village_only

PER_PAGE = 40
TABS = {
    "open": (gettext_lazy("To be decided"), "warn"),
    "decided": (gettext_lazy("Decided"), ""),
}
BUCKETS = {
    "open": Q(state=ObjectionState.FILED),
    "decided": ~Q(state=ObjectionState.FILED),
}


def objections_of(claim: Claim) -> list[Objection]:
    """All of a claim's, the first one first, each with the names of what it is about. An
    undecided claim that never was decided has none, and none are looked for."""
    if claim.state not in DECIDED and claim.reopened_at is None:
        return []
    rows = list(claim.objections.select_related("filed_by", "decided_by").order_by("id"))
    names = {row.programme_id: str(row.programme) for row in _programmes(claim)} if rows else {}
    for row in rows:
        row.claim = claim
        row.names = [names.get(code, code) for code in row.about]
    return rows


def _programmes(claim: Claim):
    return claim.programmes.select_related("programme")


def for_village(claim: Claim, request) -> dict:
    """What the claim's page says: objections so far, what may be objected to, and until when."""
    found = actions.objectionable(claim)
    rows = objections_of(claim)
    return {
        "objections": rows,
        "objectionable": found if found and found.programmes else None,
        "may_object": bool(found) and _may_object(claim, request, found),
        "objection_moves": _moves(rows, request, "village"),
    }


def waiting_for(actor) -> int:
    """How many objections wait, for whoever decides them; others are not counted for."""
    if not actor.roles() & set(REVIEWERS):
        return 0
    return Objection.objects.visible_to(actor).open().count()


def for_office(claim: Claim, request) -> dict:
    rows = objections_of(claim)
    return {"objections": rows, "objection_moves": _moves(rows, request, "panel")}


def _moves(rows: list[Objection], request, desk: str) -> list:
    return moves(rows[-1], request.actor, desk) if rows else []


def _may_object(claim: Claim, request, found: actions.Objectionable) -> bool:
    try:
        actions.allow_object(claim, by=request.user, now=request.now, found=found)
    except actions.Refusal:
        return False
    return True


def last_objection_or_404(claim: Claim) -> Objection:
    rows = objections_of(claim)
    if not rows:
        raise Http404
    return rows[-1]


# The village ----------------------------------------------------------------------------------


@village_only
def object(request, code):
    """What the family does not agree with, and why, in its own words."""
    claim = own_claim(request, code)
    found = actions.objectionable(claim)
    form = ObjectForm(
        filled(request),
        initial=fresh(claim)
        | {"family_name": claim.heir_name, "family_relation": claim.heir_relation},
        programmes=found.programmes if found else [],
    )
    if request.method != "POST" or not form.is_valid():
        actions.allow_object(claim, by=request.user, now=request.now)
    return perform(
        request, form, partial(actions.object, claim.pk), "village/object.html",
        {"claim": claim, "found": found},
        to=reverse("village:claim", args=[code]),
        said=_("The objection has been sent. You will be told of the answer."),
    )  # fmt: skip


@village_only
def drop(request, code):
    claim = own_claim(request, code)
    made = last_objection_or_404(claim)
    form = DropForm(filled(request), initial=fresh(made))
    may(request, form, "drop", made)
    return perform(
        request, form, partial(actions.drop, made.pk), "village/drop.html",
        {"claim": claim, "objection": made},
        to=reverse("village:claim", args=[code]), said=_("The objection has been taken back."),
    )  # fmt: skip


# The office -----------------------------------------------------------------------------------


@seats(*PANEL_ROLES, methods=LOOK)
def objections(request):
    """Those that wait for an answer, the one due first on top; then those that have one."""
    said = QueueForm(request.GET).said()
    rows = Objection.objects.visible_to(request.actor)
    counts = queues.counts(rows, BUCKETS)
    show = said["show"] if said["show"] in BUCKETS else "open"
    running = Q(claim__deadlines__stage=Stage.OBJECTION, claim__deadlines__stopped_at=None)
    rows = (
        rows.filter(BUCKETS[show])
        .annotate(clock=FilteredRelation("claim__deadlines", condition=running))
        .select_related("claim__village", "claim__district", "clock")
        .order_by("filed_at" if show == "open" else "-filed_at", "id")
    )
    page = Paginator(rows, PER_PAGE).get_page(said["page"])
    context = {"page": page, "show": show, "tabs": tabs_of(TABS, counts)}
    return render(request, "panel/objections.html", context)


@seats(*PANEL_ROLES)
def uphold(request, code):
    said = _("Upheld. %(code)s is the office's again; somebody else decides it now.")
    return _decide(request, code, "uphold", UpholdForm, said)


@seats(*PANEL_ROLES)
def dismiss(request, code):
    said = _("Dismissed. The village reads your answer to the family of %(code)s.")
    return _decide(request, code, "dismiss", DismissForm, said)


def _decide(request, code, verb, form_class, said):
    claim = claim_or_404(request, code)
    made = last_objection_or_404(claim)
    late = actions.late(claim, Stage.OBJECTION, request.now)
    form = form_class(filled(request), initial=fresh(made), late=bool(late))
    may(request, form, verb, made)
    clock = claim.deadlines.open().filter(stage=Stage.OBJECTION).first()
    context = {
        "claim": claim,
        "objection": made,
        "late": late,
        "deadline": clock,
        "rows": [row for row in _programmes(claim) if row.programme_id in made.about],
        "decision": made.against,
    }
    return perform(
        request, form, partial(getattr(actions, verb), made.pk), f"panel/{verb}.html", context,
        to=reverse("panel:claim", args=[code]), said=said % {"code": code},
    )  # fmt: skip
