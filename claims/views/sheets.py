"""The arithmetic as a page shows it: what a programme would bring, what an award froze, and why
a limit falls on its day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from claims import actions
from claims.actions import schooling
from claims.actions.award import case_of
from claims.actions.counting import calendar_mark
from claims.forms.facts import asked_facts, needed_facts
from claims.models import Claim, ClaimProgramme, Deadline, Fact, Payout
from claims.models.words import EVENT_WORDS, FACT_WORDS, RETURN_REASONS
from claims.rules.benefits import FigureMissing
from claims.rules.freezing import ALREADY, COVER, frozen_case, frozen_outcome
from claims.rules.states import Stage
from claims.sentences import LineTold, lines_told, pupils_told, reasons_told
from claims.views.cover_told import cover_rows
from regencies.models import Calendar, DeadlineRule, Figure, Holiday, Programme


@dataclass(frozen=True)
class Sheet:
    """One programme's lines, figures and inputs; estimate: the branch decides, not we."""

    programme: Programme
    estimate: bool
    outcome: dict
    figures: list[dict] = field(default_factory=list)
    inputs: list[tuple[str, object]] = field(default_factory=list)
    pupils: list[dict] = field(default_factory=list)
    lines: list[LineTold] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    missing: str = ""
    cover: list[tuple[str, object]] = field(default_factory=list)
    # Of a payout after an objection: what earlier ones hold of the sum, and what it adds.
    already: int = 0

    @property
    def rest(self) -> int:
        return self.outcome["cash"] - self.already

    @property
    def unsure(self) -> list[dict]:
        """Figures that a person should confirm before money depends on them."""
        return [figure for figure in self.figures if figure["confidence"] != "H"]


def estimates(claim: Claim) -> list[tuple[ClaimProgramme, Sheet]]:
    """What each programme of this claim would bring, by the facts as they stand."""
    rows = list(claim.programmes.all())
    if claim.event_on is None or not rows:
        return []
    in_force = Figure.objects.in_force(claim.event_on, claim.regency_id)
    return [(row, _estimate(claim, row.programme, in_force)) for row in rows]


def _estimate(claim: Claim, programme: Programme, in_force) -> Sheet:
    branch = programme.decided_by == Programme.DecidedBy.BRANCH
    try:
        outcome, noted = actions.work_out(claim, programme.code, in_force)
    except FigureMissing as fault:
        return Sheet(programme, branch, {}, missing=str(fault))
    inputs = frozen_case(case_of(claim, programme.code))
    names = [child.name for child in claim.children.all()]
    return told(programme, branch, frozen_outcome(outcome), noted.frozen(), inputs, names)


def frozen(payout: Payout) -> Sheet:
    """The sheet of an award, from what it froze."""
    return told(
        payout.programme, payout.estimate, payout.outcome, payout.figures, payout.inputs,
        [child.name for child in schooling.children_of(payout)],
    )  # fmt: skip


def told(programme, estimate, outcome, figures, inputs, names=()) -> Sheet:
    """A frozen outcome, its figures and its inputs, in the language of the page."""
    used = [{"key": key} | figure | {"from": _day(figure["from"])}
            for key, figure in figures.items()]  # fmt: skip
    said = [(key, inputs[key]) for key in FACT_WORDS if _said(inputs.get(key))]
    return Sheet(
        programme, estimate, outcome, used, said,
        pupils=pupils_told(outcome, inputs, figures, list(names)),
        lines=lines_told(outcome, inputs, figures),
        reasons=reasons_told(outcome, inputs, figures),
        cover=cover_rows(inputs.get(COVER)),
        already=inputs.get(ALREADY, 0),
    )  # fmt: skip


def _said(value) -> bool:
    return value not in (None, 0, False, "", [])


def _day(iso: str) -> date | None:
    """1900 stands for "since ever" in the reference tables."""
    on = date.fromisoformat(iso)
    return on if on.year > 1900 else None


# Facts ----------------------------------------------------------------------------------------


def fact_rows(claim: Claim) -> list[dict]:
    """Each fact: what the village stated, what was found, and whether a programme rests on it."""
    facts: dict[str, Fact] = {fact.key: fact for fact in claim.facts.all()}
    needed = needed_facts(claim)
    return [
        {"key": key, "fact": facts.get(key), "needed": key in needed}
        for key in asked_facts(claim)
        if key in needed or key in facts
    ]


def not_assessed(rows: list[dict]) -> list[str]:
    """The facts that a programme rests on and nobody has looked at yet."""
    return [
        row["key"] for row in rows
        if row["needed"] and not (row["fact"] and row["fact"].assessed_at)
    ]  # fmt: skip


# Deadlines ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Why:
    """Why a limit falls on its day."""

    clock: Deadline
    days: list[tuple[date, int, str]]
    pauses: list[tuple[date, date | None, str]]
    # Days off between its start and its end have been entered or taken out since.
    older_calendar: bool = False


def answer_days(claim: Claim, now) -> int:
    """The village's own days after a return."""
    day = now.astimezone(ZoneInfo(claim.regency.zone)).date()
    return DeadlineRule.objects.for_stage(Stage.VILLAGE, claim.regency_id, day).days


def whys(clocks: Iterable[Deadline]) -> list[Why]:
    clocks = list(clocks)
    codes = {row.claim.regency_id for row in clocks if "calendar" in row.terms}
    calendars = Holiday.objects.calendars(codes) if codes else {}
    return [why(row, calendars.get(row.claim.regency_id) if codes else None) for row in clocks]


def why(clock: Deadline, calendar: Calendar | None = None) -> Why:
    """The days in order: the counted ones with their number, the skipped ones with a word."""
    counted = [
        (date.fromisoformat(on), n, "") for n, on in enumerate(clock.trace["counted"], start=1)
    ]
    skipped = [(date.fromisoformat(on), 0, reason) for on, reason in clock.trace["skipped"]]
    pauses = [
        (
            date.fromisoformat(pause["from"]),
            date.fromisoformat(pause["to"]) if pause["to"] else None,
            RETURN_REASONS.get(pause["why"]) or EVENT_WORDS["wait"],
        )
        for pause in clock.pauses
    ]
    mark = clock.terms.get("calendar")
    older = bool(mark and calendar and calendar_mark(clock, calendar) != mark)
    return Why(clock, sorted(counted + skipped), pauses, older)
