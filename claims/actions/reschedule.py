"""Moving the due days of open clocks when the calendar or a limit has changed: never by itself,
always after a look at what would move, and with an event for each."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from claims import notices
from claims.actions import clock, counting
from claims.actions.mover import seat_title
from claims.actions.reference import administered, written
from claims.actions.refusals import Stale
from claims.actions.ringing import ring_batch
from claims.models import Deadline, Event
from claims.rules.deadlines import RIGHT, SLIDE, WORKING, CalendarMissing, Count, midnight_ending
from regencies.models import Appointment, Calendar, DeadlineRule, Holiday, Person, digest


@dataclass(frozen=True)
class Moving:
    """One clock that would get another due day (or, by a new rule, other terms)."""

    deadline: Deadline
    old_on: date
    new_on: date
    found: Count
    calendar: Calendar
    terms: dict
    # Past already by the new day, though it stands still or was in time by the old one.
    late: bool

    @property
    def claim(self):
        return self.deadline.claim


@dataclass(frozen=True)
class Preview:
    moves: tuple[Moving, ...]
    # Clocks that can't be counted again, by the year whose holidays are missing.
    uncounted: dict[int, int]

    @property
    def seen(self) -> str:
        """Stands for exactly these moves: a confirmation names it."""
        return digest(
            [[row.deadline.pk, str(row.old_on), str(row.new_on), row.terms] for row in self.moves]
        )

    @property
    def groups(self) -> list[tuple[date, date, int]]:
        """(from, to, how many): "37 claims move from 9 to 10 September"."""
        found = Counter((row.old_on, row.new_on) for row in self.moves)
        return [(old, new, n) for (old, new), n in sorted(found.items())]


def preview(
    codes: Collection[str],
    *,
    now: datetime,
    rule: DeadlineRule | None = None,
    calendars: Mapping[str, Calendar] | None = None,
) -> Preview:
    """What would move in these regencies; writes nothing.

    Without a rule: every open clock in working or sliding days, counted again by its own terms
    and pauses with the calendar of now, or with `calendars` that are only thought of. With one:
    the open clocks of its stage that it would be chosen for today and that run by other terms.
    """
    return _preview(_candidates(codes, rule), now, rule, calendars)


def _candidates(codes: Collection[str], rule: DeadlineRule | None):
    rows = Deadline.objects.open().filter(claim__regency__in=codes)
    rows = rows.filter(stage=rule.stage) if rule else rows.filter(terms__unit__in=[WORKING, SLIDE])
    return rows.select_related(
        "claim__regency", "claim__district", "claim__village", "payout"
    ).order_by("due_at", "id")


def _preview(rows, now: datetime, rule, calendars) -> Preview:
    rows = list(rows)
    years = counting.right_years() if rule and rule.unit == RIGHT else None
    if rule:
        rows = _under(rows, rule, now, years)
    if calendars is None:
        calendars = Holiday.objects.calendars(row.claim.regency_id for row in rows)
    moves, uncounted = [], Counter()
    for row in rows:
        terms = clock.terms_of(rule, row.claim, years) if rule else row.terms
        try:
            move = _moving(row, terms, calendars[row.claim.regency_id], now)
        except CalendarMissing as gap:
            uncounted[gap.year] += 1
            continue
        if move.new_on != move.old_on or rule:
            moves.append(move)
    return Preview(tuple(moves), dict(uncounted))


def _moving(row: Deadline, terms: dict, calendar: Calendar, now: datetime) -> Moving:
    found = counting.counted(row, calendar, terms)
    seen = row.paused_at or now
    due_at = midnight_ending(found.due_on, row.claim.regency.zone)
    late = due_at <= seen < row.due_at
    return Moving(row, row.due_on, found.due_on, found, calendar, terms, late)


def _under(rows: Sequence[Deadline], rule, now: datetime, years) -> list[Deadline]:
    """Those whose rule of today this is, and who run by other terms."""
    todays: dict[tuple, int] = {}
    found = []
    for row in rows:
        programme = row.payout.programme_id if row.payout else None
        place = (row.claim.regency_id, programme)
        if place not in todays:
            day = counting.local_day(now, row.claim.regency.zone)
            todays[place] = DeadlineRule.objects.for_stage(
                rule.stage, row.claim.regency_id, day, programme
            ).pk
        own = {name: value for name, value in row.terms.items() if name != "calendar"}
        if todays[place] == rule.pk and own != clock.terms_of(rule, row.claim, years):
            found.append(row)
    return found


@transaction.atomic
def apply(
    seen: str, *, by: Person, now: datetime, reason: str, rule: DeadlineRule | None = None
) -> list[Event]:
    """Move exactly what the preview showed, or nothing.

    1. Lock every clock that could move; movers and sweeps finish first.
    2. Count again: another result than the one confirmed is refused (Stale).
    3. What has fallen by now falls by the old day: a fact stays a fact.
    4. New due day, ladder and cycle; an event and the desk's notice for each.
    """
    reason = written(reason)
    seats = {seat.regency_id: seat for seat in administered(by, now)}
    rows = _candidates(seats, rule).select_for_update(of=("self",), no_key=True)
    found = _preview(rows, now, rule, None)
    if not found.moves:
        return []
    if found.seen != seen:
        raise Stale
    moved = [move.deadline for move in found.moves]
    ring_batch([row for row in moved if row.next_action_at and row.next_action_at <= now], now)
    said: dict[int, set] = {}
    for pk, cycle, name in (
        Event.objects.filter(deadline__in=moved).exclude(rung="").values_list(
            "deadline", "cycle", "rung"
        )
    ):  # fmt: skip
        said.setdefault(pk, set()).add((cycle, name))
    for move in found.moves:
        row = move.deadline
        row.terms = move.terms
        if rule:
            row.rule = rule
        clock.reset(row, move.found, move.calendar, now=now, said=said.get(row.pk, set()))
    Deadline.objects.bulk_update(moved, [*MOVED, "rule"] if rule else MOVED, batch_size=500)
    why = "rule" if rule else "calendar"
    events = Event.objects.bulk_create(
        _event(move, seats[move.claim.regency_id], by, now, why, reason) for move in found.moves
    )
    owed = [(event, clock.WARNED[event.deadline.stage]) for event in events]
    notices.owe_all(owed)
    return events


MOVED = ["due_on", "due_at", "trace", "terms", "cycle", "rungs", "next_action_at"]


def _event(move: Moving, seat: Appointment, by: Person, now: datetime, why: str, note: str):
    row = move.deadline
    return Event(
        claim=move.claim,
        payout_id=row.payout_id,
        deadline=row,
        move="reschedule",
        cycle=row.cycle,
        by=by,
        acts_for=seat.acts_for,
        title=seat_title(seat),
        at=now,
        recorded_at=now,
        reason=why,
        note=note,
        data={
            "waits_for": row.stage,
            "due_on": move.new_on.isoformat(),
            "old_on": move.old_on.isoformat(),
        },
    )
