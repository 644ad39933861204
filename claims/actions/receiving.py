"""The family says what arrived; where that differs from what was paid, the auditor is asked."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from claims import notices
from claims.actions.counting import local_day
from claims.actions.mover import locked, record
from claims.actions.refusals import Incomplete, NotYours, Refusal
from claims.models import Event, Payout, Question, Receipt
from claims.models.family import ANSWERS
from claims.rules.states import PayoutState
from regencies.models import Actor, Person, Role


class NothingToConfirm(Refusal):
    """No payment of this payout stands, or the family has answered often enough."""

    status = 409

    def sentence(self):
        return _("About this payment nothing more can be said here now.")


class AlreadySettled(Refusal):
    status = 409

    def sentence(self):
        return _("This question has been settled already.")


def payment_of(payout: Payout) -> Event:
    """The payment that stands. Raises NothingToConfirm where none does."""
    if payout.state != PayoutState.PAID:
        raise NothingToConfirm
    return payout.events.filter(move="pay").latest("id")


@transaction.atomic
def confirm(
    payout_id: int,
    *,
    amount: int | None,
    received_on: date | None,
    now: datetime,
    key: UUID,
) -> Receipt:
    """What the family says of a payment; both empty: nothing has arrived.

    Nobody is told how it compares. A difference opens a question, which the auditor alone hears
    of. by is not said: whoever holds the slip is the family.
    """
    claim = locked(Payout.objects.values_list("claim_id", flat=True).get(pk=payout_id))
    payout = claim.payouts.get(pk=payout_id)
    if done := payout.receipts.filter(key=key).first():
        return done
    payment = payment_of(payout)
    before = Receipt.objects.filter(payment=payment).count()
    if before >= ANSWERS:
        raise NothingToConfirm
    if received_on and not claim.event_on <= received_on <= local_day(now, claim.regency.zone):
        raise Incomplete({"received_on": _("This can't be the day on which it arrived.")})
    differs = amount != payout.paid_amount
    made = Receipt.objects.create(
        payout=payout, payment=payment, nth=before + 1, amount=amount, received_on=received_on,
        differs=differs, at=now, key=key,
    )  # fmt: skip
    record(claim, "confirm", by=None, now=now, payout=payout, key=key)
    if differs and not payout.questions.open().exists():
        Question.objects.create(payout=payout, payment=payment, opened_at=now)
        notices.owe(record(claim, "question", by=None, now=now, payout=payout))
    return made


@transaction.atomic
def settle_question(
    question_id: int, *, finding: str, by: Person, now: datetime, key: UUID | None = None
) -> Event:
    """The auditor has found out; finding is what."""
    question = Question.objects.select_related("payout").get(pk=question_id)
    claim = locked(question.payout.claim_id)
    if key and (done := claim.events.filter(key=key).first()):
        return done
    seat = Actor.at(by, now).seat([Role.AUDITOR], claim)
    if seat is None:
        raise NotYours
    question.refresh_from_db()
    if question.settled_at:
        raise AlreadySettled
    if not finding.strip():
        raise Incomplete({"finding": _("Write down what was found.")})
    question.settled_at, question.settled_by, question.finding = now, by, finding.strip()
    question.save(update_fields=["settled_at", "settled_by", "finding"])
    return record(
        claim, "settle_question", by=by, now=now, seat=seat, payout=question.payout, key=key
    )
