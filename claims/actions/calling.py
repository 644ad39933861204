"""Somebody who had no part in a claim calls its family about a payment, and writes down what it
said. What differs is a question for the auditor, as where the family itself says so."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from claims import notices
from claims.actions.mover import locked, record
from claims.actions.refusals import Incomplete, NotYours, Refusal
from claims.models import Call, CallBack, Duty, Event, Question
from claims.models.calling import CALLERS, NO_PART, TRIES
from claims.notices.hearing import family_phone
from regencies.models import Actor, Appointment, Person


class HadAPart(Refusal):
    status = 403

    def sentence(self):
        return _(
            "You (or the official you stand in for) had a part in this claim. Somebody else calls "
            "the family."
        )


class CalledAlready(Refusal):
    status = 409

    def sentence(self):
        return _("About this payment nobody needs to call any more.")


def allow_call(callback: CallBack, *, by: Person, now: datetime) -> Appointment:
    """May this person call? Never whoever holds a duty on the claim or did anything in it."""
    seat = Actor.at(by, now).seat(CALLERS, callback.claim)
    if seat is None:
        raise NotYours
    names = {person.pk for person in seat.people}
    done = Event.objects.filter(claim=callback.claim).exclude(move__in=NO_PART)
    if (
        Duty.objects.filter(claim=callback.claim, person__in=names).exists()
        or done.filter(by__in=names).exists()
        or done.filter(acts_for__in=names).exists()
    ):
        raise HadAPart
    calls = list(callback.calls.all())
    if len(calls) >= TRIES or any(call.reached for call in calls):
        raise CalledAlready
    return seat


@transaction.atomic
def show_phone(callback_id: int, *, by: Person, now: datetime) -> str:
    """The family's phone, as the claim has it. Each look is on record, without the number."""
    callback = CallBack.objects.select_related("payout").get(pk=callback_id)
    claim = locked(callback.payout.claim_id)
    seat = allow_call(callback, by=by, now=now)
    record(claim, "show_phone", by=by, now=now, seat=seat, payout=callback.payout)
    return family_phone(claim)


@transaction.atomic
def call_back(
    callback_id: int,
    *,
    reached: bool,
    amount: int | None = None,
    fee_asked: bool | None = None,
    note: str = "",
    by: Person,
    now: datetime,
    key: UUID,
) -> Call:
    """What came of one call. reached without an amount: the family says that nothing arrived."""
    callback = CallBack.objects.select_related("payout", "payment").get(pk=callback_id)
    claim = locked(callback.payout.claim_id)
    if done := Call.objects.filter(key=key, callback=callback).first():
        return done
    seat = allow_call(callback, by=by, now=now)
    if reached and fee_asked is None:
        raise Incomplete({"fee_asked": _("Say whether anybody asked for a fee or a share.")})
    if fee_asked and not note.strip():
        raise Incomplete({"note": _("Write down who asked for how much.")})
    differs = reached and amount != callback.payment.data.get("amount")
    made = Call.objects.create(
        callback=callback, nth=callback.calls.count() + 1, by=by, acts_for=seat.acts_for, at=now,
        reached=reached, amount=amount if reached else None, differs=differs,
        fee_asked=fee_asked if reached else None, note=note.strip(), key=key,
    )  # fmt: skip
    record(claim, "call_back", by=by, now=now, seat=seat, payout=callback.payout, key=key)
    payout = callback.payout
    if (differs or fee_asked) and not payout.questions.open().exists():
        Question.objects.create(payout=payout, payment=callback.payment, opened_at=now)
        notices.owe(record(claim, "question", by=None, now=now, payout=payout))
    return made
