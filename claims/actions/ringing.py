"""Writing down what has fallen on a clock: the sweep does it, and who moves a due day first."""

from collections.abc import Sequence
from datetime import datetime

from claims import notices
from claims.models import Deadline, Event
from claims.rules.deadlines import Rung, stale_folded


def ring_batch(rows: Sequence[Deadline], now: datetime) -> int:
    """Write what has fallen for these locked rows and move each on to its next rung."""
    owed = []
    for row in rows:
        ladder = [Rung(name, datetime.fromisoformat(at), tuple(to)) for name, at, to in row.rungs]
        fallen = [rung for rung in ladder if rung.at <= now]
        owed += [(_event(row, rung, now), rung.to) for rung in stale_folded(fallen)]
        row.rungs = row.rungs[len(fallen) :]
        row.next_action_at = ladder[len(fallen)].at if len(fallen) < len(ladder) else None
        row.attempts, row.last_error = 0, ""
    Event.objects.bulk_create(event for event, _ in owed)
    notices.owe_all(owed)
    Deadline.objects.bulk_update(rows, ["rungs", "next_action_at", "attempts", "last_error"])
    return len(owed)


def _event(row: Deadline, rung: Rung, now: datetime) -> Event:
    """Dated to the true instant, whenever it is written."""
    return Event(
        claim=row.claim,
        payout_id=row.payout_id,
        deadline=row,
        move=rung.name.split("_")[0],
        rung=rung.name,
        cycle=row.cycle,
        at=rung.at,
        recorded_at=now,
        data={
            "waits_for": row.stage,
            "due_on": row.due_on.isoformat(),
            "holder": row.holder_id,
        },
    )
