"""The calculator's contract: a case as JSON in, its answer as JSON out (calculator.md)."""

import functools
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from claims.rules import reading
from claims.rules.benefits import (
    LEVELS,
    PRESCHOOL,
    Case,
    FigureMissing,
    Figures,
    Outcome,
    Pupil,
    need,
    work_out,
)
from claims.rules.coverage import Period
from claims.rules.deadlines import (
    CALENDAR,
    SLIDE,
    WORKING,
    CalendarMissing,
    Pause,
    count,
    midnight_ending,
)
from claims.rules.reading import Fault

PROGRAMMES = ("jkm", "jkk", "santunan_oki")
EVERY = ("id", "programme", "event_on", "claimed_on", "segment", "coverage", "children")
BILLS = ("medical", "home_care", "glasses", "hearing_aid", "dentures")
OWN = {
    "jkm": ("months_paid",),
    "jkk": ("base", "died", "total_disability", "anatomical", "functional", "months_unfit",
            "transport", *BILLS),
    "santunan_oki": ("decile",),
}  # fmt: skip
ALLOWED = {programme: frozenset((*EVERY, *own)) for programme, own in OWN.items()}
REQUIRED = {"jkm": ("months_paid",), "jkk": ("base",), "santunan_oki": ("decile",)}
SCHOOLS = (PRESCHOOL, *(level.upper() for level in LEVELS))

# The figures in force on a day, for a programme.
InForce = Callable[[date, str], Figures]
Answer = dict[str, object]


def benefits(raw: object, in_force: InForce) -> Answer:
    """One case of calculate_benefits answered, or its error in its place."""
    try:
        case = benefit_case(raw, in_force)
        return benefit_answer(_id(raw), work_out(case, in_force(case.event_on, case.programme)))
    except Fault as fault:
        return {"id": _id(raw), "error": str(fault)}
    except FigureMissing as missing:
        # The office's own rows may end a figure; the reviewed tables end none that is needed.
        return {"id": _id(raw), "error": f"event_on: no figure {missing} is in force on that day"}


def _id(raw: object) -> str | None:
    found = raw.get("id") if isinstance(raw, dict) else None
    return found if isinstance(found, str) else None


def benefit_case(raw: object, in_force: InForce) -> Case:
    """A Case from JSON. Raises Fault at the first thing that is wrong."""
    value = reading.mapping(raw, "case")
    reading.needed(value, ("id", "programme", "event_on"))
    reading.text(value["id"], "id")
    programme = reading.choice(value["programme"], "programme", PROGRAMMES)
    reading.known(value, ALLOWED[programme])
    reading.needed(value, REQUIRED[programme])
    event_on = reading.day(value["event_on"], "event_on")
    facts: dict[str, Any] = {
        name: READERS[name](value[name], name)
        for name in value
        if name in READERS and name not in {"transport", "children"}
    }
    claimed_on = event_on
    if "claimed_on" in value:
        claimed_on = reading.day(value["claimed_on"], "claimed_on")
    if claimed_on < event_on:
        raise Fault("claimed_on", "is before event_on")
    _harm_is_told_once(facts)
    return Case(
        programme=programme,
        event_on=event_on,
        claimed_on=claimed_on,
        children=_children(value, event_on, in_force) if "children" in value else (),
        **facts,
        **_transport(value),
    )


def _harm_is_told_once(facts: Mapping[str, object]) -> None:
    """The greater benefit absorbs the smaller: file it as such."""
    died, disabled = facts.get("died"), facts.get("total_disability")
    if died and disabled:
        raise Fault("total_disability", "can't be true together with died")
    for name in ("anatomical", "functional"):
        if facts.get(name) and (died or disabled):
            raise Fault(name, "must be empty beside died or total_disability")


def _transport(value: Mapping[str, object]) -> dict[str, Any]:
    if "transport" not in value:
        return {}
    bills = reading.mapping(value["transport"], "transport")
    reading.known(bills, ("land", "sea", "air"), "transport")
    return {
        f"transport_{mode}": reading.whole(bill, f"transport.{mode}")
        for mode, bill in bills.items()
    }


def _children(value: Mapping[str, object], event_on: date, in_force: InForce) -> tuple[Pupil, ...]:
    figures = in_force(event_on, "jkk")

    def child(raw: object, path: str) -> Pupil:
        found = reading.mapping(raw, path)
        reading.known(found, ("level", "grade", "age", "married", "working"), path)
        reading.needed(found, ("level", "age"), path)
        level = reading.choice(found["level"], f"{path}.level", SCHOOLS).lower()
        if level == PRESCHOOL and "grade" in found:
            raise Fault(f"{path}.grade", "has no meaning before school")
        grade = 0
        if level != PRESCHOOL:
            reading.needed(found, ("grade",), path)
            years = int(need(figures, f"scholarship_years_{level}"))
            grade = reading.whole(found["grade"], f"{path}.grade", 1, years)
        return Pupil(
            level=level,
            age=reading.whole(found["age"], f"{path}.age", 0, 99),
            grade=grade,
            married=reading.flag(found.get("married", False), f"{path}.married"),
            working=reading.flag(found.get("working", False), f"{path}.working"),
        )

    return reading.items(value["children"], "children", child)


def _coverage(raw: object, path: str) -> tuple[Period, ...]:
    return reading.items(raw, path, lambda item, at: Period(*reading.span(item, at)))


def _functional(raw: object, path: str) -> tuple[tuple[Decimal, Decimal], ...]:
    def loss(item: object, at: str) -> tuple[Decimal, Decimal]:
        found = reading.mapping(item, at)
        reading.known(found, ("table", "loss"), at)
        reading.needed(found, ("table", "loss"), at)
        return (
            reading.percent(found["table"], f"{at}.table"),
            reading.percent(found["loss"], f"{at}.loss"),
        )

    return reading.items(raw, path, loss)


def _decile(raw: object, path: str) -> int | None:
    return None if raw is None else reading.whole(raw, path, 1, 10)


READERS: dict[str, Callable[[object, str], object]] = {
    "segment": lambda raw, path: reading.choice(raw, path, ("bpu", "pu")),
    "coverage": _coverage,
    "months_paid": reading.whole,
    "base": lambda raw, path: reading.whole(raw, path, 1),
    "died": reading.flag,
    "total_disability": reading.flag,
    "anatomical": lambda raw, path: reading.items(raw, path, reading.percent),
    "functional": _functional,
    "months_unfit": reading.whole,
    "decile": _decile,
    **dict.fromkeys(BILLS, reading.whole),
}


def benefit_answer(name: str | None, outcome: Outcome) -> Answer:
    return {
        "id": name,
        "decision": outcome.decision,
        "reasons": list(outcome.reasons),
        "lines": [
            {"code": line.code, "amount": line.amount, "basis": line.basis, "formula": line.formula}
            for line in outcome.lines
        ],
        "cash": outcome.cash,
        "scholarship": [
            {"ceiling": child.ceiling, "first_year": child.first_year}
            for child in outcome.scholarship
        ],
        "scholarship_ceiling": outcome.ceiling,
        "scholarship_first_year": outcome.first_year,
    }


def deadlines(raw: object, holidays: Collection[date], known_years: Collection[int]) -> Answer:
    """One case of calculate_deadlines answered, or its error in its place.

    holidays and known_years are the service's own calendar, for a case that brings none.
    """
    try:
        return _deadline(raw, holidays, known_years)
    except Fault as fault:
        return {"id": _id(raw), "error": str(fault)}


# Reads a folder of hundreds of files, which do not change while a process runs.
_zones = functools.cache(available_timezones)


def _deadline(raw: object, own: Collection[date], known_years: Collection[int]) -> Answer:
    value = reading.mapping(raw, "case")
    reading.needed(value, ("id", "starts_on", "days", "unit"))
    name = reading.text(value["id"], "id")
    reading.known(value, ("id", "starts_on", "days", "unit", "pauses", "holidays", "zone"))
    starts_on = reading.day(value["starts_on"], "starts_on")
    days = reading.whole(value["days"], "days", 1)
    unit = reading.choice(value["unit"], "unit", (CALENDAR, WORKING, SLIDE))
    pauses = reading.items(
        value.get("pauses", []), "pauses", lambda item, at: Pause(*reading.span(item, at))
    )
    given = "holidays" in value
    holidays = (
        frozenset(reading.items(value["holidays"], "holidays", reading.day)) if given else own
    )
    zone = reading.text(value.get("zone", "Asia/Jakarta"), "zone")
    if zone not in _zones():
        raise Fault("zone", "is not a time zone such as Asia/Jakarta")
    if days > (date.max - starts_on).days:
        raise Fault("days", "run past the last day of the calendar")
    try:
        found = count(
            starts_on, days, unit, pauses=pauses, holidays=holidays,
            known_years=None if given else known_years,
        )  # fmt: skip
        due_at = midnight_ending(found.due_on, zone)
    except OverflowError:
        raise Fault("days", "run past the last day of the calendar") from None
    except CalendarMissing as missing:
        raise Fault("holidays", f"none are known for {missing.year}") from None
    return {
        "id": name,
        "due_on": found.due_on.isoformat(),
        "due_at": due_at.isoformat(),
        "counted": [day.isoformat() for day in found.counted],
        "skipped": [{"on": skip.on.isoformat(), "why": skip.why} for skip in found.skipped],
    }
