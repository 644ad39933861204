"""The family's objection to a decision: filed and dropped by the village, decided by a person
who had no part in the claim. One that is upheld opens the decision again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from claims import notices
from claims.actions import clock, lateness
from claims.actions.gaps import tell_gap
from claims.actions.mover import Act, hold, last_move, locked, move, record
from claims.actions.refusals import (
    CalendarUnknown,
    Changed,
    FourEyes,
    Incomplete,
    LastDayPassed,
    NotYours,
    TooLate,
)
from claims.models import Claim, ClaimProgramme, Deadline, Event, Objection, Spoken
from claims.rules.deadlines import WORKING, CalendarMissing, count
from claims.rules.states import Duty, ObjectionState, Stage, State, Verdict
from regencies.models import Actor, Appointment, Figure, Holiday, Person, Programme
from regencies.models.people import VILLAGE_ROLES

DAYS_FIGURE = "objection_days"
# In the data of a decision: the last day to object by the calendar of then.
UNTIL = "object_until"
DECIDED = (State.REJECTED, State.APPROVED, State.AWARDED, State.SETTLED)


@dataclass(frozen=True)
class Objectionable:
    """The decision that may be objected to, what of it, and the last day; None: no limit is on
    record, or its calendar is not known yet."""

    against: Event
    programmes: Sequence[ClaimProgramme]
    last_on: date | None

    def passed(self, today: date) -> bool:
        return self.last_on is not None and today > self.last_on


def objectionable(claim: Claim) -> Objectionable | None:
    """Of the last decision: what the office refused, and the sums that the regency itself
    decides. Nothing while no decision stands."""
    if claim.state not in DECIDED:
        return None
    decisions = claim.events.filter(move__in=["approve", "reject"]).select_related("by")
    against = decisions.order_by("-id").first()
    rows = claim.programmes.filter(programme__in=against.data["verdicts"])
    paid = set(claim.payouts.values_list("programme", flat=True))
    found = [
        row
        for row in rows.select_related("programme")
        if row.verdict == Verdict.REFUSED
        or (row.programme_id in paid and row.programme.decided_by == Programme.DecidedBy.REGENCY)
    ]
    return Objectionable(against, found, last_day(claim, against))


def last_day(claim: Claim, against: Event) -> date | None:
    """Of the day that the decision named and the one by the calendar of now, the later: letters
    tell the family a day, and a day off that is struck out afterwards takes none of it away."""
    counted, told = day_from(claim, against.at), against.data.get(UNTIL)
    return max(counted, date.fromisoformat(told)) if counted and told else counted


def named(claim: Claim, now: datetime) -> dict[str, str]:
    """What a decision of now keeps of it."""
    found = day_from(claim, now)
    return {UNTIL: found.isoformat()} if found else {}


def day_from(claim: Claim, decided_at: datetime) -> date | None:
    """So many working days (a dated figure) after the day of the decision. A year without
    holidays takes nobody's right away: then there is no last day yet."""
    decided_on = clock.local_day(decided_at, claim.regency.zone)
    days = Figure.objects.filter(key=DAYS_FIGURE)
    figure = days.in_force(decided_on, claim.regency_id).get(DAYS_FIGURE)
    if figure is None:
        return None
    calendar = Holiday.objects.calendars([claim.regency_id])[claim.regency_id]
    try:
        found = count(
            decided_on,
            int(figure.value),
            WORKING,
            holidays=calendar.days_off,
            known_years=calendar.known_years,
        )
    except CalendarMissing:
        return None
    return found.due_on


def allow_object(
    claim: Claim, *, by: Person, now: datetime, found: Objectionable | None = None
) -> tuple[Appointment, Objectionable]:
    """The refusals of object, for its page and under the lock. found: where it was asked already,
    what may be objected to."""
    seat = Actor.at(by, now).seat(VILLAGE_ROLES, claim)
    if seat is None:
        raise NotYours
    found = found or objectionable(claim)
    if found is None:
        raise TooLate(last_move(claim), claim.state)
    earlier = claim.objections.filter(against=found.against)
    if before := earlier.exclude(state=ObjectionState.DROPPED).first():
        raise TooLate(last_move(before), before.state)
    if not found.programmes:
        raise Incomplete({"about": _("Nothing was refused here that the office decides.")})
    if found.passed(clock.local_day(now, claim.regency.zone)):
        raise LastDayPassed(found.last_on)
    held = claim.duties_held()
    for person in seat.people:
        if held.get(person.pk, Duty.ENTER) != Duty.ENTER:
            raise FourEyes(held[person.pk])
    return seat, found


@transaction.atomic
def object(
    claim_id: int,
    *,
    about: Sequence[str],
    grounds: str,
    family_name: str,
    family_relation: str,
    by: Person,
    now: datetime,
    version: int | None = None,
    key: UUID | None = None,
) -> Event:
    """File it for the family. Its clock starts; where the calendar is not known yet, as soon
    as it is (time_objection)."""
    claim = locked(claim_id)
    if key and (done := claim.events.filter(key=key).first()):
        return done
    seat, found = allow_object(claim, by=by, now=now)
    if version is not None and version != claim.version:
        raise Changed(None, claim.state)
    open_to_it = {row.programme_id for row in found.programmes}
    faults = {}
    if not about or not set(about) <= open_to_it:
        faults["about"] = _("Choose what the family does not agree with.")
    if not grounds.strip():
        faults["grounds"] = _("Write down why the family does not agree.")
    if faults:
        raise Incomplete(faults)
    hold(claim, seat, Duty.ENTER)
    made = Objection.objects.create(
        claim=claim,
        against=found.against,
        about=sorted(set(about)),
        grounds=grounds.strip(),
        family_name=family_name,
        family_relation=family_relation,
        filed_by=by,
        filed_at=now,
    )
    data = {"about": made.about, "waits_for": Stage.OBJECTION.value}
    try:
        data["due_on"] = str(_start_clock(claim, now).due_on)
    except CalendarUnknown as gap:
        tell_gap(gap.year, now=now)
    event = record(
        claim, "object", by=by, now=now, seat=seat, objection=made, key=key, data=data,
        to_state=ObjectionState.FILED.value,
    )  # fmt: skip
    notices.owe(event)
    return event


def _start_clock(claim: Claim, filed_at: datetime) -> Deadline:
    return clock.start(Stage.OBJECTION, verb="object", claim=claim, now=filed_at)


@transaction.atomic
def time_objection(claim_id: int, *, now: datetime) -> Deadline | None:
    """The clock of an objection that came while the calendar was not known, dated back to the
    day of filing. Raises CalendarUnknown while it still is not."""
    claim = locked(claim_id)
    made = claim.objections.open().first()
    if made is None or clock.open_of(claim, None, Stage.OBJECTION):
        return None
    return _start_clock(claim, made.filed_at)


@transaction.atomic
def uphold(
    objection_id: int,
    *,
    answer: str,
    late_reason: str = "",
    late_note: str = "",
    **act: Unpack[Act],
) -> Event:
    """The family is right. The verdicts objected to are cleared and the file is the office's
    again, with a clock of its own; what was granted beside them stays and is paid."""
    made = Objection.objects.select_related("claim").get(pk=objection_id)
    claim = locked(made.claim_id)
    if (key := act.get("key")) and (done := claim.events.filter(key=key).first()):
        return done
    event = _decide("uphold", made, answer, late_reason, late_note, act)
    _reopen(made, by=act["by"], now=act["now"])
    return event


def _reopen(made: Objection, *, by: Person, now: datetime) -> Event:
    def inside(claim: Claim, seat: Appointment) -> dict:
        rows = claim.programmes.filter(programme__in=made.about)
        undone = {row.programme_id: [row.verdict, row.reason, row.note] for row in rows}
        rows.update(verdict="", reason="", note="")
        return {"undone": undone}

    return move("reopen", made.claim_id, by=by, now=now, inside=inside, sets={"reopened_at": now})


def dismiss(
    objection_id: int,
    *,
    answer: str,
    late_reason: str = "",
    late_note: str = "",
    **act: Unpack[Act],
) -> Event:
    """The decision stands; answer is why, in words that the family understands."""
    made = Objection.objects.get(pk=objection_id)
    return _decide("dismiss", made, answer, late_reason, late_note, act)


def _decide(verb, made: Objection, answer: str, late_reason: str, late_note: str, act: Act):
    def inside(objection: Objection, seat: Appointment) -> dict:
        if not answer.strip():
            raise Incomplete({"answer": _("Write the answer to the family.")})
        return lateness.explain(
            objection.claim, Stage.OBJECTION, by=act["by"], now=act["now"],
            reason=late_reason, note=late_note,
        )  # fmt: skip

    said = {"decided_by": act["by"], "decided_at": act["now"], "answer": answer.strip()}
    return move(verb, made.claim_id, objection_id=made.pk, **act, inside=inside, sets=said)


def drop(objection_id: int, *, note: str, **act: Unpack[Act]) -> Event:
    """The village takes it back; note is why."""
    made = Objection.objects.get(pk=objection_id)
    return move("drop", made.claim_id, objection_id=made.pk, spoken=Spoken(text=note), **act)
