"""The one way in which a claim, a payout or an objection moves."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NotRequired, TypedDict
from uuid import UUID

from django.db import transaction
from django_fsm import can_proceed, has_transition_perm

from claims import notices
from claims.actions import clock
from claims.actions.refusals import Changed, FourEyes, NotYours, TooLate
from claims.models import Claim, Duty, Event, Objection, Payout, Spoken
from regencies.models import Actor, Appointment, Person

Thing = Claim | Payout | Objection
# Runs under the lock once the move is allowed: looks closer, writes what belongs to the
# move, and returns what the event shall remember.
Inside = Callable[[Thing, Appointment | None], Mapping | None]


class Act(TypedDict):
    """What every hand-driven verb passes on: who, when, which click, which page."""

    by: Person
    now: datetime
    key: NotRequired[UUID | None]
    version: NotRequired[int | None]


@transaction.atomic
def move(
    verb: str,
    claim_id: int,
    *,
    now: datetime,
    by: Person | None = None,
    payout_id: int | None = None,
    objection_id: int | None = None,
    version: int | None = None,
    key: UUID | None = None,
    reason: str = "",
    note: str = "",
    spoken: Spoken | None = None,
    inside: Inside | None = None,
    sets: Mapping | None = None,
) -> Event:
    """Do one move, wholly or not at all.

    1. Lock the claim, so that two people decide one after the other.
    2. The same click again: its first answer.
    3. May this state do it (TooLate)? This person (NotYours, FourEyes)? This page (Changed)?
    4. What belongs to the move, then the transition and the columns it names.
    5. The duty, the clocks, the event, the notices.

    by=None is the clock. version is the one that the page was made from.
    """
    claim = locked(claim_id)
    thing = _thing(claim, payout_id, objection_id)
    if key and (done := claim.events.filter(key=key).first()):
        return done

    method, transition, seat = allow(verb, thing, by=by, now=now)
    if seat:
        claim.regency = seat.regency  # the same one, read already
    if version is not None and version != thing.version:
        raise Changed(last_move(thing), thing.state)

    data = (inside(thing, seat) if inside else None) or {}
    before = str(thing.state)
    method()
    for name, value in (sets or {}).items():
        setattr(thing, name, value)
    thing.version += 1
    named = ["state", "version", *(sets or {})]
    if thing is claim:
        claim.moved_at = now
        named.append("moved_at")
    thing.save(update_fields=named)

    hold(claim, seat, transition.permission.duty_of(seat))
    payout = thing if payout_id else None
    objection = thing if objection_id else None
    clocks = clock.obey(
        transition.custom.clock, verb=verb, claim=claim, payout=payout, now=now, why=reason
    )
    running = [row for row in clocks if row.stopped_at is None and row.paused_at is None]
    if running:
        # What the people told will be promised: who has until when.
        data = {**data, "waits_for": running[-1].stage, "due_on": str(running[-1].due_on)}
    event = record(
        claim, verb, by=by, now=now, seat=seat, payout=payout, objection=objection,
        reason=reason, note=note, spoken=spoken, key=key, data=data, from_state=before,
        to_state=str(thing.state),
    )  # fmt: skip
    notices.owe(event)
    return event


def allow(verb: str, thing: Thing, *, by: Person | None, now: datetime):
    """May this state do it (TooLate)? This person (NotYours, FourEyes)? Pages ask the same
    before they show a form, without a lock; the mover asks again under it."""
    method = getattr(thing, verb)
    if not can_proceed(method):
        raise TooLate(last_move(thing), thing.state)
    transition = method._django_fsm.get_transition(thing.state)
    return method, transition, _seat(method, thing, transition, by, now)


def locked(claim_id: int) -> Claim:
    """In plain SQL, for every move begins here and the row is wide. NO KEY: the sweep's events
    point at it and must not wait for a mover."""
    rows = "SELECT * FROM claims_claim WHERE id = %s FOR NO KEY UPDATE"
    for claim in Claim.objects.raw(rows, [claim_id]):
        return claim
    raise Claim.DoesNotExist


def _thing(claim: Claim, payout_id: int | None, objection_id: int | None) -> Thing:
    """What moves: the claim, or one of its payouts or objections, of the locked claim."""
    if payout_id is None and objection_id is None:
        return claim
    if payout_id is not None:
        found = claim.payouts.select_related("programme").get(pk=payout_id)
    else:
        found = claim.objections.get(pk=objection_id)
    found.claim = claim
    return found


def last_move(thing: Thing) -> Event | None:
    """The move that was faster. What the clock works out of an approval at once is no move of
    its own here: the reader wants to know who approved."""
    claim = thing if isinstance(thing, Claim) else thing.claim
    rows = claim.events.exclude(to_state="").exclude(move="award", payout=None)
    rows = rows.filter(
        payout=thing if isinstance(thing, Payout) else None,
        objection=thing if isinstance(thing, Objection) else None,
    )
    return rows.select_related("by").order_by("-id").first()


def _seat(method, thing, transition, by, now) -> Appointment | None:
    actor = Actor.at(by, now) if by else Actor(None, now)
    if has_transition_perm(method, actor):
        return transition.permission.seat(thing, actor) if by else None
    seat = transition.permission.seat(thing, actor) if by and transition.permission.roles else None
    if seat is None:
        others = [row.permission for row in method._django_fsm.transitions.values()]
        if by and any(rule.roles and rule.seat(thing, actor) for rule in others):
            # It was theirs a moment ago: the camat's return of a file that has gone on.
            raise TooLate(last_move(thing), thing.state)
        raise NotYours
    raise FourEyes(transition.permission.conflict(thing, seat))


def hold(claim: Claim, seat: Appointment | None, duty: str | None) -> None:
    """Write the duty of everybody whose name stands under the act. The database refuses a
    second duty of the same person, whatever was looked at before."""
    if seat is None or duty is None:
        return
    held = claim.duties_held()
    for person in seat.people:
        if held.get(person.pk, duty) != duty:
            raise FourEyes(held[person.pk])
        if person.pk not in held:
            Duty.objects.create(claim=claim, person=person, duty=duty)
            held[person.pk] = duty


def record(
    claim: Claim,
    verb: str,
    *,
    by: Person | None,
    now: datetime,
    seat: Appointment | None = None,
    payout: Payout | None = None,
    objection: Objection | None = None,
    reason: str = "",
    note: str = "",
    spoken: Spoken | None = None,
    key: UUID | None = None,
    data: Mapping | None = None,
    from_state: str = "",
    to_state: str = "",
) -> Event:
    """note: an official's own reason, which stays as long as the trail. spoken: words that go with
    the data of the claim, kept beside the event."""
    event = Event.objects.create(
        claim=claim,
        payout=payout,
        objection=objection,
        move=verb,
        from_state=from_state,
        to_state=to_state,
        by=by,
        acts_for=seat.acts_for if seat else None,
        title=seat_title(seat),
        at=now,
        recorded_at=now,
        reason=reason,
        note=note,
        key=key,
        data=dict(data or {}),
    )
    if spoken and (spoken.text or spoken.without):
        spoken.event = event
        spoken.save(force_insert=True)
    return event


def seat_title(seat: Appointment | None) -> str:
    """The role as a code ("plh camat"), so that it can be said in any language later."""
    return f"{seat.acting} {seat.role}".strip() if seat else ""
