"""The cashier's verbs on a payout, and the two people it takes to cancel one."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from claims import notices
from claims.actions import clock, ledger, schooling
from claims.actions.award import unsettle
from claims.actions.checks import one_at_a_time
from claims.actions.clicks import sent_again
from claims.actions.mover import Act, allow, hold, locked, move, record
from claims.actions.one_death import paid_instead
from claims.actions.refusals import Changed, Incomplete, NotYours, TooLate
from claims.models import BankAnswer, Claim, Deadline, Event, Payout
from claims.models.money import RELEASERS
from claims.rules.states import PayoutState
from regencies.models import Actor, Appointment, Person, Role


def _step(verb: str, payout_id: int, **kwargs) -> Event:
    claim_id = Payout.objects.values_list("claim_id", flat=True).get(pk=payout_id)
    return move(verb, claim_id, payout_id=payout_id, **kwargs)


def wait(payout_id: int, *, note: str, **act: Unpack[Act]) -> Event:
    """No budget: on the waiting list, whose days are counted apart."""
    return _step("wait", payout_id, reason="no_budget", note=note, **act)


@transaction.atomic
def forward(
    payout_id: int, *, reference: str, received_on: date | None = None, **act: Unpack[Act]
) -> Event:
    """To the BPJS branch; reference and received_on (today, if nobody says otherwise) are those
    of its receipt. A refused file may go again, with a receipt and days of its own; the claim is
    settled no longer then."""
    claim = Claim.objects.select_related("regency").get(payouts=payout_id)
    today = clock.local_day(act["now"], claim.regency.zone)
    on = received_on or today

    def inside(payout: Payout, seat):
        if payout.state == PayoutState.REFUSED:
            _may_go_again(payout)
        if on > today or on < clock.local_day(payout.awarded_at, claim.regency.zone):
            raise Incomplete(
                {"received_on": _("The day lies after the award, and not in the future.")}
            )
        return {"reference": reference, "received_on": on.isoformat()}

    event = _step(
        "forward", payout_id, **act, inside=inside,
        sets={"reference": reference, "received_on": on},
    )  # fmt: skip
    unsettle(claim.pk, now=act["now"])
    return event


def _may_go_again(payout: Payout) -> None:
    """Once the branch had refused it, the death may have been granted under the other programme,
    or is being granted now, by somebody else; and the village may have told of other children."""
    one_at_a_time(payout.claim.nik_index)
    if fault := paid_instead(payout.claim, payout.programme_id):
        raise Incomplete({"payout": fault})
    schooling.same_children(payout)


@transaction.atomic
def time_branch(payout_id: int, *, now: datetime) -> Deadline | None:
    """The branch's clock of a file that went there while its days could not be counted, dated
    back to the receipt. Nothing where it runs, or where no limit is on record."""
    claim = locked(Payout.objects.values_list("claim_id", flat=True).get(pk=payout_id))
    payout = claim.payouts.get(pk=payout_id)
    payout.claim = claim
    if payout.state != PayoutState.FORWARDED or clock.open_of(claim, payout, ""):
        return None
    return next(iter(clock.at_branch(payout, now)), None)


def order(payout_id: int, *, reference: str, **act: Unpack[Act]) -> Event:
    """One payout of a batch that is being approved; reference is the batch's code. Nobody orders
    by this alone: the database refuses it outside an approved batch."""
    return _step(
        "order",
        payout_id,
        **act,
        inside=_said(reference),
        sets={"reference": reference, "paid_amount": None, "paid_on": None},
    )


def _said(reference: str):
    """The event keeps each number: the payout knows only the last."""
    return lambda payout, seat: {"reference": reference}


def pay(
    payout_id: int, *, paid_on: date, amount: int, bank_reference: str = "",
    answer: BankAnswer | None = None, **act: Unpack[Act],
) -> Event:  # fmt: skip
    """The money arrived. A regency pays exactly what was awarded, which the ledger remembers; a
    branch what it decided. answer: the file of the bank that says so."""

    def inside(payout: Payout, seat):
        faults = {}
        if not payout.estimate and amount != payout.amount:
            faults["amount"] = _("The regency pays exactly what was awarded.")
        if (
            paid_on > clock.local_day(act["now"], payout.claim.regency.zone)
            or paid_on < payout.claim.event_on
        ):
            faults["paid_on"] = _("The day lies after the event, and not in the future.")
        if faults:
            raise Incomplete(faults)
        schooling.begin(payout, now=act["now"])
        if not payout.estimate:
            ledger.book_payment(payout, paid_on, by=act["by"], now=act["now"],
                                bank_reference=bank_reference, answer=answer)  # fmt: skip
        said = {"amount": amount, "paid_on": paid_on.isoformat()}
        return said | ({"reference": bank_reference} if bank_reference else {})

    return _step(
        "pay", payout_id, **act, inside=inside, sets={"paid_amount": amount, "paid_on": paid_on}
    )


def refuse(payout_id: int, *, note: str, **act: Unpack[Act]) -> Event:
    """The branch refuses; note is its reason."""
    return _step("refuse", payout_id, note=note, **act)


def fail(
    payout_id: int, *, note: str, failed_on: date | None = None, bank_reference: str = "",
    answer: BankAnswer | None = None, **act: Unpack[Act],
) -> Event:  # fmt: skip
    """The bank could not pay. failed_on: the day that it names; else today."""

    def inside(payout: Payout, seat):
        on = failed_on or clock.local_day(act["now"], payout.claim.regency.zone)
        ledger.book_failure(
            payout, on, now=act["now"], bank_reference=bank_reference, answer=answer
        )

    return _step("fail", payout_id, note=note, inside=inside, **act)


@transaction.atomic
def bounce(
    payout_id: int, *, note: str, returned_on: date | None = None,
    answer: BankAnswer | None = None, **act: Unpack[Act],
) -> Event:  # fmt: skip
    """The money is back in the regency's account, and owed: the claim is settled no longer.
    returned_on: the day that the bank names."""

    def inside(payout: Payout, seat):
        on = returned_on or clock.local_day(act["now"], payout.claim.regency.zone)
        ledger.book_reversal(payout, on, by=act["by"], now=act["now"], answer=answer)

    event = _step("bounce", payout_id, note=note, inside=inside, **act)
    unsettle(event.claim_id, now=act["now"])
    return event


# Only while no money is under way.
CANCELLABLE = (
    PayoutState.AWARDED, PayoutState.WAITING, PayoutState.FAILED, PayoutState.BOUNCED,
)  # fmt: skip


def allow_ask_cancel(payout: Payout, *, by: Person, now: datetime) -> Appointment:
    """The refusals of ask_cancel, for its page and under the lock."""
    seat = Actor.at(by, now).seat([Role.CASHIER], payout.claim)
    if seat is None:
        raise NotYours
    if payout.state not in CANCELLABLE:
        raise TooLate(None, payout.state)
    return seat


def ask_cancel(payout_id: int, *, note: str, **act: Unpack[Act]) -> Event:
    """The first of the two people: the cashier asks, with the reason."""
    return _ask("ask_cancel", payout_id, allow_ask_cancel, act["by"], note=note, **act)


def allow_keep_payout(payout: Payout, *, by: Person, now: datetime) -> Appointment:
    """The refusals of keep_payout, for its page and under the lock: the cashier who asked takes
    it back, and whoever may cancel may as well decline."""
    if payout.cancel_asked_by_id == by.pk and payout.state in CANCELLABLE:
        seat = Actor.at(by, now).seat([Role.CASHIER], payout.claim)
        if seat is not None:
            return seat
    _method, _transition, seat = allow("cancel", payout, by=by, now=now)
    return seat


def keep_payout(payout_id: int, *, note: str, **act: Unpack[Act]) -> Event:
    """It shall not be cancelled after all, for the reason in note: from here on it may be ordered
    as before, and cancelling it takes another request."""
    return _ask("keep_payout", payout_id, allow_keep_payout, None, note=note, **act)


@transaction.atomic
def _ask(verb: str, payout_id: int, allowed: Callable[..., Appointment], asks: Person | None, *,
         by: Person, now: datetime, note: str, version: int | None = None,
         key: UUID | None = None) -> Event:  # fmt: skip
    """What is asked for is no state: asks is who wants it cancelled from here on, or nobody."""
    claim = locked(Payout.objects.values_list("claim_id", flat=True).get(pk=payout_id))
    if key and (done := claim.events.filter(key=key).first()):
        return done
    payout = claim.payouts.get(pk=payout_id)
    payout.claim = claim
    seat = allowed(payout, by=by, now=now)
    if version is not None and version != payout.version:
        raise Changed(None, payout.state)
    hold(claim, seat, RELEASERS[seat.role])
    payout.cancel_asked_by = asks
    payout.version += 1
    payout.save(update_fields=["cancel_asked_by", "version"])
    event = record(claim, verb, by=by, now=now, seat=seat, payout=payout, note=note, key=key)
    notices.owe(event)
    return event


def cancel(payout_id: int, *, note: str, **act: Unpack[Act]) -> Event:
    """The second of the two people."""
    return _step("cancel", payout_id, note=note, **act, sets={"cancelled_by": act["by"]})


@transaction.atomic
def reveal(payout_id: int, *, note: str, **act: Unpack[Act]) -> str:
    """The payee's whole account number, for the cashier who must write it on a transfer. Every
    look is on record with its reason; the same click again is one. Raises NotYours, PageUsed."""
    claim = locked(Payout.objects.values_list("claim_id", flat=True).get(pk=payout_id))
    payout = claim.payouts.get(pk=payout_id)
    seat = Actor.at(act["by"], act["now"]).seat([Role.CASHIER], claim)
    if seat is None:
        raise NotYours
    by, now, key = act["by"], act["now"], act.get("key")
    done = claim.events.filter(key=key).first() if key else None
    if not sent_again(done, by=by, now=now, move="reveal", payout_id=payout.pk, note=note):
        record(claim, "reveal", by=by, now=now, seat=seat, payout=payout, note=note, key=key)
    return payout.account.reveal()
