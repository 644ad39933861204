"""Which moves another office's system may be told of, what is owed to it, and in which words."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from claims.models import Notice, Payout
from claims.notices.seats import Seats
from regencies.models import System

# What happens to a claim or to its money. Drafts, notes and who has a file are nobody else's.
HOOKED = (
    "report", "submit", "endorse", "send_back", "answer", "verify", "approve", "reject",
    "withdraw", "award", "settle", "wait", "forward", "order", "pay", "refuse", "fail", "bounce",
    "cancel", "object", "uphold", "dismiss", "drop", "reopen", "warn", "breach", "escalate",
)  # fmt: skip


def to_systems(events: Iterable, seats: Seats | None = None) -> list[tuple[dict, list[dict]]]:
    """The notices of these events (hearing.Happened), all of one instant, to the systems in whose
    territory they lie. One query, for a sweep one in all; none where nothing of it is hooked."""
    events = [event for event in events if event.move in HOOKED]
    if not events:
        return []
    known = seats.hooked if seats else {}
    if unknown := {event.place.regency for event in events} - known.keys():
        known |= _hooked(unknown, events[0].at)
    same: dict[tuple, dict] = {}
    return [
        ({"event_id": event.pk, "claim_id": event.claim_id}, rows)
        for event in events
        if (rows := [
            same.setdefault((one.pk, event.move, event.at), _row(one, event))
            for one in known[event.place.regency]
            if event.move in one.hears
            and one.covers(event.place.village, event.place.district, event.place.regency)
        ])
    ]  # fmt: skip


def _hooked(codes: Collection[str], at: datetime) -> dict[str, list[System]]:
    rows = System.objects.filter(regency__in=codes, ended_at=None).exclude(hears=[])
    rows = rows.select_related("regency").only(
        "person", "hears", "places", "from_on", "to_on", "ended_at", "regency__zone"
    )
    found: dict[str, list[System]] = {code: [] for code in codes}
    for row in rows.order_by():
        if row.in_force(at):
            found[row.regency_id].append(row)
    return found


def _row(system: System, event) -> dict:
    """By day and by night: nobody's phone rings."""
    return {
        "person_id": system.person_id, "kind": event.move, "channel": Notice.Channel.WEBHOOK,
        "created_at": event.at, "next_try_at": event.at,
    }  # fmt: skip


# In words -------------------------------------------------------------------------------------


def identity(notice: Notice) -> str:
    """Never changes, so that a repeat after a crash can be known as one."""
    return f"notice-{notice.pk}"


def body(notice: Notice) -> bytes:
    """What happened, without anybody's name, number or sum. cursor: where the same event stands
    among the changes that the API tells."""
    event = notice.event
    said = {
        "type": f"claim.{event.move}",
        "timestamp": event.at.isoformat(),
        "data": {
            "cursor": event.pk,
            "claim": notice.claim.code,
            "move": event.move,
            "state": event.to_state or None,
            "payout": _number(notice),
            "due_on": event.data.get("due_on"),
            "at": event.at.isoformat(),
        },
    }
    return json.dumps(said, separators=(",", ":")).encode()


def _number(notice: Notice) -> int | None:
    """The payout's among those of its claim, as pages have it."""
    pk = notice.event.payout_id
    return pk and Payout.objects.filter(claim=notice.claim_id, pk__lte=pk).count()


def systems_of(notices: Sequence[Notice]) -> dict[int, System]:
    """By person."""
    people = {notice.person_id for notice in notices}
    rows = System.objects.filter(person__in=people).select_related("regency")
    return {row.person_id: row for row in rows}
