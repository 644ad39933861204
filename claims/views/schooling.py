"""The scholarship after the award: what the village owes of it, and what the office accepts."""

import uuid
from dataclasses import dataclass
from functools import partial

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.access import LOOK
from claims.actions import schooling
from claims.forms.queue import QueueForm
from claims.forms.schooling import ActOfSchool, EndForm, ProveForm, ResumeForm, ReturnForm
from claims.models import Claim, Scholarship, SchoolYear
from claims.models.money import number_in_claim
from claims.rules.states import State
from claims.views.desks import PANEL_ROLES
from claims.views.doors import claim_or_404, filled, perform, seats, tabs_of
from claims.views.uploads import PAPERS, takes
from claims.views.village_door import own_claim, own_villages, village_looks, village_only
from regencies.models.people import VILLAGE_ROLES

PER_PAGE = 40
TABS = {
    "to_accept": (gettext_lazy("Proofs to look at"), "warn"),
    "to_prove": (gettext_lazy("Proofs asked for"), ""),
    "accepted": (gettext_lazy("Accepted"), ""),
}


@dataclass(frozen=True)
class Right:
    """One child's scholarship on a claim's page, and what this person may do about it."""

    row: Scholarship
    years: list[SchoolYear]
    may_prove: bool
    may_accept: bool
    may_end: bool
    may_resume: bool


def scholarships_of(claim: Claim, request) -> dict:
    """Nothing is looked for before there can be any."""
    if claim.state not in (State.AWARDED, State.SETTLED, State.ENDORSED, State.VERIFIED):
        return {"scholarships": []}
    years = SchoolYear.objects.select_related("proof").annotate(
        payout_number=number_in_claim("payout__claim", "payout")
    )
    rows = claim.scholarships.select_related("child").prefetch_related(Prefetch("years", years))
    village = request.actor.seat(VILLAGE_ROLES, claim) is not None
    office = request.actor.seat(schooling.ACCEPTERS, claim) is not None
    return {
        "scholarships": [
            Right(
                row, list(row.years.all()),
                may_prove=village and row.provable,
                may_accept=office,
                may_end=(village or office) and not row.ended_at,
                may_resume=office and row.ended_at is not None
                and row.end_reason not in row.BY_CLOCK,
            )
            for row in rows
        ]
    }  # fmt: skip


def right_or_404(claim: Claim, child: int) -> Scholarship:
    return get_object_or_404(claim.scholarships.select_related("child"), child__order=child)


def year_or_404(claim: Claim, child: int, begins: int) -> SchoolYear:
    # A number beyond the column is no year of anybody.
    if not 1900 < begins < 3000:
        raise Http404
    rows = SchoolYear.objects.select_related("scholarship__child", "proof")
    return get_object_or_404(
        rows, scholarship__claim=claim, scholarship__child__order=child, begins=begins
    )


def _once() -> dict:
    return {"key": uuid.uuid4()}


def _act(request, claim, form, act, template, context, *, said, to):
    """NotNow and the like become the page of a refusal, as everywhere; see views.edge."""
    return perform(
        request, form, act, f"schooling/{template}.html", {"claim": claim, **context},
        to=reverse(f"{to}:claim", args=[claim.code]), said=said,
    )  # fmt: skip


# The village ----------------------------------------------------------------------------------


def _owed(villages):
    return SchoolYear.objects.to_prove().filter(scholarship__claim__village__in=villages)


def schools_owed(villages) -> int:
    return _owed(villages).count()


@village_looks
def of_village(request):
    """What is asked for now, the oldest school year first."""
    rows = (
        _owed(own_villages(request))
        .select_related("scholarship__child", "scholarship__claim__village")
        .order_by("begins", "id")
    )
    page = Paginator(rows, PER_PAGE).get_page(QueueForm(request.GET).said()["page"])
    return render(request, "schooling/of_village.html", {"page": page})


@takes(PAPERS)
@village_only
def prove_school(request, code, child, begins):
    claim = own_claim(request, code)
    year = year_or_404(claim, child, begins)
    if request.method != "POST" and (year.proved_at or not year.scholarship.provable):
        raise schooling.NotNow
    form = ProveForm(
        filled(request), request.FILES or None,
        initial={**_once(), "level": year.level, "grade": year.grade},
    )  # fmt: skip
    return _act(
        request, claim, form, partial(schooling.prove_school, year.pk), "prove_school",
        {"year": year}, said=_("The proof has been sent to the office."), to="village",
    )  # fmt: skip


@village_only
def end_of_village(request, code, child):
    return _end(request, own_claim(request, code), child, "village")


# The office -----------------------------------------------------------------------------------


def schools_waiting(actor) -> int:
    """How many proofs wait, for whoever may accept them; others are not counted for."""
    if not actor.roles() & set(schooling.ACCEPTERS):
        return 0
    return SchoolYear.objects.visible_to(actor).to_accept().count()


@seats(*PANEL_ROLES, methods=LOOK)
def of_office(request):
    """The proofs that wait, the oldest first; then what is still to come and what is done."""
    said = QueueForm(request.GET).said()
    rows = SchoolYear.objects.visible_to(request.actor)
    buckets = {
        "to_accept": rows.to_accept().order_by("proved_at", "id"),
        "to_prove": rows.to_prove().order_by("begins", "id"),
        "accepted": rows.exclude(accepted_at=None).order_by("-accepted_at", "-id"),
    }
    show = said["show"] if said["show"] in buckets else "to_accept"
    found = buckets[show].select_related(
        "scholarship__child", "scholarship__claim__village", "scholarship__claim__district"
    )
    counts = {name: each.count() for name, each in buckets.items()}
    page = Paginator(found, PER_PAGE).get_page(said["page"])
    context = {"page": page, "show": show, "tabs": tabs_of(TABS, counts)}
    return render(request, "schooling/of_office.html", context)


@seats(*schooling.ACCEPTERS)
def accept_school(request, code, child, begins):
    said = _("Accepted. The year is a payout now; the cashier forwards it to the branch.")
    return _judge(request, code, child, begins, "accept_school", ActOfSchool, said)


@seats(*schooling.ACCEPTERS)
def return_school(request, code, child, begins):
    said = _("Returned. The village reads why and sends another.")
    return _judge(request, code, child, begins, "return_school", ReturnForm, said)


def _judge(request, code, child, begins, verb, form_class, said):
    claim = claim_or_404(request, code)
    year = year_or_404(claim, child, begins)
    if request.method != "POST" and (not year.proved_at or year.accepted_at):
        raise schooling.NotNow
    form = form_class(filled(request), initial=_once())
    return _act(
        request, claim, form, partial(getattr(schooling, verb), year.pk), verb,
        {"year": year, "amount": _amount(year)}, said=said, to="panel",
    )  # fmt: skip


def _amount(year: SchoolYear) -> int | None:
    """What the year brings, as the plan of the award has it for this kind of school."""
    sums = {level: amount for _begins, level, _grade, amount in year.scholarship.plafon}
    return sums.get(year.level)


@seats(*schooling.ACCEPTERS)
def end_of_office(request, code, child):
    return _end(request, claim_or_404(request, code), child, "panel")


@seats(*schooling.ACCEPTERS)
def resume_school(request, code, child):
    claim = claim_or_404(request, code)
    row = right_or_404(claim, child)
    if request.method != "POST" and not row.ended_at:
        raise schooling.NotNow
    form = ResumeForm(filled(request), initial=_once())
    return _act(
        request, claim, form, partial(schooling.resume_school, row.pk), "resume_school",
        {"right": row}, said=_("It goes on. The proof is asked for again."), to="panel",
    )  # fmt: skip


def _end(request, claim, child, desk):
    row = right_or_404(claim, child)
    if request.method != "POST" and row.ended_at:
        raise schooling.NotNow
    form = EndForm(filled(request), initial=_once())
    return _act(
        request, claim, form, partial(schooling.end_school, row.pk), "end_school",
        {"right": row, "desk": desk}, said=_("On record: this scholarship has ended."), to=desk,
    )  # fmt: skip
