"""What is late and where it waits, and how fast things went: the supervisors' board.

Every number is a count over a queryset that a list can be made of. Who may read files counts
what they may read; the Bupati, who reads none, counts the regency's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, Count, DateField, F, Max, Min, Q, QuerySet, When
from django.db.models.functions import TruncMonth

from claims.models import Breach, Claim, Deadline
from claims.offering import away_until
from claims.rules.states import PayoutState, Stage, State
from claims.spans import DaysRun, DaysWithoutBudget, MedianAndNinetieth
from regencies.models import Actor, Appointment, District, Role
from regencies.models.people import DISTRICT_ROLES, REGENCY_ROLES

# Where the delay of a stage lies: in a kecamatan, or at the regency's office or its cashier.
IN_THE_KECAMATAN = (Stage.CAMAT, Stage.VILLAGE, Stage.ACCIDENT)
# Whose promises the share on time is about.
PROMISED = (Stage.CAMAT, Stage.OFFICE)


@dataclass(frozen=True)
class Period:
    """Whole months, each by its first day, in the zone of whoever looks."""

    months: tuple[date, ...]
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.months[0], time.min, tzinfo=self.zone)

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.after, time.min, tzinfo=self.zone)

    @property
    def after(self) -> date:
        """The first day that is no longer in it."""
        return next_month(self.months[-1])


def next_month(first: date, n: int = 1) -> date:
    """The first day of the n-th month after this one; n may be negative."""
    months = first.year * 12 + first.month - 1 + n
    return date(months // 12, months % 12 + 1, 1)


def counted(actor: Actor) -> QuerySet[Claim]:
    """The claims whose numbers this person may know: the Bupati's are those the Sekda reads."""
    seats = tuple(
        Appointment(role=Role.SEKDA, regency_id=seat.regency_id)
        if seat.role == Role.BUPATI
        else seat
        for seat in actor.seats
    )
    return Claim.objects.visible_to(replace(actor, seats=seats))


def districts(actor: Actor) -> QuerySet[District]:
    """The kecamatan of this person's seats, also where nothing has happened."""
    wide = {seat.regency_id for seat in actor.seats if seat.role in REGENCY_ROLES}
    near = {seat.district_id for seat in actor.seats if seat.role in DISTRICT_ROLES}
    return District.objects.filter(Q(regency__in=wide) | Q(pk__in=near)).order_by("regency", "name")


# Now ------------------------------------------------------------------------------------------


def board(actor: Actor, now: datetime) -> dict[str, QuerySet[Deadline]]:
    """late: limits that have passed, wherever they wait. held: what lies at the office and is
    not with the village, in somebody's hands or in nobody's."""
    rows = _placed(Deadline.objects.filter(claim__in=counted(actor)))
    return {
        "late": rows.overdue(now),
        "held": rows.open().filter(stage=Stage.OFFICE, paused_at=None),
    }


def _placed(rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """Each clock with `place`, the code of the kecamatan or regency where its delay lies."""
    near = Q(stage__in=IN_THE_KECAMATAN)
    return rows.annotate(
        place=Case(
            When(near, then="claim__district"), default="claim__regency", output_field=CharField()
        ),
        place_name=Case(
            When(near, then="claim__district__name"),
            default="claim__regency__name",
            output_field=CharField(),
        ),
    )


def narrowed(rows: QuerySet[Deadline], said: Mapping) -> QuerySet[Deadline]:
    """One cell of the board: said may name a stage, a place and a holder (0: nobody)."""
    found = {name: said[name] for name in ("stage", "place") if said.get(name)}
    if said.get("holder") is not None:
        found["holder"] = said["holder"] or None
    return rows.filter(**found)


def listed(rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """With what a queue shows, the one due first on top."""
    return (
        rows.select_related("claim__village", "claim__district", "holder")
        .prefetch_related("claim__programmes__programme")
        .order_by("due_at", "id")
    )


def late_cells(late: QuerySet[Deadline]) -> list[dict]:
    """Stage and place, how many, and the oldest due day."""
    return list(
        late.order_by("stage", "place_name", "place")
        .values("stage", "place", "place_name")
        .annotate(n=Count("pk"), oldest=Min("due_on"))
    )


def holders(held: QuerySet[Deadline], now: datetime) -> list[dict]:
    """Who holds how much of the office's work, how much of it late, since when the oldest, and
    until when they are away. Nobody's come last."""
    return list(
        held.alias(away=away_until(now))
        .values("holder", "holder__name")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=Q(due_at__lte=now)),
            oldest=Min("started_at"),
            away_until=Max("away"),
        )
        .order_by(F("holder__name").asc(nulls_last=True), "holder")
    )


# A period -------------------------------------------------------------------------------------


def stopped(actor: Actor, period: Period) -> QuerySet[Deadline]:
    """The clocks stopped in the period by what they waited for: not those of a claim that was
    withdrawn just then, nor of a payout that was cancelled."""
    return _placed(
        Deadline.objects.filter(
            claim__in=counted(actor),
            stopped_at__gte=period.begins,
            stopped_at__lt=period.ends,
        )
        .exclude(claim__state=State.WITHDRAWN, stopped_at=F("claim__moved_at"))
        .exclude(payout__state=PayoutState.CANCELLED)
    )


def speeds(rows: QuerySet[Deadline]) -> tuple[list[dict], list[dict], list[dict]]:
    """How many and how long (claims.spans): by stage, by stage and place, and apart from both
    the payments that waited for budget."""
    took = {"n": Count("pk"), "days": MedianAndNinetieth("ran")}
    run = rows.alias(ran=DaysRun())
    waited = rows.filter(stage=Stage.PAYMENT, pauses__contains=[{"why": "no_budget"}])
    waited = waited.alias(ran=DaysWithoutBudget())
    return (
        list(run.order_by("stage").values("stage").annotate(**took)),
        list(
            run.order_by("stage", "place_name", "place")
            .values("stage", "place", "place_name")
            .annotate(**took)
        ),
        list(waited.order_by("place_name", "place").values("place", "place_name").annotate(**took)),
    )


def on_time(rows: QuerySet[Deadline], period: Period) -> list[dict]:
    """By stage, kecamatan of the claim and month: how many stopped, and how many before due."""
    return list(
        rows.filter(stage__in=PROMISED)
        .annotate(
            month=TruncMonth("stopped_at", tzinfo=period.zone, output_field=DateField()),
        )
        .order_by("stage", "claim__district", "month")
        .values("stage", "claim__district", "month")
        .annotate(n=Count("pk"), on_time=Count("pk", filter=Q(stopped_at__lt=F("due_at"))))
    )


def breaches(actor: Actor, period: Period) -> list[dict]:
    """Limits that passed in the period, by stage and by the reason on record ("": none)."""
    return list(
        Breach.objects.filter(claim__in=counted(actor), at__gte=period.begins, at__lt=period.ends)
        .order_by("stage", "reason")
        .values("stage", "reason")
        .annotate(n=Count("pk"))
    )
