"""The office writes a note to a claim, for itself, and names who should read it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from claims import notices
from claims.actions.counting import local_day
from claims.actions.mover import locked, record
from claims.actions.refusals import Incomplete, NotYours
from claims.models import Claim, Note
from claims.models.claim import REGENCY_READERS
from claims.rules.mentions import mentions
from claims.rules.states import State
from regencies.models import Actor, Appointment, Person


def allow_note(claim: Claim, *, by: Person, now: datetime) -> Appointment:
    """The refusals of note: whoever reads the files of the regency, and those alone."""
    seat = Actor.at(by, now).seat(REGENCY_READERS, claim)
    if seat is None or claim.state == State.DRAFT:
        raise NotYours
    return seat


def colleagues(claim: Claim, now: datetime) -> list[Person]:
    """Who may be named: everybody with a seat in the regency today who may read the claim."""
    today = local_day(now, claim.regency.zone)
    rows = Appointment.objects.on(today).filter(
        regency=claim.regency_id, role__in=REGENCY_READERS, person__is_active=True
    )
    people = {row.person for row in rows.select_related("person__sender")}
    return sorted(people, key=str)


@transaction.atomic
def note(
    claim_id: int, *, text: str, by: Person, now: datetime, version: int | None = None,
    key: UUID | None = None,
) -> Note:  # fmt: skip
    """Keep the note and tell whom it names. It moves nothing and hurries nobody else: the page
    may be from before a change."""
    claim = locked(claim_id)
    if key and (done := Note.objects.filter(claim=claim, event__key=key).first()):
        return done
    seat = allow_note(claim, by=by, now=now)
    if not text.strip():
        raise Incomplete({"text": _("Write the note.")})
    people = {one.pk: one for one in colleagues(claim, now)}
    named = mentions(text, {pk: (one.username, one.name) for pk, one in people.items()})
    if named.unknown:
        raise Incomplete(
            {"text": _("Nobody here, or more than one, goes by %(names)s. Write the user name or "
                       "the whole name after the @.")
             % {"names": ", ".join(f"@{name}" for name in named.unknown)}}
        )  # fmt: skip
    event = record(claim, "note", by=by, now=now, seat=seat, key=key,
                   data={"mentions": list(named.people)} if named.people else None)  # fmt: skip
    made = Note.objects.create(claim=claim, event=event, text=text.strip())
    notices.owe_to(event, [people[pk] for pk in named.people])
    return made
