"""Who hears of what, and when. One row per event, person and channel, written with the event
itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from claims.models import Event, Notice
from claims.models.claim import REVIEWERS
from claims.models.notice_words import FAMILY_WORDS
from claims.notices import seats
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
    "forward": VILLAGE,
    "wait": VILLAGE,
    "order": (),
    "pay": VILLAGE,
    "refuse": (*VILLAGE, *APPROVERS),
    "fail": APPROVERS,
    "bounce": APPROVERS,
    "ask_cancel": APPROVERS,
    "cancel": (Role.CASHIER, *VILLAGE),
    "object": REVIEWERS,
    "uphold": (*VILLAGE, Role.CAMAT),
    "reopen": (Role.OPD_VERIFIER, *APPROVERS),
    "dismiss": (*VILLAGE, Role.CAMAT),
    "drop": REVIEWERS,
}
# Somebody must act now, or hears a decision. All else waits for the summary of the day.
IMMEDIATE = frozenset(
    "submit send_back answer recheck approve reject breach refuse fail bounce ask_cancel "
    "object uphold dismiss reopen "
    "calendar_gap".split()
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


def owe(event: Event) -> list[Notice]:
    """The notices of one move. Whoever made it needs none."""
    roles: list[str] = []
    for role in HEARS.get(event.move, ()):
        if role == "desk":
            # After an answer the new desk hears, after a withdrawal the one that had it.
            state = event.to_state if event.move == "answer" else event.from_state
            roles.extend(DESKS.get(state, ()))
        else:
            roles.append(role)
    return owe_all([(event, roles)])


def owe_all(owed: Sequence[tuple[Event, Iterable[str]]]) -> list[Notice]:
    """Notices for many new events at once: a fixed number of queries, nobody told twice."""
    owed = [(event, list(dict.fromkeys(roles))) for event, roles in owed]
    rows = _to_families([event for event, _ in owed])
    if any(roles for _, roles in owed):
        rows += _to_people(owed)
    # A new event has no notices yet, so none may be dropped as there already: that would be a
    # silence which nobody sees.
    return Notice.objects.bulk_create(rows)


def _to_people(owed) -> list[Notice]:
    sitting = seats.seats_of(owed)
    holders = seats.holders([event for event, roles in owed if "holder" in roles])
    rows, unheard = [], []
    for event, roles in owed:
        told: dict[int, Person] = {}
        for role in roles:
            if role == "holder":
                holder = holders.get(event.claim_id)
                found = (
                    sitting.instead_of(holder, event.claim)
                    if holder
                    else sitting.at(Role.OPD_VERIFIER, event.claim)
                )
            else:
                found = sitting.at(role, event.claim)
            told.update({person.pk: person for person in found})
        rows += _of_event(event, told.values())
        if roles and not told:
            unheard.append((event, roles))
    return rows + _instead(unheard) if unheard else rows


def _of_event(event: Event, people: Iterable[Person]) -> list[Notice]:
    zone = ZoneInfo(event.claim.regency.zone)
    what = {"event": event, "claim_id": event.claim_id}
    return [
        row
        for person in people
        if person.pk not in {event.by_id, event.acts_for_id}
        for row in _rows(person, event.move, event.recorded_at, zone, **what)
    ]


def _instead(unheard) -> list[Notice]:
    """Where nobody holds the seats that should hear, the head of the office does; and whoever
    keeps the appointments is told of the empty seat, once a month for each."""
    sitting = seats.seats_of([(event, INSTEAD) for event, _ in unheard])
    rows, empty = [], {}
    for event, roles in unheard:
        claim, role = event.claim, Role.OPD_VERIFIER if roles[0] == "holder" else roles[0]
        month = event.recorded_at.astimezone(ZoneInfo(claim.regency.zone)).strftime("%Y-%m")
        about = f"{Role(role).value} {seats.place_of(role, claim)} {month}"
        empty[about] = sitting.at(Role.ADMINISTRATOR, claim)
        rows += _of_event(event, sitting.at(Role.OPD_HEAD, claim))
    now = unheard[0][0].recorded_at
    _once("empty_seat", empty.items(), now)
    return rows


def _to_families(events: Sequence[Event]) -> list[Notice]:
    """Short messages at the moves that concern them, where a sender for families is in use."""
    events = [event for event in events if event.move in FAMILY_WORDS]
    if not events:
        return []
    senders = Sender.objects.for_families({event.claim.regency_id for event in events})
    return [
        Notice(
            event=event,
            claim_id=event.claim_id,
            channel=Notice.Channel.MESSAGE,
            sender=senders[event.claim.regency_id],
            kind=event.move,
            created_at=event.recorded_at,
            next_try_at=after_quiet(
                event.recorded_at, ZoneInfo(event.claim.regency.zone), QUIET_FROM, QUIET_TO
            ),
        )
        for event in events
        if event.claim.regency_id in senders and family_phone(event.claim)
    ]


def family_phone(claim) -> str:
    return claim.heir_phone or claim.reporter_phone


def owe_about(kind: str, about: str, people: Iterable[Person], now: datetime) -> None:
    """Tell people once of what concerns the service itself."""
    _once(kind, [(about, people)], now)


def _once(kind: str, told: Iterable[tuple[str, Iterable[Person]]], now: datetime) -> None:
    zone = ZoneInfo(settings.TIME_ZONE)
    rows = [
        row
        for about, people in told
        for person in people
        for row in _rows(person, kind, now, zone, about=about)
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _rows(person: Person, kind: str, at: datetime, zone: ZoneInfo, **what) -> list[Notice]:
    """The row in the inbox, and the one that leaves if this person hears by anything else."""
    same = {**what, "person": person, "kind": kind, "created_at": at}
    # What stands in the inbox is delivered by standing there.
    rows = [Notice(**same, channel=Notice.Channel.INBOX, sent_at=at)]
    if channel := person.hears_by:
        digested = kind not in IMMEDIATE
        leaves_at = next_digest(at, zone) if digested else at
        rows.append(
            Notice(
                **same,
                channel=channel,
                sender=person.sender if channel == Notice.Channel.MESSAGE else None,
                digested=digested,
                next_try_at=after_quiet(leaves_at, zone, person.quiet_from, person.quiet_to),
            )
        )
    return rows
