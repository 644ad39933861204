"""The words of the service: states, stages, duties. What follows what stands in models.

A state is the past participle of the move that leads to it. Overdue is no state: it is a
fact of the clock.
"""

from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    # An accident told of (stage I), whose claim (stage II) is still to come.
    REPORTED = "reported"
    SUBMITTED = "submitted"
    ENDORSED = "endorsed"
    VERIFIED = "verified"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    REJECTED = "rejected"
    AWARDED = "awarded"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class PayoutState(StrEnum):
    AWARDED = "awarded"
    WAITING = "waiting"
    FORWARDED = "forwarded"
    ORDERED = "ordered"
    PAID = "paid"
    REFUSED = "refused"
    FAILED = "failed"
    BOUNCED = "bounced"
    CANCELLED = "cancelled"


class ObjectionState(StrEnum):
    FILED = "filed"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    DROPPED = "dropped"


# A failed or bounced payout has not ended: the family is still owed the money.
PAYOUT_ENDED = (PayoutState.PAID, PayoutState.REFUSED, PayoutState.CANCELLED)
# Nothing of these has come or will come.
UNPAID = (PayoutState.REFUSED, PayoutState.CANCELLED)


class Stage(StrEnum):
    """Who is waited for. Each stage has a clock of its own."""

    CAMAT = "camat"
    OFFICE = "office"
    VILLAGE = "village"
    PAYMENT = "payment"
    # From the report of an accident (stage I) to the claim itself (stage II).
    ACCIDENT = "accident"
    OBJECTION = "objection"
    # At the branch of BPJS Ketenagakerjaan: its clock, not ours.
    BRANCH = "branch"


class Duty(StrEnum):
    """Acts on one claim that must be different people's: four, and a fifth where the family
    objects to the decision."""

    ENTER = "enter"
    VERIFY = "verify"
    APPROVE = "approve"
    PAY = "pay"
    REVIEW = "review"


class Kind(StrEnum):
    """What happened."""

    DEATH = "death"
    ACCIDENT = "accident"


class Verdict(StrEnum):
    """What the office says of one programme. For a branch's programme, granted means
    complete and forwarded: the branch decides."""

    GRANTED = "granted"
    REFUSED = "refused"
