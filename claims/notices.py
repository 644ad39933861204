"""Who hears of what. One row per event, person and channel, written with the event itself."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import override

from claims.models import Deadline, Event, Notice
from claims.models.words import (
    EVENT_WORDS,
    NOTICE_WORDS,
    SERVICE_NOTICE_WORDS,
    SERVICE_WORDS,
    STAGE_WORDS,
)
from regencies.models import Appointment, Person, Role

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
}
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


def owe_all(owed: Sequence[tuple[Event, Iterable[str]]], *, mails: bool = True) -> list[Notice]:
    """Notices for many events at once: a fixed number of queries, nobody told twice."""
    owed = [(event, list(dict.fromkeys(roles))) for event, roles in owed]
    if not any(roles for _, roles in owed):
        return []
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
            rows.append(_row(event, person, Notice.Channel.INBOX))
            if person.email and mails:
                rows.append(_row(event, person, Notice.Channel.EMAIL))
    return Notice.objects.bulk_create(rows, ignore_conflicts=True)


def owe_about(kind: str, about: str, people: Iterable[Person], now: datetime) -> None:
    """Tell people once of what concerns the service itself."""
    rows = []
    for person in people:
        same = {"person": person, "kind": kind, "about": about, "created_at": now}
        rows.append(Notice(**same, channel=Notice.Channel.INBOX, sent_at=now))
        if person.email:
            rows.append(Notice(**same, channel=Notice.Channel.EMAIL))
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _row(event: Event, person: Person, channel: str) -> Notice:
    # What stands in the inbox is delivered by standing there.
    sent_at = event.recorded_at if channel == Notice.Channel.INBOX else None
    return Notice(
        event=event,
        claim_id=event.claim_id,
        person=person,
        channel=channel,
        kind=event.move,
        created_at=event.recorded_at,
        sent_at=sent_at,
    )


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
        .select_related("person", "regency")
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
    ).select_related("holder")
    return {row.claim_id: row.holder for row in rows.order_by("started_at")}


def text(notice: Notice) -> str:
    """The sentence of a notice, in the language that is active."""
    event, claim = notice.event, notice.claim
    if event is None:
        return SERVICE_NOTICE_WORDS[notice.kind] % {"about": notice.about}
    due = event.data.get("due_on")
    stage = event.data.get("waits_for")
    return NOTICE_WORDS[event.move] % {
        "village": claim.village.name,
        "due": date_format(date.fromisoformat(due), "j F Y") if due else "-",
        "stage": STAGE_WORDS.get(stage, ""),
    }


def mail(notice: Notice, site: str) -> EmailMessage:
    """The notice as a mail in its person's language, with an identity that never changes, so
    that a repeat after a crash can be known as one."""
    with override(notice.person.language):
        body = render_to_string(
            "notices/mail.txt",
            {"notice": notice, "sentence": text(notice), "site": site, "claim": notice.claim},
        )
        if notice.claim:
            subject = f"{notice.claim.code}: {EVENT_WORDS[notice.kind]}"
        else:
            subject = f"Santunan: {SERVICE_WORDS[notice.kind]} ({notice.about})"
    host = urlsplit(site).hostname or "localhost"
    return EmailMessage(
        subject=subject,
        body=body,
        to=[notice.person.email],
        headers={"Message-ID": f"<notice-{notice.pk}@{host}>"},
    )
