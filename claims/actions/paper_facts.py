"""What a claim knows of the things that its papers hang on."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from claims.actions.ages import age_on, heir_age_on
from claims.actions.award import work_out
from claims.actions.counting import local_day
from claims.models import Child, Claim, Fact
from claims.rules import papers
from claims.rules.benefits import FigureMissing, Pupil
from claims.rules.checks_people import GROWN_UP
from claims.rules.papers import Condition
from regencies.models import Figure, Participant

TRANSPORT = ("transport_land", "transport_sea", "transport_air")
LIMITS = ("adult_age", "scholarship_min_months", "scholarship_age_limit", "npwp_payment_over")
WHEN_LISTED = {Condition.WAGE_EARNER, Condition.BPU}
BY_FIGURES = {Condition.CHILD_AT_SCHOOL, Condition.HEIR_IS_MINOR, Condition.OVER_TAX_LIMIT}


def paper_facts(
    claim: Claim, conditions: Collection[str], requested: frozenset[str]
) -> papers.Facts:
    """Read for the conditions that the claim's lists name, and for no others. requested: the
    papers that a reviewer found missing or faulty."""
    numbers = {row.key: _known(row) for row in claim.facts.all()}
    children = list(claim.children.all())
    on = claim.event_on
    if claim.submitted_at:
        on = local_day(claim.submitted_at, claim.regency.zone)
    figures = {}
    if claim.event_on and BY_FIGURES & set(conditions):
        # Only what JKM would pay hangs on more figures than these.
        pays = Condition.OVER_TAX_LIMIT in conditions and numbers.get("months_paid") is not None
        asked = Figure.objects if pays else Figure.objects.filter(key__in=LIMITS)
        figures = asked.in_force(claim.event_on, claim.regency_id)
    disabled = numbers.get("total_disability")
    return papers.Facts(
        died=claim.died,
        heir_name=claim.heir_name,
        heir_relation=claim.heir_relation,
        heir_age=_heir_age(claim, children, on, conditions),
        adult_age=_limit(figures, "adult_age"),
        reporter_name=claim.reporter_name,
        payee_relation=claim.payee_relation,
        children=tuple(
            Pupil(child.level, age_on(child.born_on, on) if on else 0, child.grade,
                  child.married, child.working)
            for child in children
        ),
        segment=_segment(claim, conditions),
        months=_whole(numbers.get("months_paid")),
        least_months=_limit(figures, "scholarship_min_months"),
        age_limit=_limit(figures, "scholarship_age_limit"),
        paid=_paid(claim, conditions, figures, numbers),
        tax_limit=_limit(figures, "npwp_payment_over"),
        total_disability=None if disabled is None else bool(disabled),
        medical=_whole(numbers.get("medical")),
        transport=tuple(_whole(numbers.get(key)) for key in TRANSPORT),
        months_unfit=_whole(numbers.get("months_unfit")),
        requested=requested,
    )  # fmt: skip


def _known(fact: Fact) -> Decimal | None:
    return fact.assessed if fact.assessed_at else fact.stated


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def _limit(figures: Mapping[str, Figure], key: str) -> int | None:
    return int(figures[key].value) if key in figures else None


def _heir_age(
    claim: Claim, children: list[Child], on: date | None, conditions: Collection[str]
) -> int | None:
    """Asked only where it matters: for it a sealed number is opened."""
    if Condition.HEIR_IS_MINOR not in conditions or claim.heir_relation in {"", *GROWN_UP}:
        return None
    return heir_age_on(claim, children, on) if on else None


def _segment(claim: Claim, conditions: Collection[str]) -> str:
    if not WHEN_LISTED & set(conditions):
        return ""
    rows = Participant.objects.by_index(claim.nik_index, claim.regency_id)
    return rows.values_list("segment", flat=True).first() or ""


def _paid(claim: Claim, conditions, figures, numbers) -> dict[str, int]:
    """What JKM would pay at once, where the months that it rests on are known."""
    if Condition.OVER_TAX_LIMIT not in conditions or not figures:
        return {}
    if numbers.get("months_paid") is None:
        return {}
    try:
        outcome, _ = work_out(claim, papers.JKM, figures)
    except FigureMissing:
        return {}
    return {papers.JKM: outcome.cash + outcome.first_year}
