"""Who hears of what, and when. One row per event, person and channel, written with the event
itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from claims.models import Deadline, Event, Notice
from claims.models.claim import REVIEWERS
from claims.models.notice_words import FAMILY_WORDS
from claims.rules.hours import after_quiet, next_digest
from regencies.models import Appointment, Person, Role, Sender
from regencies.models.people import QUIET_FROM, QUIET_TO

VILLAGE = (Role.VILLAGE_HEAD, Role.VILLAGE_OPERATOR)
DISTRICT = (Role.CAMAT, Role.DISTRICT_OFFICER)
APPROVERS = (Role.OPD_SECTION_HEAD, Role.OPD_HEAD)
# "desk" is whoever the file waits for after the move, "holder" the verifier who took it.
HEARS: dict[str, tuple[str, ...]] = {
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
# Who a claim waits for in each state that somebody must move it from.
DESKS: dict[str, tuple[str, ...]] = {
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
    """Notices for many events at once: a fixed number of queries, nobody told twice."""
    owed = [(event, list(dict.fromkeys(roles))) for event, roles in owed]
    rows = _to_families([event for event, _ in owed])
    if any(roles for _, roles in owed):
        rows += _to_people(owed)
    return Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _to_people(owed) -> list[Notice]:
    seats = _seats(owed)
    holders = _holders([event for event, roles in owed if "holder" in roles])
    rows = []
    for event, roles in owed:
        told: dict[int, Person] = {}
        for role in roles:
            if role == "holder":
                holder = holders.get(event.claim_id)
                found = [holder] if holder else _at(seats, Role.OPD_VERIFIER, event.claim)
            else:
                found = _at(seats, role, event.claim)
            told.update({person.pk: person for person in found})
        for person in told.values():
            if person.pk in {event.by_id, event.acts_for_id}:
                continue
            zone = ZoneInfo(event.claim.regency.zone)
            rows.extend(
                _rows(
                    person, event.move, event.recorded_at, zone,
                    event=event, claim_id=event.claim_id,
                )
            )  # fmt: skip
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
    zone = ZoneInfo(settings.TIME_ZONE)
    rows = [row for person in people for row in _rows(person, kind, now, zone, about=about)]
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


def _seats(owed) -> dict[tuple[str, str], list[Person]]:
    """People by role and place code, for every place that the events lie in."""
    claims = [event.claim for event, _ in owed]
    roles = {role for _, wanted in owed for role in wanted}
    if "holder" in roles:
        roles.add(Role.OPD_VERIFIER)
    rows = (
        Appointment.objects.filter(
            Q(village__in={claim.village_id for claim in claims})
            | Q(village=None, district__in={claim.district_id for claim in claims})
            | Q(district=None),
            role__in=roles,
            regency__in={claim.regency_id for claim in claims},
            person__is_active=True,
        )
        .select_related("person__sender", "regency")
        .order_by("id")
    )
    at = owed[0][0].recorded_at
    found: dict[tuple[str, str], list[Person]] = {}
    for row in rows:
        day = at.astimezone(ZoneInfo(row.regency.zone)).date()
        if row.from_on <= day and (row.to_on is None or day <= row.to_on):
            place = row.village_id or row.district_id or row.regency_id
            found.setdefault((row.role, place), []).append(row.person)
    return found


def _at(seats, role: str, claim) -> list[Person]:
    places = (claim.village_id, claim.district_id, claim.regency_id)
    return [person for place in places for person in seats.get((role, place), [])]


def _holders(events: Sequence[Event]) -> dict[int, Person]:
    rows = Deadline.objects.filter(
        claim__in={event.claim_id for event in events}, stage="office", holder__isnull=False
    ).select_related("holder__sender")
    return {row.claim_id: row.holder for row in rows.order_by("started_at")}
