"""The ledger beside a payout's own moves: each order is closed once, and each rupiah that left or
came back is a row. Called with the claim's row locked, in the move's own transaction."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from claims.actions import clock
from claims.actions.refusals import Incomplete
from claims.models import BankAnswer, BatchLine, Payment, Payout
from claims.models.batch import BOUNCED, FAILED, PAID
from regencies.models import Person

# An answer of the bank that is read line by line names these; a cashier at the page need not.
CLOSING = ["closed_as", "closed_on", "closed_at", "bank_reference", "answer"]


def ordered(payout: Payout) -> BatchLine:
    """The order that the bank has now. Raises Incomplete for a payout that was ordered before
    there were batches."""
    line = payout.orders.filter(closed_as="").select_for_update().select_related("batch").first()
    if line is None or line.batch.approved_at is None:
        raise Incomplete(
            {"amount": _("There is no batch behind this order: record that it failed, and order it "
                         "again.")}
        )  # fmt: skip
    return line


def book_payment(
    payout: Payout, on: date, *, by: Person, now: datetime, bank_reference: str = "",
    answer: BankAnswer | None = None,
) -> Payment:  # fmt: skip
    line = ordered(payout)
    if on < clock.local_day(line.batch.approved_at, payout.claim.regency.zone):
        raise Incomplete({"paid_on": _("The transfer was ordered after this day.")})
    _close(line, PAID, on, now, bank_reference, answer)
    return Payment.objects.create(line=line, amount=line.amount, on=on, by=by, at=now)


def book_failure(
    payout: Payout, on: date, *, now: datetime, bank_reference: str = "",
    answer: BankAnswer | None = None,
) -> None:  # fmt: skip
    """One that was ordered before there were batches has nothing to close."""
    if line := payout.orders.filter(closed_as="").select_for_update().first():
        _close(line, FAILED, on, now, bank_reference, answer)


def book_reversal(
    payout: Payout, on: date, *, by: Person, now: datetime, answer: BankAnswer | None = None
) -> None:
    """The money is back: a row of as much less, beside the one that it takes back."""
    line = payout.orders.filter(closed_as=PAID).select_for_update().first()
    if line is None:
        return
    paid = line.payments.get(reverses=None)
    _close(line, BOUNCED, on, now, line.bank_reference, answer or line.answer)
    Payment.objects.create(line=line, amount=-paid.amount, reverses=paid, on=on, by=by, at=now)


def _close(
    line: BatchLine, closed_as: str, on: date, now: datetime, bank_reference: str,
    answer: BankAnswer | None,
) -> None:  # fmt: skip
    line.closed_as, line.closed_on, line.closed_at = closed_as, on, now
    line.bank_reference, line.answer = bank_reference, answer
    line.save(update_fields=CLOSING)
