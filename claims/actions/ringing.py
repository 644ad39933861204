"""Writing down what has fallen on a clock: the sweep does it, and so does a move that touches
the clock before the sweep came by."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from claims import notices
from claims.models import Breach, Deadline, Event
from claims.rules.deadlines import Rung, stale_folded
from claims.rules.states import Stage
from regencies.models import Person, Role, in_charge

KEPT = ["rungs", "next_action_at", "attempts", "last_error"]


def ring_batch(rows: Sequence[Deadline], now: datetime) -> int:
    """Write what has fallen for these locked rows and move each on to its next rung.

    A breach is a row of its own; a file that nobody holds then is given to the head of the
    office. Nothing of the claim itself is touched: late is not decided.
    """
    fallen = [(row, rung) for row in rows for rung in _fall(row, now)]
    breached = [(row, rung) for row, rung in fallen if rung.name == "breach"]
    events = [_event(row, rung, now) for row, rung in fallen]
    Breach.objects.bulk_create([_breach(row, rung, now) for row, rung in breached])
    given = _give_to_heads((row for row, _ in breached), now)
    for event in events:
        if event.rung == "breach" and event.deadline_id in given:
            event.data["given_to"] = given[event.deadline_id].name
    Event.objects.bulk_create(events)
    heads = {row.pk: (Role.OPD_HEAD,) for row, _ in breached if row.pk in given}
    notices.owe_all(
        [
            (event, (*rung.to, *heads.get(row.pk, ())))
            for event, (row, rung) in zip(events, fallen, strict=True)
        ]
    )
    Deadline.objects.bulk_update(rows, [*KEPT, "holder"] if given else KEPT)
    return len(events)


def _fall(row: Deadline, now: datetime) -> tuple[Rung, ...]:
    """Take the fallen rungs off the row; what of them is still worth saying."""
    ladder = [Rung(name, datetime.fromisoformat(at), tuple(to)) for name, at, to in row.rungs]
    fallen = [rung for rung in ladder if rung.at <= now]
    row.rungs = row.rungs[len(fallen) :]
    row.next_action_at = ladder[len(fallen)].at if len(fallen) < len(ladder) else None
    row.attempts, row.last_error = 0, ""
    return stale_folded(fallen)


def _give_to_heads(rows: Iterable[Deadline], now: datetime) -> dict[int, Person]:
    """Who gets the late files that lie at the office in nobody's hands, by clock."""
    nobodys = [row for row in rows if row.stage == Stage.OFFICE and row.holder_id is None]
    if not nobodys:
        return {}
    codes = {row.claim.regency_id for row in nobodys}
    heads = in_charge(Role.OPD_HEAD, codes, now)
    given = {}
    for row in nobodys:
        if head := heads.get(row.claim.regency_id):
            given[row.pk] = row.holder = head
    return given


def _breach(row: Deadline, rung: Rung, now: datetime) -> Breach:
    return Breach(
        deadline=row,
        claim=row.claim,
        stage=row.stage,
        holder_id=row.holder_id,
        due_on=row.due_on,
        at=rung.at,
        recorded_at=now,
    )


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
