"""Starting, pausing, resuming and stopping the clocks of a claim or a payout.

Called by the mover with the claim's row locked. The words come from the machine.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from claims.actions.counting import (
    by_calendar,
    calendar_mark,
    counted,
    gone_on,
    late_by,
    local_day,
    right_terms,
)
from claims.actions.gaps import tell_gap
from claims.actions.refusals import CalendarUnknown
from claims.actions.ringing import ring_batch
from claims.models import Breach, Deadline
from claims.models.claim import REVIEWERS
from claims.rules.accidents import reminders
from claims.rules.deadlines import (
    REMINDING,
    RIGHT,
    CalendarMissing,
    Count,
    Rung,
    midnight_beginning,
    midnight_ending,
    others_delay,
    rungs,
)
from claims.rules.states import Stage
from regencies.models import Calendar, DeadlineRule, Figure, Holiday, Role, RuleMissing

# Who is warned before the limit. A holder is the person who took the file.
WARNED = {
    Stage.CAMAT: [Role.CAMAT, Role.DISTRICT_OFFICER],
    Stage.OFFICE: ["holder"],
    Stage.VILLAGE: [Role.VILLAGE_HEAD, Role.VILLAGE_OPERATOR],
    Stage.PAYMENT: [Role.CASHIER],
    Stage.ACCIDENT: [Role.VILLAGE_HEAD, Role.VILLAGE_OPERATOR],
    # Not the holder of the file, who had a part in what is objected to.
    Stage.OBJECTION: REVIEWERS,
    # Whoever sent the file there asks the branch.
    Stage.BRANCH: [Role.CASHIER],
}
# The database keeps one breach per clock; what falls at its hour when the day has moved since.
BREACHED_AGAIN = "escalate_0"


def obey(words, *, verb, claim, payout=None, now: datetime, why: str = "") -> list[Deadline]:
    """Do what the machine says of the clock, in its order. Returns the rows touched."""
    touched = []
    for word in words:
        order, _, stage = word.partition(" ")
        if stage == Stage.BRANCH:
            touched += at_branch(payout, now)
            continue
        if order == "start":
            touched.append(start(stage, verb=verb, claim=claim, payout=payout, now=now))
            continue
        for deadline in open_of(claim, payout, stage):
            catch_up(deadline, now)
            if order == "stop":
                touched.append(stop(deadline, now))
            elif order == "pause" and deadline.paused_at is None:
                touched.append(pause(deadline, now, why))
            elif order == "resume" and deadline.paused_at is not None:
                touched.append(resume(deadline, now))
    return touched


def open_of(claim, payout, stage: str) -> list[Deadline]:
    """The clocks that have not stopped, of one stage or ("") all: locked, so that a sweep that
    is ringing one of them finishes first."""
    rows = Deadline.objects.open().filter(claim=claim, payout=payout).select_for_update(no_key=True)
    rows = list(rows.filter(stage=stage) if stage else rows)
    for row in rows:
        row.claim = claim
    return rows


def catch_up(deadline: Deadline, now: datetime) -> None:
    """What has fallen by now falls before the clock is touched: else a decision that comes while
    no sweep runs would wipe out its own breach. One that was set aside waits for an operator."""
    fallen = deadline.next_action_at is not None and deadline.next_action_at <= now
    if fallen and deadline.set_aside_at is None:
        ring_batch([deadline], now)


def start(stage: str, *, verb: str, claim, payout=None, now: datetime) -> Deadline:
    """A new clock under the rule in force today, which it keeps.

    The rule names the event that its days run from. Where that is an earlier one than this
    move (a payment runs from the approval, and is known at the award), the stage's first
    clock is dated back to it.
    """
    zone = claim.regency.zone
    programme = payout.programme_id if payout else None
    rule = DeadlineRule.objects.for_stage(stage, claim.regency_id, local_day(now, zone), programme)
    deadline = Deadline(
        claim=claim,
        payout=payout,
        stage=stage,
        rule=rule,
        terms=terms_of(rule, claim),
        started_at=_began_at(rule, verb, claim, payout, now),
    )
    _reckon(deadline)
    deadline.original_due_on = deadline.due_on
    _climb(deadline, zone, after=deadline.started_at)
    deadline.save()
    return deadline


def at_branch(payout, now: datetime) -> list[Deadline]:
    """The branch's clock, from the day on its receipt. Where no limit of this programme is on
    record there is none; where days off are not known it comes later: what another office owes
    never keeps our file here. Raises nothing for either."""
    try:
        with transaction.atomic():
            return [start(Stage.BRANCH, verb="forward", claim=payout.claim, payout=payout, now=now)]
    except RuleMissing:
        return []
    except CalendarUnknown as gap:
        tell_gap(gap.year, now=now)
        return []


def terms_of(rule: DeadlineRule, claim, years: Sequence[Figure] | None = None) -> dict:
    """What a clock of this claim keeps of its rule. years: as right_terms takes them."""
    terms = {
        "days": rule.days,
        "unit": rule.unit,
        "warn_days": rule.warn_days,
        "warn_hour": rule.warn_hour,
        "steps": [[step["after_days"], step["to"]] for step in rule.steps],
        "cut_off_hour": rule.cut_off_hour,
        "extension": [rule.extension_days, rule.extension_right],
        "confidence": rule.confidence,
        "source": rule.source,
    }
    return terms | right_terms(claim, years) if rule.unit == RIGHT else terms


def _began_at(rule: DeadlineRule, verb: str, claim, payout, now: datetime) -> datetime:
    if rule.stage == Stage.BRANCH and payout.received_on:
        return min(now, midnight_beginning(payout.received_on, claim.regency.zone))
    if rule.start_event == verb:
        return now
    if Deadline.objects.filter(claim=claim, payout=payout, stage=rule.stage).exists():
        return now
    began = claim.events.filter(move=rule.start_event).order_by("-at").first()
    return began.at if began else now


def stop(deadline: Deadline, now: datetime) -> Deadline:
    deadline.stopped_at = now
    deadline.next_action_at = None
    deadline.save(update_fields=["stopped_at", "next_action_at"])
    # A clock whose day was moved after its breach may stop in time, and the breach stays.
    if deadline.late(now) or deadline.cycle:
        Breach.objects.filter(deadline=deadline, ended_at=None).update(
            ended_at=now, days_late=late_by(deadline, now)
        )
    return deadline


def pause(deadline: Deadline, now: datetime, why: str) -> Deadline:
    """The clock stands still from this day on."""
    on = local_day(now, deadline.claim.regency.zone)
    deadline.pauses = [*deadline.pauses, {"from": on.isoformat(), "to": None, "why": why}]
    deadline.paused_at = now
    deadline.next_action_at = None
    deadline.save(update_fields=["pauses", "paused_at", "next_action_at"])
    return deadline


def resume(deadline: Deadline, now: datetime) -> Deadline:
    """The clock goes on tomorrow, in its rule's own unit: the day of the answer is a day of
    receipt and does not count."""
    paused_at, on = deadline.paused_at, local_day(now, deadline.claim.regency.zone)
    last = deadline.pauses[-1] | {"to": on.isoformat()}
    deadline.pauses = [*deadline.pauses[:-1], last]
    deadline.paused_at = None
    calendar = _calendar(deadline)
    with _missing_refused():
        found = gone_on(deadline, calendar, paused_at)
    # Late before it was paused, and late still: what is left of the ladder goes on.
    said = set(deadline.events.exclude(rung="").values_list("cycle", "rung"))
    reset(deadline, found, calendar, now=now, said=said)
    deadline.save()
    return deadline


def extend(deadline: Deadline, days: int, now: datetime) -> Deadline:
    """So many days more, in the rule's own unit, and the ladder of the new day."""
    deadline.extended_days += days
    _reckon(deadline)
    deadline.cycle += 1
    _climb(deadline, deadline.claim.regency.zone, after=now)
    deadline.save()
    return deadline


def reset(
    deadline: Deadline, found: Count, calendar: Calendar | None, *, now: datetime, said: set
) -> None:
    """Give an open clock another due day, and the ladder that is left from here. Not saved.

    said: the rungs on record, as (cycle, name). A clock that is not late by the new day warns
    anew; one that is loses its warnings, and what has never been said of its lateness falls now.
    While it stands still it is as late as it was when it stopped.
    """
    zone, seen = deadline.claim.regency.zone, deadline.paused_at or now
    breached = "breach" in {name for _, name in said}
    _settle(deadline, found, calendar)
    if deadline.due_at > seen:
        deadline.cycle += 1
        _climb(deadline, zone, after=seen, breached=breached)
    else:
        done = {name for cycle, name in said if cycle == deadline.cycle}
        if "breach" in done:
            done.add(BREACHED_AGAIN)
        facts = [
            rung
            for rung in _ladder(deadline, zone, breached)
            if rung.name not in done and not rung.name.startswith(REMINDING)
        ]
        _ring_next(deadline, [Rung(rung.name, max(rung.at, seen), rung.to) for rung in facts])
    if deadline.paused_at:
        deadline.next_action_at = None


def recount(claim, now: datetime) -> None:
    """The day of the accident was corrected while its claim is still to come: the right ends on
    another day, and the ladder follows."""
    for deadline in open_of(claim, None, Stage.ACCIDENT):
        catch_up(deadline, now)
        deadline.terms = deadline.terms | right_terms(claim)
        found = counted(deadline, None)
        if found.due_on != deadline.due_on:
            said = set(deadline.events.exclude(rung="").values_list("cycle", "rung"))
            reset(deadline, found, None, now=now, said=said)
        deadline.save()


def _reckon(deadline: Deadline) -> None:
    """Due day, due instant and the trace of days, by the calendar of now."""
    calendar = _calendar(deadline)
    with _missing_refused():
        found = counted(deadline, calendar)
    _settle(deadline, found, calendar)


def _calendar(deadline: Deadline) -> Calendar | None:
    if not by_calendar(deadline.terms):
        return None
    code = deadline.claim.regency_id
    return Holiday.objects.calendars([code])[code]


@contextmanager
def _missing_refused() -> Iterator[None]:
    """A count through a year whose days off are missing is a refusal that names it."""
    try:
        yield
    except CalendarMissing as gap:
        raise CalendarUnknown(gap.year) from None


def _settle(deadline: Deadline, found: Count, calendar: Calendar | None) -> None:
    deadline.due_on = found.due_on
    deadline.due_at = midnight_ending(found.due_on, deadline.claim.regency.zone)
    deadline.trace = {
        "counted": [day.isoformat() for day in found.counted],
        "skipped": [[day.on.isoformat(), day.why] for day in found.skipped],
    }
    if by_calendar(deadline.terms):
        deadline.terms = deadline.terms | {"calendar": calendar_mark(deadline, calendar)}


def _ladder(deadline: Deadline, zone: str, breached: bool) -> list[Rung]:
    """Every rung of the due day. A breach is on record once: a second one goes further up."""
    terms = deadline.terms
    ladder = rungs(
        deadline.due_on,
        zone,
        warn_days=terms["warn_days"],
        warn_hour=terms["warn_hour"],
        warned=WARNED[deadline.stage],
        steps=[(after_days, to) for after_days, to in terms["steps"]],
    )
    if terms["unit"] == RIGHT:
        ladder = _with_reminders(deadline, zone, ladder)
    if deadline.stage == Stage.BRANCH:
        return others_delay(ladder)
    return [
        Rung(BREACHED_AGAIN, rung.at, rung.to) if breached and rung.name == "breach" else rung
        for rung in ladder
    ]


def _with_reminders(deadline: Deadline, zone: str, ladder) -> list[Rung]:
    terms = deadline.terms
    monthly = reminders(
        local_day(deadline.started_at, zone),
        deadline.due_on,
        zone,
        hour=terms["warn_hour"],
        to=WARNED[deadline.stage],
    )
    # A reminder before the warning of the same hour: of the two, the warning is said.
    return sorted([*monthly, *ladder], key=lambda rung: rung.at)


def _climb(deadline: Deadline, zone: str, after: datetime, breached: bool = False) -> None:
    """The ladder from here: what would have fallen before the clock began never falls."""
    _ring_next(deadline, [row for row in _ladder(deadline, zone, breached) if row.at > after])


def _ring_next(deadline: Deadline, ladder) -> None:
    deadline.rungs = [[rung.name, rung.at.isoformat(), list(rung.to)] for rung in ladder]
    deadline.next_action_at = ladder[0].at if ladder else None
