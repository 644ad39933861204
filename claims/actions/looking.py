"""That somebody was shown whole data, written down before it leaves."""

from datetime import datetime

from claims.actions.mover import seat_title
from claims.models import Claim, Document, Look
from regencies.models import Actor, Role

# Whoever holds one of these over a claim reads it because the work asks for it.
AT_WORK = tuple(role for role in Role if role != Role.AUDITOR)


def look_at_paper(claim: Claim, document: Document, *, actor: Actor, now: datetime) -> Look:
    """A scan shows every number that stands on it."""
    return _looked(Look.What.PAPER, claim, actor, now, document)


def look_as_auditor(claim: Claim, *, actor: Actor, now: datetime) -> Look | None:
    """Who audits reads any claim of the regency, at whichever desk: each time is on record, as in
    the reading room. None: they sit at a desk of this claim."""
    if actor.seat([Role.AUDITOR], claim) is None or actor.seat(AT_WORK, claim):
        return None
    return _looked(Look.What.FILE, claim, actor, now)


def _looked(what: str, claim: Claim, actor: Actor, now: datetime, document=None) -> Look:
    seat = actor.seat(list(Role), claim)
    return Look.objects.create(
        what=what, claim=claim, document=document, by=actor.person,
        acts_for=seat.acts_for if seat else None, title=seat_title(seat), at=now,
    )  # fmt: skip
