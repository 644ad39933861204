"""Files in nobody's hands, and those whose holder is away: until when, and who may take them in
the meantime."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, Subquery, TextField, Value
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Cast, Concat
from django.db.models.lookups import In

from claims.models import Deadline
from claims.models.claim import APPROVERS
from claims.notices.seats import HOLDING
from claims.rules.states import State
from claims.spans import LocalDay
from regencies.models import Actor, Appointment, Leave, Person, Role


def away_until(now: datetime) -> Subquery:
    """The last day of the leave that the holder of a clock is on."""
    return Subquery(_leaves(now).order_by("-to_on").values("to_on")[:1])


def _leaves(now: datetime):
    """Of the holder of a clock, on today as the regency has it."""
    today = _today(now, OuterRef("claim__regency__zone"))
    return Leave.objects.filter(person=OuterRef("holder"), from_on__lte=today, to_on__gte=today)


def nobodys(now: datetime) -> Q:
    """Clocks that nobody holds: never taken, or by somebody who has left the office since."""
    sits = _seated(now, HOLDING).annotate(at=_both("person_id", "regency_id")).values("at")
    # Not correlated, so that it is asked once for all the clocks of an office. And no NOT EXISTS,
    # which becomes a join: a row that was locked meanwhile would not be asked again as it is then,
    # and two who ask at once would get one file.
    return Q(holder=None) | ~Q(In(_both("holder_id", "claim__regency_id"), sits))


def _both(person: str, regency: str) -> Concat:
    return Concat(Cast(person, TextField()), Value(" "), regency, output_field=TextField())


def offered(actor: Actor, now: datetime) -> Q:
    """Clocks that wait in the hands of somebody who is away.

    A verifier is offered them where they stand in for the holder, or where nobody who is there
    does; whoever leads or reads sees all of them.
    """
    waits = Q(paused_at=None, claim__state=State.ENDORSED) & ~Q(holder=actor.person)
    waits &= Q(Exists(_leaves(now))) & ~nobodys(now)
    roles = actor.roles()
    if Role.OPD_VERIFIER not in roles or roles & set(APPROVERS):
        return waits
    others = _stand_ins(now)
    return waits & (Q(Exists(others.filter(person=actor.person))) | ~Q(Exists(others)))


def _stand_ins(now: datetime):
    """Of the holder of a clock: in force today, and there."""
    return present(now).filter(acts_for=OuterRef("holder"), regency=OuterRef("claim__regency"))


def present(now: datetime):
    """The verifiers' seats of today whose holders are not on leave."""
    same_day = _today(now, OuterRef("regency__zone"))
    away = Leave.objects.filter(
        person=OuterRef("person"), from_on__lte=same_day, to_on__gte=same_day
    )
    return _seated(now, [Role.OPD_VERIFIER]).exclude(Exists(away))


def _seated(now: datetime, roles: Iterable[str]):
    """The seats of these roles in force today."""
    today = _today(now, F("regency__zone"))
    return (
        Appointment.objects.filter(role__in=roles, person__is_active=True)
        .filter(from_on__lte=today)
        .filter(Q(to_on=None) | Q(to_on__gte=today))
    )


def _today(now: datetime, zone: BaseExpression) -> LocalDay:
    return LocalDay(Value(now, output_field=DateTimeField()), zone)


@dataclass(frozen=True)
class Away:
    """That the holder of a file is away, and who is offered it: nobody means every verifier."""

    until: date
    offered_to: tuple[Person, ...]


def away(clock: Deadline | None, now: datetime) -> Away | None:
    """For the page of one claim, whose regency is read already."""
    if clock is None or clock.holder_id is None or clock.stopped_at:
        return None
    today = now.astimezone(ZoneInfo(clock.claim.regency.zone)).date()
    leave = Leave.objects.on(today).filter(person=clock.holder_id).order_by("-to_on").first()
    if leave is None:
        return None
    seats = present(now).filter(acts_for=clock.holder_id, regency=clock.claim.regency_id)
    people = {row.person for row in seats.select_related("person")}
    return Away(leave.to_on, tuple(sorted(people, key=str)))
