"""Which moves another office's system may be told of, and what is owed to it."""

from collections.abc import Iterable
from datetime import datetime

from claims.models import Notice
from regencies.models import System

# What happens to a claim or to its money. Drafts, notes and who has a file are nobody else's.
HOOKED = (
    "report", "submit", "endorse", "send_back", "answer", "verify", "approve", "reject",
    "withdraw", "award", "settle", "wait", "forward", "order", "pay", "refuse", "fail", "bounce",
    "cancel", "object", "uphold", "dismiss", "drop", "reopen", "warn", "breach", "escalate",
)  # fmt: skip


def hooked(codes: Iterable[str], at: datetime) -> list[System]:
    """The systems of these regencies that want to be told, as far as they are let in."""
    rows = System.objects.filter(regency__in=codes, ended_at=None).exclude(hears=[])
    rows = rows.select_related("regency").only(
        "person", "hears", "places", "from_on", "to_on", "ended_at", "regency__zone"
    )
    return [row for row in rows if row.in_force(at)]


def notice_of(system: System, move: str, at: datetime) -> dict:
    """By day and by night: nobody's phone rings."""
    return {
        "person_id": system.person_id, "kind": move, "created_at": at,
        "channel": Notice.Channel.WEBHOOK, "next_try_at": at,
    }  # fmt: skip
