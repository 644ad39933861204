"""What is asked after money was paid: the family that has not said whether it arrived, and each
month some payments by lot, which somebody without a part in them calls about."""

import secrets
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from claims import notices
from claims.actions.mover import record
from claims.board import next_month
from claims.models import CallBack, CallRound, Draw, Event, Receipt
from claims.models.money import number_in_claim
from claims.rules.sampling import METHOD, sampled, size
from claims.rules.states import PayoutState
from regencies.models import Figure, Regency

MORNING = time(7)
# So many months that no sweep looked at are caught up with.
MONTHS_BACK = 12


def regencies_to_look_at(now: datetime):
    """Those whose morning has come."""
    return Regency.objects.filter(served=True).filter(
        Q(call_round=None) | Q(call_round__next_action_at__lte=now)
    )


@transaction.atomic
def look_after_payments(code: str, *, now: datetime) -> int | None:
    """Returns how many families were asked about and payments drawn; None where another worker is
    at it or has been.

    1. Lock the regency's round, or leave. 2. Draw the months that have ended and were not drawn.
    3. Ask about each payment of which the family has said nothing for some days, once.
    """
    regency = regencies_to_look_at(now).filter(pk=code).first()
    if regency is None:
        return None
    zone = ZoneInfo(regency.zone)
    never = CallRound(regency=regency, began_at=now, next_action_at=now)
    CallRound.objects.bulk_create([never], ignore_conflicts=True)
    row = CallRound.objects.select_for_update(skip_locked=True).filter(regency=code).first()
    if row is None or row.next_action_at > now:
        return None
    today = now.astimezone(zone).date()
    figures = Figure.objects.in_force(today, code)
    done = sum(_draw(code, month, zone, figures, now) for month in _months(code, today))
    if days := figures.get("receipt_ask_days"):
        done += _ask(row, now, timedelta(days=int(days.value)))
    row.next_action_at = datetime.combine(today + timedelta(days=1), MORNING, tzinfo=zone)
    row.save(update_fields=["next_action_at"])
    return done


# Lots -----------------------------------------------------------------------------------------


def _months(code: str, today: date) -> list[date]:
    """The months that have ended and were not drawn yet; of a new regency the last one alone."""
    last = next_month(today.replace(day=1), -1)
    drawn = Draw.objects.filter(regency=code).order_by("-month").values_list("month", flat=True)
    newest = drawn.first()
    months = [next_month(last, -n) for n in reversed(range(MONTHS_BACK))]
    return [month for month in months if newest and month > newest] if newest else [last]


def _draw(code: str, month: date, zone: ZoneInfo, figures, now: datetime) -> int:
    """Of the payments recorded in that month that still stand. How many were drawn."""
    if not {"callback_percent", "callback_least"} <= set(figures):
        return 0
    begins = datetime.combine(month, time.min, tzinfo=zone)
    ends = datetime.combine(next_month(month), time.min, tzinfo=zone)
    rows = _standing(code).filter(at__gte=begins, at__lt=ends)
    rows = rows.annotate(number=number_in_claim("payout__claim", "payout"))
    payments = {f"{row.claim.code}/{row.number}": row for row in rows.select_related("claim")}
    percent, least = figures["callback_percent"].value, int(figures["callback_least"].value)
    seed = secrets.token_hex(16)
    keys = sampled(seed, payments, size(len(payments), Fraction(percent), least))
    draw = Draw.objects.create(
        regency_id=code, month=month, seed=seed, method=METHOD, percent=percent, least=least,
        population=len(payments), size=len(keys), drawn_at=now,
    )  # fmt: skip
    CallBack.objects.bulk_create(
        CallBack(draw=draw, payout_id=payments[key].payout_id, payment=payments[key], nth=nth)
        for nth, key in enumerate(keys, start=1)
    )
    return len(keys)


def _standing(code: str):
    """The payments of this regency that were neither returned nor made anew."""
    later = Event.objects.filter(payout=OuterRef("payout"), move="pay", pk__gt=OuterRef("pk"))
    return Event.objects.filter(
        ~Exists(later), move="pay", claim__regency=code, payout__state=PayoutState.PAID
    )


# The family -----------------------------------------------------------------------------------


def _ask(row: CallRound, now: datetime, days: timedelta) -> int:
    """The village is asked to help the family look, once for each payment. What was paid before
    the service looked for the first time is left in peace."""
    said = Receipt.objects.filter(payment=OuterRef("pk"))
    asked = Event.objects.filter(
        payout=OuterRef("payout"), move="ask_receipt", pk__gt=OuterRef("pk")
    )
    rows = _standing(row.regency_id).filter(
        ~Exists(said), ~Exists(asked), at__lte=now - days, at__gte=row.began_at - days
    )
    found = list(rows.select_related("claim__regency", "claim__village", "payout"))
    for payment in found:
        event = record(payment.claim, "ask_receipt", by=None, now=now, payout=payment.payout)
        notices.owe(event)
    return len(found)
