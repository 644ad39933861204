"""What a family is told of its claim: where it is, what comes next and by when, what it may do.
States and days only: no person, no sum, no paper, no cause."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from claims import actions
from claims.models import Claim, Deadline, Payout, Receipt, SchoolYear
from claims.models.family import ANSWERS
from claims.models.family_words import FAMILY_NEXT, FAMILY_PAYOUT, FAMILY_STATE, FAMILY_STEPS
from claims.rules.states import ObjectionState, PayoutState, Stage, State, Verdict
from claims.templatetags.santunan import tone
from claims.views.story import payouts_with_clocks, running


@dataclass(frozen=True)
class Due:
    """Until when somebody else must have done their part."""

    on: date
    late: bool


@dataclass(frozen=True)
class PaymentTold:
    """One payment, told apart by its place in the claim and by who pays it."""

    number: int
    by_branch: bool
    words: str
    tone: str
    paid_on: date | None
    due: Due | None
    may_confirm: bool
    answered: int

    @property
    def answers_left(self) -> int:
        return ANSWERS - self.answered


@dataclass(frozen=True)
class ObjectionTold:
    """open_until: None while nothing says until when. under_way: one waits for its answer.
    answered: the last one was, about the decision that stands. never: there is no decision to
    come."""

    may: bool = False
    open_until: date | None = None
    ended_on: date | None = None
    under_way: Due | None = None
    waits: bool = False
    answered: bool = False
    never: bool = False


@dataclass(frozen=True)
class Told:
    code: str
    heading: str
    tone: str
    next: str
    due: Due | None
    right_until: date | None
    part_refused: bool
    payments: list[PaymentTold]
    objection: ObjectionTold
    # School years of the scholarship, with whether the proof is here. No child is named.
    school: list[tuple[str, bool]] = field(default_factory=list)
    steps: list[tuple[date, str]] = field(default_factory=list)


def told(claim: Claim, now: datetime) -> Told:
    clocks = list(claim.deadlines.filter(payout=None, stopped_at=None))
    accident = next((row for row in clocks if row.stage == Stage.ACCIDENT), None)
    desks = [row for row in clocks if row.stage not in (Stage.ACCIDENT, Stage.OBJECTION)]
    verdicts = set(claim.programmes.values_list("verdict", flat=True))
    return Told(
        code=claim.code,
        heading=str(FAMILY_STATE[claim.state]),
        tone=tone(claim.state),
        next=str(FAMILY_NEXT[claim.state]),
        due=_due(running(desks), now),
        right_until=accident.due_on if accident and claim.state == State.REPORTED else None,
        part_refused=verdicts >= {Verdict.GRANTED, Verdict.REFUSED},
        payments=_payments(claim, now),
        objection=_objection(claim, clocks, now),
        school=_school(claim),
        steps=_steps(claim),
    )


def _due(clock: Deadline | None, now: datetime) -> Due | None:
    return Due(clock.due_on, clock.late(now)) if clock else None


def _payments(claim: Claim, now: datetime) -> list[PaymentTold]:
    payouts = list(payouts_with_clocks(claim.payouts.all()))
    if not payouts:
        return []
    events = claim.events.filter(move="pay").order_by("id").values_list("payout", "id")
    payments = dict(events)
    answers: dict[int, int] = {}
    for payment in Receipt.objects.filter(payout__in=payouts).values_list("payment", flat=True):
        answers[payment] = answers.get(payment, 0) + 1
    return [
        _payment(number, row, answers.get(payments.get(row.pk, 0), 0), now)
        for number, row in enumerate(payouts, 1)
    ]


def _payment(number: int, payout: Payout, answered: int, now: datetime) -> PaymentTold:
    paid = payout.state == PayoutState.PAID
    return PaymentTold(
        number=number,
        by_branch=payout.branch_decides(),
        words=str(FAMILY_PAYOUT[payout.state]),
        tone="good" if paid else "bad" if payout.state == PayoutState.REFUSED else "info",
        paid_on=payout.paid_on if paid else None,
        due=_due(payout.clocks[0] if payout.clocks else None, now),
        may_confirm=paid and answered < ANSWERS,
        answered=answered if paid else 0,
    )


def _objection(claim: Claim, clocks: list[Deadline], now: datetime) -> ObjectionTold:
    made = claim.objections.order_by("-id").first()
    if made and made.state == ObjectionState.FILED:
        clock = next((row for row in clocks if row.stage == Stage.OBJECTION), None)
        return ObjectionTold(waits=True, under_way=_due(clock, now))
    found = actions.objectionable(claim)
    if found is None or not found.programmes:
        return ObjectionTold(never=claim.state == State.WITHDRAWN)
    if made and made.against_id == found.against.pk and made.state != ObjectionState.DROPPED:
        return ObjectionTold(answered=True)
    if found.passed(timezone.localtime(now).date()):
        return ObjectionTold(ended_on=found.last_on)
    return ObjectionTold(may=True, open_until=found.last_on)


def _school(claim: Claim) -> list[tuple[str, bool]]:
    """What is asked for or being looked at, one line for each."""
    if claim.state not in (State.AWARDED, State.SETTLED):
        return []
    rows = SchoolYear.objects.to_prove() | SchoolYear.objects.to_accept()
    rows = rows.filter(scholarship__claim=claim).order_by("begins", "id")
    return [(row.name, row.proved_at is not None) for row in rows]


def _steps(claim: Claim) -> list[tuple[date, str]]:
    """The newest first, one line for what happened twice on a day."""
    rows = claim.events.filter(move__in=FAMILY_STEPS).order_by("-at", "-id")
    found = []
    for at, move in rows.values_list("at", "move"):
        line = (timezone.localtime(at).date(), str(FAMILY_STEPS[move]))
        if line not in found:
            found.append(line)
    return found


def whose(payment: PaymentTold) -> str:
    """ "Payment 2, from the regency"."""
    words = (
        _("Payment %(n)d, from BPJS Ketenagakerjaan")
        if payment.by_branch
        else _("Payment %(n)d, from the regency")
    )
    return words % {"n": payment.number}
