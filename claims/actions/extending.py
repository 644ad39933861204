"""More time for the office: only where a rule gives the right, once, and with a reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from claims import notices
from claims.actions import clock
from claims.actions.mover import locked, record
from claims.actions.refusals import Changed, Incomplete, NotYours, TooLate
from claims.models import Claim, Deadline, Event
from claims.rules.states import Stage
from regencies.models import Actor, Appointment, Person, Role


def right_of(deadline: Deadline) -> tuple[int, str]:
    """Days at most, and the rule that gives them, as frozen when the clock began; (0, "")
    where no rule does or where the right has been used."""
    days, right = deadline.terms.get("extension", [0, ""])
    return (0, "") if deadline.extended_days else (days, right)


def extendable(deadline: Deadline | None, now: datetime) -> bool:
    """Could its office have more time now?"""
    return (
        deadline is not None
        and deadline.stopped_at is None
        and deadline.paused_at is None
        and right_of(deadline)[0] > 0
        and not deadline.late(now)
    )


def allow_extend(claim: Claim, *, by: Person, now: datetime) -> Appointment:
    """The refusals of extend, for its page and under the lock."""
    seat = Actor.at(by, now).seat([Role.OPD_HEAD], claim)
    if seat is None:
        raise NotYours
    deadline = Deadline.objects.open().filter(claim=claim, stage=Stage.OFFICE).first()
    if deadline is None or deadline.paused_at:
        raise TooLate(None, claim.state)
    if not right_of(deadline)[0]:
        raise Incomplete({"days": _("No rule gives a right to extend this limit, or it was used.")})
    if deadline.late(now):
        raise Incomplete({"days": _("This limit has passed. What has passed is not extended.")})
    return seat


@transaction.atomic
def extend(claim_id: int, *, days: int, note: str, by: Person, now: datetime,
           version: int | None = None, key: UUID | None = None) -> Event:  # fmt: skip
    """So many days more, in the unit of the rule; note is the reason."""
    claim = locked(claim_id)
    if key and (done := claim.events.filter(key=key).first()):
        return done
    found = clock.open_of(claim, None, Stage.OFFICE)
    seat = allow_extend(claim, by=by, now=now)
    deadline = found[0]
    if version is not None and version != claim.version:
        raise Changed(None, claim.state)
    most, right = right_of(deadline)
    if not 1 <= days <= most:
        raise Incomplete(
            {"days": _("At most %(n)s days: %(right)s.") % {"n": most, "right": right}}
        )
    clock.catch_up(deadline, now)
    before = deadline.due_on
    clock.extend(deadline, days, now)
    event = record(
        claim, "extend", by=by, now=now, seat=seat, note=note, key=key,
        data={"waits_for": deadline.stage, "due_on": str(deadline.due_on), "old_on": str(before),
              "days": days, "right": right},
    )  # fmt: skip
    notices.owe(event)
    return event
