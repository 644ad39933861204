"""Starting, pausing, resuming and stopping the clocks of a claim or a payout.

Called by the mover with the claim's row locked. The words come from the machine.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from claims.models import Deadline
from claims.rules.deadlines import CALENDAR, Pause, Rung, count, midnight_ending, rungs
from claims.rules.states import Stage
from regencies.models import DeadlineRule, Holiday, Role

# Who is warned before the limit. A holder is the person who took the file.
WARNED = {
    Stage.CAMAT: [Role.CAMAT, Role.DISTRICT_OFFICER],
    Stage.OFFICE: ["holder"],
    Stage.VILLAGE: [Role.VILLAGE_HEAD, Role.VILLAGE_OPERATOR],
    Stage.PAYMENT: [Role.CASHIER],
}


def obey(words, *, verb, claim, payout=None, now: datetime, why: str = "") -> list[Deadline]:
    """Do what the machine says of the clock, in its order. Returns the rows touched."""
    touched = []
    for word in words:
        verb, _, stage = word.partition(" ")
        if verb == "start":
            touched.append(start(stage, verb=verb, claim=claim, payout=payout, now=now))
            continue
        for deadline in _open(claim, payout, stage):
            if verb == "stop":
                touched.append(stop(deadline, now))
            elif verb == "pause" and deadline.paused_at is None:
                touched.append(pause(deadline, now, why))
            elif verb == "resume" and deadline.paused_at is not None:
                touched.append(resume(deadline, now))
    return touched


def _open(claim, payout, stage):
    # Locked, so that a sweep that is ringing one of them finishes first.
    rows = Deadline.objects.open().filter(claim=claim, payout=payout).select_for_update(no_key=True)
    return list(rows.filter(stage=stage) if stage else rows)


def local_day(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


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
        terms={
            "days": rule.days,
            "unit": rule.unit,
            "warn_days": rule.warn_days,
            "warn_hour": rule.warn_hour,
            "steps": [[step["after_days"], step["to"]] for step in rule.steps],
            "confidence": rule.confidence,
            "source": rule.source,
        },
        started_at=_began_at(rule, verb, claim, payout, now),
    )
    _reckon(deadline, zone)
    deadline.original_due_on = deadline.due_on
    _climb(deadline, zone, after=deadline.started_at)
    deadline.save()
    return deadline


def _began_at(rule: DeadlineRule, verb: str, claim, payout, now: datetime) -> datetime:
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
    zone = deadline.claim.regency.zone
    last = deadline.pauses[-1] | {"to": local_day(now, zone).isoformat()}
    deadline.pauses = [*deadline.pauses[:-1], last]
    deadline.paused_at = None
    before = deadline.due_on
    _reckon(deadline, zone)
    if deadline.due_on == before:
        # Late before it was paused, and late still: what is left of the ladder goes on.
        _ring_next(deadline, [Rung(name, max(at, now), to) for name, at, to in _left(deadline)])
    else:
        deadline.cycle += 1
        _climb(deadline, zone, after=now)
    deadline.save()
    return deadline


def _calendar(deadline: Deadline) -> dict:
    """The days off of this year and the next two, longer than any limit may run."""
    year = deadline.started_at.year
    return {
        "holidays": Holiday.objects.days_off(deadline.claim.regency_id, year, year + 1, year + 2),
        "known_years": Holiday.objects.known_years(),
    }


def _reckon(deadline: Deadline, zone: str) -> None:
    """Due day, due instant and the trace of days, from the terms and the pauses."""
    starts_on = local_day(deadline.started_at, zone)
    terms = deadline.terms
    found = count(
        starts_on,
        terms["days"],
        terms["unit"],
        pauses=[
            Pause(date.fromisoformat(p["from"]), date.fromisoformat(p["to"]))
            for p in deadline.pauses
            if p["to"]
        ],
        **(_calendar(deadline) if terms["unit"] != CALENDAR else {}),
    )
    deadline.due_on = found.due_on
    deadline.due_at = midnight_ending(found.due_on, zone)
    deadline.trace = {
        "counted": [day.isoformat() for day in found.counted],
        "skipped": [[day.on.isoformat(), day.why] for day in found.skipped],
    }


def _climb(deadline: Deadline, zone: str, after: datetime) -> None:
    """The ladder from here: what would have fallen before the clock began never falls."""
    terms = deadline.terms
    ladder = rungs(
        deadline.due_on,
        zone,
        warn_days=terms["warn_days"],
        warn_hour=terms["warn_hour"],
        warned=WARNED[deadline.stage],
        steps=[(after_days, to) for after_days, to in terms["steps"]],
    )
    _ring_next(deadline, [rung for rung in ladder if rung.at > after])


def _left(deadline: Deadline) -> list[tuple[str, datetime, tuple]]:
    return [(name, datetime.fromisoformat(at), tuple(to)) for name, at, to in deadline.rungs]


def _ring_next(deadline: Deadline, ladder) -> None:
    deadline.rungs = [[rung.name, rung.at.isoformat(), list(rung.to)] for rung in ladder]
    deadline.next_action_at = ladder[0].at if ladder else None
