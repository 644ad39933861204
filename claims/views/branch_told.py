"""Where a file at the BPJS branch stands: since when, until when, and what its delay is worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from claims.actions.counting import local_day
from claims.models import Deadline, Payout
from claims.rules.branch import owed_for_delay
from claims.rules.deadlines import days_late
from claims.rules.states import PayoutState, Stage
from regencies.models import Figure

DELAY = "branch_delay_percent"


@dataclass(frozen=True)
class BranchTold:
    """clock: its last one, or none where no limit is on record. owed: whole rupiah that the family
    may ask of BPJS; never part of a payout. figure: behind it."""

    received_on: date | None
    clock: Deadline | None
    running: bool
    days_late: int = 0
    owed: int = 0
    figure: Figure | None = None


def branch_told(payout: Payout, clocks: Sequence[Deadline], now: datetime) -> BranchTold | None:
    """Nothing before a file has gone there. clocks: of the payout, the oldest first."""
    if payout.state not in (PayoutState.FORWARDED, PayoutState.PAID, PayoutState.REFUSED):
        return None
    if not payout.estimate:
        return None
    clock = next((row for row in reversed(clocks) if row.stage == Stage.BRANCH), None)
    running = payout.state == PayoutState.FORWARDED
    # A refusal is an answer: nothing is owed on what is not paid.
    if clock is None or payout.state == PayoutState.REFUSED:
        return BranchTold(payout.received_on, clock, running)
    # The money's own day: it may be written down here a week later.
    until = payout.paid_on or local_day(now, payout.claim.regency.zone)
    late = days_late(clock.due_on, until)
    if not late:
        return BranchTold(payout.received_on, clock, running)
    figure = Figure.objects.in_force(clock.due_on, payout.claim.regency_id).get(DELAY)
    benefit = payout.paid_amount or payout.amount
    owed = owed_for_delay(benefit, late, figure.value) if figure else 0
    return BranchTold(payout.received_on, clock, running, late, owed, figure)
