"""Figures only: how many, how fast, how much. No names, no numbers of claims."""

from django.db.models import Count, F, Q
from django.shortcuts import render
from django.utils.translation import gettext as _

from claims import replica
from claims.access import LOOK
from claims.board import board
from claims.models import Claim, Deadline, Event
from claims.rules.states import Stage, State
from claims.sums import Sums, added, sums
from claims.views.csv_file import table_file
from claims.views.desks import FIGURES_ROLES
from claims.views.doors import seats
from regencies.models import District, Regency

DECIDED = (State.APPROVED, State.REJECTED, State.AWARDED, State.SETTLED)
OPEN = (State.SUBMITTED, State.ENDORSED, State.VERIFIED, State.SENT_BACK)


@seats(*FIGURES_ROLES, methods=LOOK)
def figures(request):
    """The regencies of this person's seats, in a fixed number of queries."""
    found = replica.read(lambda: _figures(request.actor, request.now))
    return render(request, "panel/figures.html", found)


def _figures(actor, now) -> dict:
    codes = _regencies(actor)
    claims = Claim.objects.filter(regency__in=codes, submitted_at__isnull=False)
    # The very rows that the board counts.
    late = board(actor, now)["late"].filter(claim__regency__in=codes)
    decisions = _decisions(codes)
    on_time = decisions.aggregate(**_ON_TIME)
    money = sums(codes)
    districts = _districts(codes, claims, decisions, late)
    return {
        "regencies": list(Regency.objects.filter(code__in=codes)),
        "states": _states(claims),
        "total": claims.count(),
        # The claim comes once a doctor has declared how it ended; until then it is no claim.
        "reported": Claim.objects.filter(regency__in=codes, state=State.REPORTED).count(),
        "decisions": on_time,
        "share": round(100 * on_time["on_time"] / on_time["all"]) if on_time["all"] else None,
        "late": dict(late.order_by("stage").values_list("stage").annotate(n=Count("pk"))),
        "late_all": late.count(),
        "breaches": Event.objects.filter(rung="breach", claim__regency__in=codes).count(),
        "districts": districts,
        # A row of noughts says no more than its name does.
        "quiet": [row["name"] for row in districts if not (row["filed"] or row["late"])],
        "money": next(iter(added(money)), Sums()),
        "programmes": added(money, "programme", "estimate"),
        "places": added(money, "district"),
    }


@seats(*FIGURES_ROLES, methods=LOOK)
def figures_csv(request):
    """The sums behind both charts: a row for each kecamatan and programme, whole rupiah."""
    head = (
        _("Regency"), _("Kecamatan"), _("Programme"), _("Our estimate"), _("Payouts"),
        _("Awarded"), _("Waiting for budget"), _("Paid out"), _("Amount paid"),
    )  # fmt: skip
    found = replica.read(lambda: sums(_regencies(request.actor)))
    rows = (
        (
            row.regency, row.district, row.programme, _("yes") if row.estimate else _("no"),
            row.n, row.awarded, row.waiting, row.paid_n, row.paid,
        )
        for row in found
    )  # fmt: skip
    return table_file(request, "money.csv", "money", (head, *rows), roles=FIGURES_ROLES)


def _regencies(actor) -> set[str]:
    return {seat.regency_id for seat in actor.seats if seat.role in FIGURES_ROLES}


_ON_TIME = {
    "all": Count("pk"),
    "on_time": Count("pk", filter=Q(stopped_at__lt=F("due_at"))),
}


def _decisions(codes):
    """The office's stopped clocks of what it decided; what was withdrawn is no decision."""
    return Deadline.objects.filter(
        stage=Stage.OFFICE, stopped_at__isnull=False,
        claim__state__in=DECIDED, claim__regency__in=codes,
    )  # fmt: skip


def _states(claims) -> list[tuple[str, int]]:
    found = dict(claims.order_by("state").values_list("state").annotate(n=Count("pk")))
    unfiled = {State.DRAFT, State.REPORTED}
    return [(state, found.get(state, 0)) for state in State if state not in unfiled]


def _districts(codes, claims, decisions, late) -> list[dict]:
    """One row per kecamatan, also where nothing has happened."""
    filed = {
        row["district"]: row
        for row in claims.order_by("district")
        .values("district")
        .annotate(filed=Count("pk"), open=Count("pk", filter=Q(state__in=OPEN)))
    }
    decided = {
        row["claim__district"]: row
        for row in decisions.order_by("claim__district")
        .values("claim__district")
        .annotate(**_ON_TIME)
    }
    overdue = dict(
        late.order_by("claim__district").values_list("claim__district").annotate(n=Count("pk"))
    )
    nothing = {"filed": 0, "open": 0}
    return [
        {
            "name": place.name,
            **{key: filed.get(place.pk, nothing)[key] for key in nothing},
            "decided": decided.get(place.pk, {"all": 0})["all"],
            "on_time": decided.get(place.pk, {"on_time": 0})["on_time"],
            "late": overdue.get(place.pk, 0),
        }
        for place in District.objects.filter(regency__in=codes).order_by("regency", "name")
    ]
