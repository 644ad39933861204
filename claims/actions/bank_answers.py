"""Booking the bank's answer: the whole file or nothing of it, and each order once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from claims.actions import clock, payments
from claims.actions.batches import PREPARERS
from claims.actions.budget import seat_for_money
from claims.actions.refusals import Incomplete, Refusal
from claims.banking.incoming import Answer, Line
from claims.models import BankAnswer, BatchLine, Claim, Payment
from claims.models.money_words import ANSWER_FAULTS, ANSWER_FILE_WORDS
from claims.rules.bank_answers import BOOK, BOUNCED, FAILED, PAID, Ordered, faults, what
from regencies.models import Person, Regency


class BrokenAnswer(Incomplete):
    """The file as a whole can't be the bank's answer to this regency: nothing is booked.
    lines: where, as the file counts."""

    def __init__(self, code: str, lines: Sequence[int] = ()):
        words = str(ANSWER_FILE_WORDS[code])
        if lines:
            shown = ", ".join(map(str, lines[:10]))
            words = f"{words} " + _("Row: %(lines)s.") % {"lines": shown}
        super().__init__({"file": words})


@dataclass(frozen=True)
class Judged:
    """One line beside its order: BOOK or KNOWN, or what is wrong with it (codes, or sentences of
    a refusal)."""

    line: Line
    order: BatchLine
    what: str
    faults: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        return [str(ANSWER_FAULTS.get(code, code)) for code in self.faults]


@dataclass
class Found:
    """What an answer says, and what it would do or has done. already: this very file is booked."""

    judged: list[Judged] = field(default_factory=list)
    already: BankAnswer | None = None
    booked: BankAnswer | None = None

    @property
    def wrong(self) -> list[Judged]:
        return [one for one in self.judged if one.faults]

    @property
    def to_book(self) -> list[Judged]:
        return [one for one in self.judged if not one.faults and one.what == BOOK]

    @property
    def known(self) -> int:
        return sum(not one.faults and one.what != BOOK for one in self.judged)

    def count(self, result: str) -> int:
        return sum(one.line.said().result == result for one in self.to_book)

    @property
    def sums(self) -> dict[str, int]:
        """Whole rupiah to be booked, by result."""
        found = Counter({PAID: 0, FAILED: 0, BOUNCED: 0})
        for one in self.to_book:
            found[one.line.said().result] += one.order.amount
        return dict(found)


@transaction.atomic
def look_at_answer(answer: Answer, regency_id: str, *, by: Person, now: datetime) -> Found:
    """What booking it would do. Raises NotYours and BrokenAnswer."""
    seat = seat_for_money(regency_id, PREPARERS, by=by, now=now)
    already = BankAnswer.objects.filter(regency=regency_id, sha256=answer.sha256).first()
    orders = _orders(answer, seat.regency)
    return Found(_judged(answer, orders, seat.regency, now), already)


@transaction.atomic
def book_answer(answer: Answer, regency_id: str, *, by: Person, now: datetime) -> Found:
    """Every line, or none.

    1. A cashier of this regency. The very file is on record: nothing is booked.
    2. Every line names an order of this regency, else the file is broken.
    3. Lock the claims in the order of their keys, and read the orders under the locks.
    4. One line is wrong: nothing is booked, each is told with what is wrong.
    5. Each new line makes its move, by the mover; what is on record stays as it is.
    """
    seat = seat_for_money(regency_id, PREPARERS, by=by, now=now)
    regency = seat.regency
    orders = _orders(answer, regency)
    claims = {order.payout.claim_id for order in orders.values()}
    list(
        Claim.objects.filter(pk__in=claims).order_by("pk").select_for_update(no_key=True)
        .values_list("pk")
    )  # fmt: skip
    # Asked under the locks: of two who bring one file at once, the second finds it.
    already = BankAnswer.objects.filter(regency=regency_id, sha256=answer.sha256).first()
    found = Found(_judged(answer, _orders(answer, regency), regency, now), already)
    if already or found.wrong:
        return found
    found.booked = BankAnswer.objects.create(
        regency=regency, file_name=answer.file_name, sha256=answer.sha256,
        rows=len(answer.lines), paid=found.count(PAID), failed=found.count(FAILED),
        bounced=found.count(BOUNCED), known=found.known, by=by, at=now,
    )  # fmt: skip
    refused = []
    for one in sorted(found.to_book, key=lambda one: one.order.payout.claim_id):
        try:
            _book(one, found.booked, by, now)
        except Refusal as refusal:
            refused.append(Judged(one.line, one.order, BOOK, (refusal.sentence(),)))
    if refused:
        transaction.set_rollback(True)
        return Found(refused)
    return found


def _book(one: Judged, answer: BankAnswer, by: Person, now: datetime) -> None:
    said, act = one.line.said(), {"by": by, "now": now, "answer": answer}
    payout = one.order.payout_id
    words = one.line.reason or _("As the bank says; it gives no reason.")
    if said.result == PAID:
        payments.pay(payout, paid_on=said.on, amount=said.amount,
                     bank_reference=said.bank_reference, **act)  # fmt: skip
    elif said.result == FAILED:
        payments.fail(payout, note=words, failed_on=said.on,
                      bank_reference=said.bank_reference, **act)  # fmt: skip
    else:
        payments.bounce(payout, note=words, returned_on=said.on, **act)


def _orders(answer: Answer, regency: Regency) -> dict[str, BatchLine]:
    """Reference to order. Raises BrokenAnswer where a line names none of this regency's."""
    paid = Payment.objects.filter(line=OuterRef("pk"), reverses=None).values("on")[:1]
    rows = (
        BatchLine.objects.filter(
            batch__regency=regency, reference__in={line.reference for line in answer.lines}
        )
        .select_related("batch", "payout")
        .annotate(paid_on=Subquery(paid))
    )
    found = {row.reference: row for row in rows}
    if strange := [line.line for line in answer.lines if line.reference not in found]:
        raise BrokenAnswer("unknown_reference", strange)
    return found


def _judged(
    answer: Answer, orders: dict[str, BatchLine], regency: Regency, now: datetime
) -> list[Judged]:
    today = clock.local_day(now, regency.zone)
    often = Counter(line.reference for line in answer.lines)
    found = []
    for line in answer.lines:
        order = orders[line.reference]
        said, ordered = line.said(), _ordered(order, regency)
        codes = faults(said, ordered, today)
        if often[line.reference] > 1:
            codes = (*codes, "twice")
        found.append(Judged(line, order, what(said, ordered), codes))
    return found


def _ordered(order: BatchLine, regency: Regency) -> Ordered:
    approved: date | None = None
    if order.batch.approved_at:
        approved = clock.local_day(order.batch.approved_at, regency.zone)
    return Ordered(
        order.amount, approved, order.closed_as, order.closed_on, order.paid_on,
        order.bank_reference,
    )  # fmt: skip
