"""Who has a file in hand: take it, be given it, or ask for the next one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from claims import notices
from claims.actions.mover import last_move, locked, record
from claims.actions.refusals import Changed, Incomplete, NotYours, TooLate
from claims.models import Claim, Deadline, Duty, Event
from claims.models.claim import APPROVERS
from claims.offering import nobodys, offered, present
from claims.rules.states import Duty as DutyName
from claims.rules.states import Stage, State
from regencies.models import Actor, Appointment, Person, Role

# Why a file is the next one, in the order in which they are looked for.
MINE, NOBODYS, OFFERED = "mine", "nobodys", "offered"
# One's own that comes after the file one has left undone.
MINE_ON = "mine_on"


@transaction.atomic
def take(claim_id: int, *, by: Person, now: datetime) -> Claim:
    """This verifier has the file from now on. Taking what one holds changes nothing."""
    claim = locked(claim_id)
    seat = Actor.at(by, now).seat([Role.OPD_VERIFIER], claim)
    if seat is None:
        raise NotYours
    if claim.state not in {State.ENDORSED, State.VERIFIED}:
        raise TooLate(last_move(claim), claim.state)
    clock = Deadline.objects.open().get(claim=claim, stage=Stage.OFFICE)
    if clock.holder_id != by.pk:
        _hand(clock, by)
        record(claim, "take", by=by, now=now, seat=seat)
    return claim


@transaction.atomic
def take_next(*, by: Person, now: datetime, after: str = "") -> tuple[Claim, str] | None:
    """The file to work on now, and why it is that one: the oldest by its last day of what is
    mine, else of what nobody has, else of what is offered because its holder is away. None:
    nothing waits for this verifier. after: the code of the file that one has just left; where it
    is one's own and still to be done, those of one's own due before it come last, so that two
    files that can't go on yet do not hide a third.

    Two verifiers who ask at once get two files: what somebody else is reaching for is skipped.
    """
    actor = Actor.at(by, now)
    seats = [seat for seat in actor.seats if seat.role == Role.OPD_VERIFIER]
    if not seats:
        raise NotYours
    waiting = _verifiable(actor, seats).exclude(claim__code=after)
    mine, past = Q(holder=by), _past(after, by)
    for why, which in (
        (MINE_ON if past else MINE, mine & past),
        (NOBODYS, nobodys(now)),
        (OFFERED, offered(actor, now)),
        (MINE_ON, mine),
    ):
        clock = waiting.filter(which).first()
        if clock:
            if clock.holder_id != by.pk:
                _hand(clock, by)
                seat = actor.seat([Role.OPD_VERIFIER], clock.claim)
                record(clock.claim, "take", by=by, now=now, seat=seat, data={"why": why})
            return clock.claim, why
    return None


def _past(after: str, by: Person) -> Q:
    """Due after this file of one's own that is still to be verified; nothing where it is not."""
    left = (
        Deadline.objects.open()
        .filter(claim__code=after, claim__state=State.ENDORSED, stage=Stage.OFFICE, holder=by)
        .first()
    )
    return Q(due_at__gt=left.due_at) | Q(due_at=left.due_at, id__gt=left.pk) if left else Q()


def _verifiable(actor: Actor, seats: list[Appointment]) -> QuerySet[Deadline]:
    """Running clocks of files that this verifier may verify, the one due first on top, locked
    together with their claims."""
    people = {person.pk for seat in seats for person in seat.people}
    another = Duty.objects.filter(claim=OuterRef("claim"), person__in=people)
    return (
        Deadline.objects.open()
        .filter(
            ~Q(Exists(another.exclude(duty=DutyName.VERIFY))),
            stage=Stage.OFFICE, payout=None, paused_at=None, claim__state=State.ENDORSED,
            claim__regency__in={seat.regency_id for seat in seats},
        )
        .select_related("claim")
        .select_for_update(of=("self", "claim"), no_key=True, skip_locked=True)
        .order_by("due_at", "id")
    )  # fmt: skip


def _hand(clock: Deadline, to: Person) -> None:
    clock.holder = to
    clock.save(update_fields=["holder"])


# Giving ---------------------------------------------------------------------------------------


def allow_give(claim: Claim, *, by: Person, now: datetime) -> Appointment:
    """The refusals of give, for its page and under the lock."""
    seat = Actor.at(by, now).seat(APPROVERS, claim)
    if seat is None:
        raise NotYours
    if claim.state != State.ENDORSED:
        raise TooLate(last_move(claim), claim.state)
    return seat


def receivers(claim: Claim, now: datetime) -> list[Person]:
    """The verifiers of the claim's regency who are there and hold no other duty on it. Whoever
    stands in for somebody brings that person's duties along."""
    held = claim.duties_held()
    rows = present(now).filter(regency=claim.regency_id).select_related("person", "acts_for")
    found = {
        row.person for row in rows
        if all(held.get(one.pk, DutyName.VERIFY) == DutyName.VERIFY for one in row.people)
    }  # fmt: skip
    return sorted(found, key=str)


@transaction.atomic
def give(
    claim_id: int,
    *,
    to: int,
    by: Person,
    now: datetime,
    note: str = "",
    version: int | None = None,
    key: UUID | None = None,
) -> Event | None:
    """Whoever leads the verifiers hands a file to one of them, who is told. to: the key of the
    person. Giving it to whoever has it changes nothing."""
    claim = locked(claim_id)
    if key and (done := claim.events.filter(key=key).first()):
        return done
    seat = allow_give(claim, by=by, now=now)
    if version is not None and version != claim.version:
        raise Changed(None, claim.state)
    person = next((one for one in receivers(claim, now) if one.pk == to), None)
    if person is None:
        raise Incomplete({"to": _("Choose a verifier who is there today and may verify it.")})
    clock = Deadline.objects.open().get(claim=claim, stage=Stage.OFFICE)
    if clock.holder_id == person.pk:
        return None
    _hand(clock, person)
    data = {"to": person.pk, "to_name": person.name, "waits_for": Stage.OFFICE.value,
            "due_on": str(clock.due_on)}  # fmt: skip
    event = record(claim, "give", by=by, now=now, seat=seat, note=note, key=key, data=data)
    notices.owe_to(event, [person])
    return event
