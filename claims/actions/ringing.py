"""Writing down what has fallen on a clock: the sweep does it, and so does a move that touches
the clock before the sweep came by."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast

from claims import notices
from claims.models import Breach, Deadline, Event
from claims.models.rows import insert, update
from claims.rules.deadlines import Rung, stale_folded
from claims.rules.states import Stage
from regencies.models import Person, Role

# Thousands fall due in the same minute of the same day: what is written of them is made once, and
# nobody may change it afterwards.
alike = lru_cache(maxsize=5000)
MOVED_ON = ["rungs", "next_action_at", "attempts", "last_error", "holder"]


class Ringing(NamedTuple):
    """A clock that rings, and where its claim lies. A sweep reads thousands of them, so it is no
    instance of a model, and its rungs are the text that most of them share."""

    pk: int
    claim_id: int
    payout_id: int | None
    stage: str
    holder_id: int | None
    due_on: date
    cycle: int
    rungs: str
    place: notices.Place


class Fallen(NamedTuple):
    """What of a ladder is to be said now, what is left of it, and when that goes on."""

    said: tuple[Rung, ...]
    left: str
    next_at: datetime | None


def ringing(rows) -> list[Ringing]:
    """These clocks, a QuerySet of Deadline, as ring wants them."""
    found = rows.annotate(ladder=Cast("rungs", TextField())).values_list(
        "pk", "claim_id", "payout_id", "stage", "holder_id", "due_on", "cycle", "ladder",
        "claim__village_id", "claim__district_id", "claim__regency_id", "claim__regency__zone",
    )  # fmt: skip
    return [Ringing(*row[:8], notices.Place(*row[8:])) for row in found]


def ring_batch(deadlines: Sequence[Deadline], now: datetime) -> None:
    """Ring these locked clocks and bring their instances up to date."""
    if deadlines:
        ring(ringing(Deadline.objects.filter(pk__in=[row.pk for row in deadlines])), now)
    for row in deadlines:
        row.refresh_from_db(fields=MOVED_ON)


def ring(rows: Sequence[Ringing], now: datetime, seats: notices.Seats | None = None) -> int:
    """Write what has fallen for these locked clocks and move each on to its next rung. Returns
    how many rungs fell.

    A breach is a row of its own; a file that nobody holds then is given to the head of the
    office. Nothing of the claim itself is touched: late is not decided. seats: as far as a
    sweep has looked them up.
    """
    if not rows:
        return 0
    seats = seats or notices.Seats(now)
    ladders = [(row, _fallen(row.rungs, now)) for row in rows]
    said = [(row, rung) for row, fallen in ladders for rung in fallen.said]
    breached = [(row, rung) for row, rung in said if rung.name == "breach"]
    # In one question: whom the rungs are for, and who sits where a late file may be held.
    seats.look_up(
        [(row.place, rung.to) for row, rung in said]
        + [(row.place, (notices.HOLDER,)) for row, _ in breached if row.stage == Stage.OFFICE]
    )
    given = _heads((row for row, _ in breached), seats)
    numbers = insert(Event, [_event(row, rung, given.get(row.pk), now) for row, rung in said])
    insert(Breach, [_breach(row, rung, now) for row, rung in breached])
    owed, after_giving = [], []
    for number, (row, rung) in zip(numbers, said, strict=True):
        happened = notices.Happened(number, _move(rung), row.claim_id, now, row.place)
        if row.pk not in given:
            owed.append((happened, rung.to))
        elif rung.name == "breach":
            owed.append((happened, (*rung.to, Role.OPD_HEAD)))
        else:
            after_giving.append((happened, rung.to))
    notices.owe_all(owed, seats=seats)
    update(Deadline, [_moved_on(row, fallen, given.get(row.pk)) for row, fallen in ladders])
    # What fell after the breach is for the new holder, as if each rung had been swept in its time.
    notices.owe_all(after_giving, seats=seats)
    return len(said)


@alike
def _fallen(rungs: str, now: datetime) -> Fallen:
    ladder = [
        Rung(name, datetime.fromisoformat(at), tuple(to)) for name, at, to in json.loads(rungs)
    ]
    fallen = [rung for rung in ladder if rung.at <= now]
    left = ladder[len(fallen) :]
    return Fallen(
        stale_folded(fallen),
        json.dumps([[rung.name, rung.at.isoformat(), rung.to] for rung in left]),
        left[0].at if left else None,
    )


def _heads(rows: Iterable[Ringing], seats: notices.Seats) -> dict[int, Person]:
    """Who gets the late files that lie at the office in nobody's hands, by clock."""
    nobodys = [
        row
        for row in rows
        if row.stage == Stage.OFFICE and not seats.holding(row.holder_id, row.place)
    ]
    heads = {row.pk: seats.head(row.place.regency) for row in nobodys}
    return {pk: head for pk, head in heads.items() if head}


def _move(rung: Rung) -> str:
    return rung.name.split("_")[0]


def _event(row: Ringing, rung: Rung, given: Person | None, now: datetime) -> tuple:
    of = {"claim_id": row.claim_id, "payout_id": row.payout_id, "deadline_id": row.pk}
    holder, given_to = row.holder_id, ""
    if given and rung.name == "breach":
        given_to = given.name
    elif given:
        holder = given.pk
    return of, _said(rung, row.stage, row.due_on, row.cycle, holder, given_to, now)


def _breach(row: Ringing, rung: Rung, now: datetime) -> tuple:
    of = {"claim_id": row.claim_id, "deadline_id": row.pk, "holder_id": row.holder_id}
    return of, _missed(row.stage, row.due_on, rung.at, now)


def _moved_on(row: Ringing, fallen: Fallen, given: Person | None) -> tuple:
    return row.pk, _next(fallen.left, fallen.next_at, given.pk if given else row.holder_id)


# What many clocks have in common ---------------------------------------------------------------


@alike
def _said(
    rung: Rung, stage: str, due_on: date, cycle: int, holder: int | None, given_to: str,
    now: datetime,
) -> list[dict]:  # fmt: skip
    """Dated to the true instant, whenever it is written."""
    data = {"waits_for": stage, "due_on": due_on, "holder": holder}
    if given_to:
        data["given_to"] = given_to
    return [
        {
            "move": _move(rung),
            "rung": rung.name,
            "cycle": cycle,
            "at": rung.at,
            "recorded_at": now,
            "data": data,
        }
    ]


@alike
def _missed(stage: str, due_on: date, at: datetime, now: datetime) -> list[dict]:
    return [{"stage": stage, "due_on": due_on, "at": at, "recorded_at": now}]


@alike
def _next(left: str, next_at: datetime | None, holder: int | None) -> list[dict]:
    rest = {"rungs": json.loads(left), "next_action_at": next_at, "holder_id": holder}
    return [rest | {"attempts": 0, "last_error": ""}]
