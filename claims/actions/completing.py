"""After a refusal of the BPJS branch the village adds what the branch missed."""

import secrets
from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from claims import notices
from claims.actions.mover import hold, last_move, locked, record
from claims.actions.papers import keep_file
from claims.actions.refusals import NotYours, TooLate
from claims.models import Claim, Event, Spoken
from claims.rules.states import Duty, PayoutState, State
from regencies.models import Actor, Appointment, Person
from regencies.models.people import VILLAGE_ROLES

GRANTED = (State.AWARDED, State.SETTLED)


def completable(claim: Claim) -> bool:
    """A file that was granted here came back from the branch."""
    refused = claim.payouts.filter(state=PayoutState.REFUSED)
    return claim.state in GRANTED and refused.exists()


def allow_complete(claim: Claim, *, by: Person, now: datetime) -> Appointment:
    """The refusals of complete, for its page and under the lock."""
    seat = Actor.at(by, now).seat(VILLAGE_ROLES, claim)
    if seat is None:
        raise NotYours
    if not completable(claim):
        raise TooLate(last_move(claim), claim.state)
    return seat


@transaction.atomic
def complete(
    claim_id: int,
    *,
    paper: str,
    file: File,
    content_type: str,
    by: Person,
    now: datetime,
    note: str = "",
    key: UUID | None = None,
    version: int | None = None,
) -> Event:
    """One more paper beside those that were decided on, none of which is touched. Whoever sends
    the file to the branch hears of it. version is not asked for: a paper more spoils no page."""
    claim = locked(claim_id)
    if key and (done := claim.events.filter(key=key).first()):
        return done
    seat = allow_complete(claim, by=by, now=now)
    hold(claim, seat, Duty.ENTER)
    keep_file(claim, paper, file, content_type, token=secrets.token_hex(16), by=by, now=now)
    event = record(
        claim, "complete", by=by, now=now, seat=seat, spoken=Spoken(text=note), key=key,
        data={"paper": paper},
    )  # fmt: skip
    notices.owe(event)
    return event
