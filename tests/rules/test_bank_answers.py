"""One line of the bank's answer against its order."""

from datetime import date, timedelta

import pytest

from claims.rules.bank_answers import (
    BOOK,
    BOUNCED,
    FAILED,
    KNOWN,
    PAID,
    Ordered,
    Said,
    faults,
    what,
)

TODAY = date(2026, 3, 20)
ORDERED_ON, PAID_ON, BACK_ON = date(2026, 3, 10), date(2026, 3, 11), date(2026, 3, 15)
OPEN = Ordered(1_000_000, ORDERED_ON)
WAS_PAID = Ordered(1_000_000, ORDERED_ON, PAID, PAID_ON, PAID_ON, "FT1")
CAME_BACK = Ordered(1_000_000, ORDERED_ON, BOUNCED, BACK_ON, PAID_ON, "FT1")
HAS_FAILED = Ordered(1_000_000, ORDERED_ON, FAILED, PAID_ON, None, "FT1")
DISSOLVED = Ordered(1_000_000, ORDERED_ON, "dissolved")


def said(result=PAID, on=PAID_ON, amount=1_000_000, bank_reference="FT1"):
    return Said(result, on, amount, bank_reference)


@pytest.mark.parametrize(
    ("line", "order"),
    [
        (said(), OPEN),
        (said(FAILED), OPEN),
        (said(FAILED, amount=None), OPEN),
        (said(FAILED, amount=0), OPEN),
        (said(BOUNCED, on=BACK_ON), WAS_PAID),
        (said(BOUNCED, on=PAID_ON), WAS_PAID),
        (said(on=ORDERED_ON), OPEN),
        (said(on=TODAY), OPEN),
    ],
)
def test_it_is_booked(line, order):
    assert (faults(line, order, TODAY), what(line, order)) == ((), BOOK)


@pytest.mark.parametrize(
    ("line", "order"),
    [
        (said(), WAS_PAID),
        (said(bank_reference=""), WAS_PAID),
        (said(bank_reference="FT9"), Ordered(1_000_000, ORDERED_ON, PAID, PAID_ON, PAID_ON)),
        # The old answer comes again after the money came back.
        (said(), CAME_BACK),
        (said(BOUNCED, on=BACK_ON), CAME_BACK),
        (said(FAILED), HAS_FAILED),
    ],
)
def test_it_is_on_record_already(line, order):
    assert (faults(line, order, TODAY), what(line, order)) == ((), KNOWN)


@pytest.mark.parametrize(
    ("line", "order", "codes"),
    [
        (said("maybe"), OPEN, ("no_result",)),
        (said(amount=999_999), OPEN, ("other_amount",)),
        (said(amount=None), OPEN, ("other_amount",)),
        (said(FAILED, amount=5), OPEN, ("other_amount",)),
        (said(on=None), OPEN, ("no_day",)),
        (said(on=TODAY + timedelta(1)), OPEN, ("future",)),
        (said(on=ORDERED_ON - timedelta(1)), OPEN, ("before_the_order",)),
        (said("", None, 1), OPEN, ("no_result", "other_amount", "no_day")),
        (said(), Ordered(1_000_000, None), ("not_ordered",)),
        (said(BOUNCED), OPEN, ("not_paid",)),
        (said(BOUNCED), HAS_FAILED, ("not_paid",)),
        (said(BOUNCED, on=ORDERED_ON), WAS_PAID, ("before_the_payment",)),
        (said(on=BACK_ON), WAS_PAID, ("already_paid",)),
        (said(bank_reference="FT2"), WAS_PAID, ("already_paid",)),
        (said(FAILED), WAS_PAID, ("already_paid",)),
        (said(), HAS_FAILED, ("already_failed",)),
        (said(on=BACK_ON), CAME_BACK, ("already_bounced",)),
        (said(), DISSOLVED, ("already_dissolved",)),
    ],
)
def test_what_is_wrong_is_told_at_once(line, order, codes):
    assert faults(line, order, TODAY) == codes
