"""The clock's verbs on money: award the approved, settle the paid."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from claims.actions import clock
from claims.actions.cover import covers_of
from claims.actions.mover import move
from claims.actions.refusals import TooLate
from claims.models import Child, Claim, Event, Payout
from claims.rules import benefits
from claims.rules.benefits import Case, Outcome, Pupil
from claims.rules.freezing import ALREADY, COVER, SCHOOL, digest, frozen_case, frozen_outcome
from claims.rules.states import PAYOUT_ENDED, UNPAID, Stage, State, Verdict
from regencies.models import Figure, Programme


class Noted(Mapping):
    """Figures in force, remembering which of them a rule read: those are frozen with it."""

    def __init__(self, rows: Mapping[str, Figure]):
        self.rows, self.read = rows, set()

    def __getitem__(self, key: str) -> Decimal:
        value = self.rows[key].value
        self.read.add(key)
        return value

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    def frozen(self) -> dict[str, dict]:
        """What a later reader needs to know of each figure that was used."""
        return {
            key: {
                "value": f"{self.rows[key].value.normalize():f}",
                "unit": self.rows[key].unit,
                "from": self.rows[key].from_on.isoformat(),
                "regency": self.rows[key].regency_id,
                "source": self.rows[key].source,
                "confidence": self.rows[key].confidence,
            }
            for key in sorted(self.read)
        }


def case_of(claim: Claim, programme: str) -> Case:
    """The facts of a claim as the rules want them: what was assessed, else what was said."""
    facts = {row.key: row.assessed if row.assessed_at else row.stated for row in claim.facts.all()}

    def whole(key: str) -> int:
        return int(facts.get(key) or 0)

    decile = facts.get("decile")
    percent = facts.get("anatomical") or Decimal(0)
    return Case(
        programme=programme,
        event_on=claim.event_on,
        claimed_on=_filed_on(claim),
        months_paid=whole("months_paid"),
        base=whole("base"),
        died=programme == "jkk" and claim.died,
        total_disability=programme == "jkk" and not claim.died and bool(whole("total_disability")),
        anatomical=(percent,) if percent and not (claim.died or whole("total_disability")) else (),
        months_unfit=whole("months_unfit"),
        medical=whole("medical"),
        transport_land=whole("transport_land"),
        transport_sea=whole("transport_sea"),
        transport_air=whole("transport_air"),
        home_care=whole("home_care"),
        glasses=whole("glasses"),
        hearing_aid=whole("hearing_aid"),
        dentures=whole("dentures"),
        children=tuple(
            pupil_of(child, claim.event_on) for child in claim.children.all()
        ),
        decile=None if decile is None else int(decile),
    )  # fmt: skip


def pupil_of(child: Child, on: date) -> Pupil:
    return Pupil(child.level, _age(child.born_on, on), child.grade, child.married, child.working)


def _filed_on(claim: Claim) -> date:
    """The day of filing: the day of submitting, in the regency's zone."""
    if claim.submitted_at is None:
        return claim.event_on
    return max(clock.local_day(claim.submitted_at, claim.regency.zone), claim.event_on)


def _age(born_on: date, on: date) -> int:
    """Whole years, never below 0: a child born after the event is as old as a newborn."""
    return max(0, on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day)))


def work_out(
    claim: Claim, programme: str, rows: Mapping[str, Figure] | None = None
) -> tuple[Outcome, Noted]:
    """The outcome under the figures in force on the day of the event. rows: those figures,
    where a page reads them once for several programmes."""
    if rows is None:
        rows = Figure.objects.in_force(claim.event_on, claim.regency_id)
    noted = Noted(rows)
    return benefits.work_out(case_of(claim, programme), noted), noted


def award(claim_id: int, *, now: datetime) -> Event | None:
    """Freeze one payout for each programme that the last approval granted. Already done: nothing
    changes. Where an objection to a sum was upheld, the new payout is what the sum is more."""

    def inside(claim: Claim, seat) -> dict:
        approved = claim.events.filter(move="approve").latest("id")
        granted = claim.programmes.filter(
            verdict=Verdict.GRANTED, programme__in=approved.data["verdicts"]
        )
        total = {}
        for row in granted.select_related("programme"):
            payout = _payout(claim, row.programme, now)
            if payout is None:
                continue
            total[row.programme_id] = payout.amount
            if not payout.estimate:
                clock.start(Stage.PAYMENT, verb="award", claim=claim, payout=payout, now=now)
        return {"amounts": total}

    try:
        return move("award", claim_id, now=now, inside=inside)
    except TooLate:
        return None


def _payout(claim: Claim, programme: Programme, now: datetime) -> Payout | None:
    """None: what was awarded before is as much."""
    figures = _figures_granted(claim, programme.code)
    inputs = frozen_case(case_of(claim, programme.code))
    if cover := _cover_granted(claim, programme.code):
        inputs[COVER] = cover
    # The yearly scholarship is no part of the sum.
    before = list(claim.payouts.filter(programme=programme))
    earlier = [row for row in before if SCHOOL not in row.inputs]
    already = sum(row.amount for row in earlier if row.state not in UNPAID)
    if earlier:
        inputs[ALREADY] = already
        if work_out(claim, programme.code, figures)[0].cash <= already:
            return None
    case = case_of(claim, programme.code)
    return payout_of(
        claim, programme, now, cycle=1 + max((row.cycle for row in before), default=0),
        inputs=inputs, work_out=lambda noted: benefits.work_out(case, noted), rows=figures,
    )  # fmt: skip


def payout_of(
    claim: Claim,
    programme: Programme,
    now: datetime,
    *,
    cycle: int,
    inputs: dict,
    work_out: Callable[[Noted], Outcome],
    rows: Mapping[str, Figure] | None = None,
) -> Payout:
    """Freeze one payout: what went in, the figures that were read, and what came out. rows: the
    figures to go by; else those in force on the day of the event."""
    if rows is None:
        rows = Figure.objects.in_force(claim.event_on, claim.regency_id)
    noted = Noted(rows)
    outcome = work_out(noted)
    frozen = {
        "inputs": inputs,
        "figures": noted.frozen(),
        "outcome": frozen_outcome(outcome),
        "amount": outcome.cash - inputs.get(ALREADY, 0),
        "rules_version": benefits.VERSION,
    }
    return Payout.objects.create(
        claim=claim,
        programme=programme,
        cycle=cycle,
        awarded_at=now,
        payee_name=claim.payee_name,
        bank=claim.bank,
        account=claim.account,
        estimate=programme.decided_by == Programme.DecidedBy.BRANCH,
        digest=digest(**frozen),
        **frozen,
    )


def _figures_granted(claim: Claim, programme: str) -> dict[str, Figure]:
    """The figures that the approver granted by, over those of now. An approval from before they
    were kept has those of now alone."""
    rows = dict(Figure.objects.in_force(claim.event_on, claim.regency_id))
    granted = claim.events.filter(move="approve").latest("id").data.get("figures", {})
    for key, said in granted.get(programme, {}).items():
        rows[key] = Figure(
            key=key, value=Decimal(said["value"]), unit=said["unit"],
            from_on=date.fromisoformat(said["from"]), regency_id=said["regency"],
            source=said["source"], confidence=said["confidence"],
        )  # fmt: skip
    return rows


def _cover_granted(claim: Claim, programme: str) -> dict | None:
    """What the approver saw and wrote; the list may have changed since. A claim that was granted
    before this was kept has what the list says now."""
    granted = claim.events.filter(move="approve").latest("id")
    covers = granted.data["cover"] if "cover" in granted.data else covers_of(claim)
    return covers.get(programme)


@transaction.atomic
def unsettle(claim_id: int, *, now: datetime) -> Event | None:
    """Money of a settled claim is under way again; called by what sends it, or finds it returned.
    Otherwise nothing changes: an objection that has opened the claim goes its own way, and a click
    that comes once more, after that money arrived, sends none."""
    if Claim.objects.filter(pk=claim_id).exclude(state=State.SETTLED).exists():
        return None
    if not Payout.objects.open().filter(claim=claim_id).exists():
        return None
    return move("unsettle", claim_id, now=now)


def settle(claim_id: int, *, now: datetime) -> Event | None:
    """Every payout has ended: so has the claim. Otherwise nothing changes."""
    if Payout.objects.filter(claim=claim_id).exclude(state__in=PAYOUT_ENDED).exists():
        return None
    try:
        return move("settle", claim_id, now=now)
    except TooLate:
        return None
