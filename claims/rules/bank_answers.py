"""One line of the bank's answer beside the order that it is about: may it be booked?"""

from dataclasses import dataclass
from datetime import date

PAID, FAILED, BOUNCED = "paid", "failed", "bounced"
BOOK, KNOWN = "book", "known"


@dataclass(frozen=True)
class Said:
    """What the bank says of one transfer. Amounts in whole rupiah; None: it does not say."""

    result: str
    on: date | None
    amount: int | None
    bank_reference: str = ""


@dataclass(frozen=True)
class Ordered:
    """The order as it stands. closed_as: "" while the bank has it. paid_on: of the payment, also
    when that came back on closed_on. approved_on None: the bank was never asked to pay it."""

    amount: int
    approved_on: date | None
    closed_as: str = ""
    closed_on: date | None = None
    paid_on: date | None = None
    bank_reference: str = ""


def faults(said: Said, order: Ordered, today: date) -> tuple[str, ...]:
    """Codes of everything that is wrong with the line, at once."""
    found = []
    if said.result not in {PAID, FAILED, BOUNCED}:
        found.append("no_result")
    # A bank that could not pay often writes nothing, or nought.
    unsaid = said.result == FAILED and not said.amount
    if said.amount != order.amount and not unsaid:
        found.append("other_amount")
    if order.approved_on is None:
        return (*found, "not_ordered")
    if said.on is None:
        found.append("no_day")
    elif said.on > today:
        found.append("future")
    elif said.on < order.approved_on:
        found.append("before_the_order")
    if not found and not _known(said, order) and (code := _too_late(said, order)):
        found.append(code)
    return tuple(found)


def _too_late(said: Said, order: Ordered) -> str:
    """What the order's end has to say against it, or nothing."""
    if said.result == BOUNCED:
        if order.closed_as != PAID:
            return "not_paid"
        early = order.paid_on is not None and said.on is not None and said.on < order.paid_on
        return "before_the_payment" if early else ""
    return f"already_{order.closed_as}" if order.closed_as else ""


def _known(said: Said, order: Ordered) -> bool:
    """The same content is on record. A cashier who wrote it down by hand knew no number of the
    bank's."""
    same = said.bank_reference in {"", order.bank_reference} or not order.bank_reference
    if said.result == PAID:
        return same and order.closed_as in {PAID, BOUNCED} and said.on == order.paid_on
    return same and said.result == order.closed_as and said.on == order.closed_on


def what(said: Said, order: Ordered) -> str:
    """BOOK or KNOWN, of a line without faults."""
    return KNOWN if _known(said, order) else BOOK
