"""Who pays what of a claim, until when, and what that is in all."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from claims.models import Claim, Deadline, Payout
from claims.rules.states import UNPAID
from claims.views.story import payouts_with_clocks


@dataclass(frozen=True)
class Paying:
    """One payout. amount: what came, else what was awarded, whole rupiah; comes: it is part of
    the sum."""

    number: int
    payout: Payout
    payer: str
    amount: int
    clock: Deadline | None
    comes: bool


@dataclass(frozen=True)
class Payers:
    rows: Sequence[Paying]

    @property
    def total(self) -> int:
        return sum(row.amount for row in self.rows if row.comes)

    @property
    def estimated(self) -> bool:
        """Some of the sum is still for the branch to decide."""
        return any(row.comes and row.payout.estimate for row in self.rows)


def payers(claim: Claim) -> Payers:
    rows = payouts_with_clocks(claim.payouts.all())
    return Payers([_paying(claim, number, row) for number, row in enumerate(rows, 1)])


def _paying(claim: Claim, number: int, payout: Payout) -> Paying:
    regency = _("Regency of %(name)s") % {"name": claim.regency.name}
    return Paying(
        number=number,
        payout=payout,
        payer="BPJS Ketenagakerjaan" if payout.branch_decides() else regency,
        amount=payout.paid_amount or payout.amount,
        clock=payout.clocks[0] if payout.clocks else None,
        comes=payout.state not in UNPAID,
    )
