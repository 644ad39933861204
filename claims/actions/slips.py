"""The family's slip: made when the claim is handed in, made anew when it is lost, and forgotten
by the service itself a day after it was made."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from claims.actions.mover import last_move, locked, record
from claims.actions.refusals import Changed, NotYours, TooLate
from claims.models import Claim, Event, Slip
from claims.rules.slips import ALPHABET, LENGTH, grouped
from regencies.models import Actor, Appointment, Person
from regencies.models.people import VILLAGE_ROLES

# So long the village can print it: submitted on a phone, printed at the office the next morning.
# After that nobody can look it up, and so nobody can answer in the family's place.
SHOWN_FOR = timedelta(days=1)
PAGE = "/keluarga/"


@dataclass(frozen=True)
class SlipShown:
    """What stands on the slip. The link carries code and secret behind the #, which browsers
    send to nobody: no log, no referrer, no proxy has them."""

    code: str
    secret: str
    page: str
    link: str


def hand_out(claim: Claim, now: datetime) -> None:
    """The first slip of a claim; the one of the report stays good for the claim."""
    if not Slip.objects.filter(claim=claim).exists():
        Slip.objects.create(claim=claim, secret=drawn(), made_at=now)


def drawn(length: int = LENGTH) -> str:
    """A new secret, five bits a sign, that can be read aloud and typed by hand."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def slip_shown(claim: Claim, now: datetime) -> SlipShown | None:
    """The slip as it is to be printed, for pages and letters; None a day after it was made, or
    before there is one. Only the village of the claim may be shown it."""
    slip = Slip.objects.filter(claim=claim, made_at__gt=now - SHOWN_FOR).first()
    if slip is None or not slip.secret:
        return None
    secret = slip.secret.reveal()
    page = settings.SITE_ADDRESS.rstrip("/") + PAGE
    return SlipShown(claim.code, grouped(secret), page, f"{page}#{claim.code}.{secret}")


def allow_new_secret(claim: Claim, *, by: Person, now: datetime) -> Appointment:
    """The refusals of new_secret, for its page and under the lock."""
    seat = Actor.at(by, now).seat(VILLAGE_ROLES, claim)
    if seat is None:
        raise NotYours
    if not (claim.submitted_at or claim.reported_at):
        raise TooLate(last_move(claim), claim.state)
    return seat


@transaction.atomic
def new_secret(
    claim_id: int,
    *,
    reason: str,
    by: Person,
    now: datetime,
    version: int | None = None,
    key: UUID | None = None,
) -> Event:
    """Another slip, for a reason. The one before no longer works, and both are on record."""
    claim = locked(claim_id)
    if key and (done := claim.events.filter(key=key).first()):
        return done
    seat = allow_new_secret(claim, by=by, now=now)
    if version is not None and version != claim.version:
        raise Changed(None, claim.state)
    slip = Slip.objects.filter(claim=claim).first() or Slip(claim=claim)
    slip.secret, slip.made_at = drawn(), now
    slip.save()
    return record(claim, "new_secret", by=by, now=now, seat=seat, reason=reason, key=key)


def forget(now: datetime) -> int:
    """Secrets that were printed long enough ago are kept by their index alone."""
    rows = Slip.objects.filter(made_at__lte=now - SHOWN_FOR).exclude(secret="")
    return rows.update(secret="")
