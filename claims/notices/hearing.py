"""Who hears of what, and when. One row per event, person and channel, written with the event
itself."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from claims.models import Event, Notice
from claims.models.claim import REVIEWERS
from claims.models.family import AUDITED_MOVES
from claims.models.notice_words import FAMILY_WORDS
from claims.models.rows import insert
from claims.notices.hooks import to_systems
from claims.notices.seats import HOLDER, Place, Seats, place_of
from claims.rules.hours import after_quiet, next_digest
from regencies.models import Person, Role, Sender
from regencies.models.people import QUIET_FROM, QUIET_TO

VILLAGE = (Role.VILLAGE_HEAD, Role.VILLAGE_OPERATOR)
DISTRICT = (Role.CAMAT, Role.DISTRICT_OFFICER)
APPROVERS = (Role.OPD_SECTION_HEAD, Role.OPD_HEAD)
INSTEAD = (Role.OPD_HEAD, Role.ADMINISTRATOR)
# "desk" is whoever the file waits for after the move, "holder" the verifier who took it.
HEARS: dict[str, tuple[str, ...]] = {
    # Read-only: they can help with the hospital and the branch, long before there is a claim.
    "report": (*DISTRICT, Role.OPD_VERIFIER),
    "submit": DISTRICT,
    "endorse": (Role.OPD_VERIFIER, *VILLAGE),
    "send_back": VILLAGE,
    "answer": ("desk",),
    "verify": APPROVERS,
    "recheck": ("holder",),
    "approve": (*VILLAGE, Role.CAMAT),
    "reject": (*VILLAGE, Role.CAMAT),
    "withdraw": ("desk", *VILLAGE),
    "award": (Role.CASHIER, *VILLAGE),
    "settle": VILLAGE,
    "warn_draft": VILLAGE,
    "expire": VILLAGE,
    "forward": VILLAGE,
    "wait": VILLAGE,
    "order": (),
    "pay": VILLAGE,
    "refuse": (*VILLAGE, *APPROVERS),
    "complete": (Role.CASHIER,),
    "throw_away": VILLAGE,
    "fail": APPROVERS,
    "bounce": APPROVERS,
    "ask_cancel": APPROVERS,
    "keep_payout": (Role.CASHIER, *APPROVERS),
    "cancel": (Role.CASHIER, *VILLAGE),
    "object": REVIEWERS,
    "uphold": (*VILLAGE, Role.CAMAT),
    "reopen": (Role.OPD_VERIFIER, *APPROVERS),
    "dismiss": (*VILLAGE, Role.CAMAT),
    "drop": REVIEWERS,
    "ask_receipt": VILLAGE,
    "question": (Role.AUDITOR,),
    "ask_school": VILLAGE,
    "prove_school": (Role.OPD_VERIFIER,),
    "return_school": VILLAGE,
    "accept_school": (Role.CASHIER, *VILLAGE),
    "end_school": (*VILLAGE, Role.OPD_VERIFIER),
    "resume_school": VILLAGE,
}
# Somebody must act now, or hears a decision. All else waits for the summary of the day.
IMMEDIATE = frozenset(
    "submit send_back answer recheck approve reject breach refuse complete fail bounce ask_cancel "
    "keep_payout object uphold dismiss reopen question give note return_school throw_away "
    "calendar_gap add_factor remove_factor recovery reset_factor renew".split()
)
# Who a claim waits for in each state that somebody must move it from; of a reported accident,
# who was told of it and hears when it is withdrawn.
DESKS: dict[str, tuple[str, ...]] = {
    "reported": (*DISTRICT, Role.OPD_VERIFIER),
    "submitted": DISTRICT,
    "endorsed": ("holder",),
    "verified": APPROVERS,
    "sent_back": VILLAGE,
}


# The event and its claim, by key, and the rows of those who hear of it.
Told = tuple[dict[str, int], list[dict]]


class Happened(NamedTuple):
    """What the notices need to know of an event: a sweep has thousands of them, so it is no
    instance of the model. without: who knows of it already, by key."""

    pk: int
    move: str
    claim_id: int
    at: datetime
    place: Place
    without: frozenset[int] = frozenset()


def happened(event: Event) -> Happened:
    # Whoever made it needs no notice, nor whom they stood in for.
    without = frozenset({event.by_id, event.acts_for_id} - {None})
    place = place_of(event.claim)
    return Happened(event.pk, event.move, event.claim_id, event.recorded_at, place, without)


def owe(event: Event) -> None:
    """The notices of one move."""
    roles: list[str] = []
    for role in HEARS.get(event.move, ()):
        if role == "desk":
            # After an answer the new desk hears, after a withdrawal the one that had it.
            state = event.to_state if event.move == "answer" else event.from_state
            roles.extend(DESKS.get(state, ()))
        else:
            roles.append(role)
    told = happened(event)
    rows = _about(told, _to_family(event)) + _to_people([(told, tuple(roles))])
    insert(Notice, rows + to_systems([told]))


def owe_to(event: Event, people: Iterable[Person]) -> None:
    """The notices of an event that is for these people and for nobody else."""
    told = happened(event)
    insert(Notice, _about(told, list(_rows_of(told, people))))


def owe_all(
    owed: Sequence[tuple[Event | Happened, Iterable[str]]], seats: Seats | None = None
) -> None:
    """Notices for many new events of one instant: a fixed number of queries, nobody told twice.
    seats: as far as they have been looked up for that instant."""
    owed = [
        (happened(event) if isinstance(event, Event) else event, tuple(roles))
        for event, roles in owed
    ]
    # A new event has no notices yet, so none may be dropped as there already: that would be a
    # silence which nobody sees.
    told = _to_people(owed, seats)
    insert(Notice, told + to_systems([event for event, _roles in owed], seats))


def _to_people(
    owed: Sequence[tuple[Happened, tuple[str, ...]]], seats: Seats | None = None
) -> list[Told]:
    owed = [(event, roles) for event, roles in owed if roles]
    if not owed:
        return []
    seats = seats or Seats(owed[0][0].at)
    seats.look_up((event.place, roles) for event, roles in owed)
    if held := {event.claim_id for event, roles in owed if HOLDER in roles}:
        seats.look_up_holders(held)
    told, unheard = [], []
    for event, roles in owed:
        holder = seats.holder(event.claim_id) if HOLDER in roles else None
        # Most events of a sweep are told to the same people in the same words.
        asked = event.move, roles, holder, tuple(event.place.code(role) for role in roles)
        if (found := seats.told.get(asked)) is None:
            people = seats.people(roles, event.place, holder)
            found = seats.told[asked] = list(_rows_of(event, people))
        if not found:
            unheard.append((event, roles))
        told += _about(event, found)
    return told + _instead(unheard) if unheard else told


def _rows_of(event: Happened, people: Iterable[Person]) -> Iterator[dict]:
    zone = ZoneInfo(event.place.zone)
    for person in people:
        yield from _rows(person, event.move, event.at, zone)


def _about(event: Happened, rows: list[dict]) -> list[Told]:
    """These rows as they are told of this event, to all but those who know of it."""
    if event.without:
        rows = [row for row in rows if row.get("person_id") not in event.without]
    return [({"event_id": event.pk, "claim_id": event.claim_id}, rows)] if rows else []


def _instead(unheard: Sequence[tuple[Happened, tuple[str, ...]]]) -> list[Told]:
    """Where nobody holds the seats that should hear, the head of the office does; and whoever
    keeps the appointments is told of the empty seat, once a month for each. What is the auditor's
    alone waits for an auditor."""
    now = unheard[0][0].at
    seats = Seats(now)
    seats.look_up((event.place, INSTEAD) for event, _ in unheard)
    told, empty = [], {}
    for event, roles in unheard:
        place, role = event.place, Role.OPD_VERIFIER if roles[0] == HOLDER else roles[0]
        month = now.astimezone(ZoneInfo(place.zone)).strftime("%Y-%m")
        about = f"{Role(role).value} {place.code(role)} {month}"
        empty[about] = seats.people([Role.ADMINISTRATOR], place, None)
        if event.move not in AUDITED_MOVES:
            heads = seats.people([Role.OPD_HEAD], place, None)
            told += _about(event, list(_rows_of(event, heads)))
    _once("empty_seat", empty.items(), now)
    return told


def _to_family(event: Event) -> list[dict]:
    """A short message at the moves that concern it, where a sender for families is in use."""
    claim = event.claim
    if event.move not in FAMILY_WORDS or not family_phone(claim):
        return []
    # Its key alone: every such move asks, and few regencies have one.
    senders = Sender.objects.only("regency").for_families([claim.regency_id])
    sender = senders.get(claim.regency_id)
    if sender is None:
        return []
    at, zone = event.recorded_at, ZoneInfo(claim.regency.zone)
    return [
        {
            "channel": Notice.Channel.MESSAGE,
            "sender_id": sender.pk,
            "kind": event.move,
            "created_at": at,
            "next_try_at": after_quiet(at, zone, QUIET_FROM, QUIET_TO),
        }
    ]


def family_phone(claim) -> str:
    return claim.heir_phone or claim.reporter_phone


def owe_about(kind: str, about: str, people: Iterable[Person], now: datetime) -> None:
    """Tell people once of what concerns the service itself."""
    _once(kind, [(about, people)], now)


def owe_each_about(kind: str, told: Iterable[tuple[str, Iterable[Person]]], now: datetime) -> None:
    """The same for many things at once, each with those who hear of it."""
    _once(kind, told, now)


def _once(kind: str, told: Iterable[tuple[str, Iterable[Person]]], now: datetime) -> None:
    zone = ZoneInfo(settings.TIME_ZONE)
    rows = [
        row
        for about, people in told
        for person in people
        for row in _rows(person, kind, now, zone, about=about)
    ]
    Notice.objects.bulk_create((Notice(**row) for row in rows), ignore_conflicts=True)


def _rows(person: Person, kind: str, at: datetime, zone: ZoneInfo, **what) -> list[dict]:
    """The row in the inbox, and the one that leaves if this person hears by anything else."""
    same = {**what, "person_id": person.pk, "kind": kind, "created_at": at}
    # What stands in the inbox is delivered by standing there.
    rows = [same | {"channel": Notice.Channel.INBOX, "sent_at": at}]
    if channel := person.hears_by:
        digested = kind not in IMMEDIATE
        leaves_at = next_digest(at, zone) if digested else at
        rows.append(
            same
            | {
                "channel": channel,
                "sender_id": person.sender_id if channel == Notice.Channel.MESSAGE else None,
                "digested": digested,
                "next_try_at": after_quiet(leaves_at, zone, person.quiet_from, person.quiet_to),
            }
        )
    return rows
