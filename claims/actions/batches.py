"""Batches of transfers: prepared by one person, approved by another, or dissolved before that."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.actions import clock
from claims.actions.budget import hold_budget, own_programmes, seat_for_money, standing
from claims.actions.payments import order
from claims.actions.refusals import BatchMoved, Incomplete, Refusal, TwoPeople
from claims.models import Batch, BatchLine, Claim, Duty, Payout
from claims.models.batch import DISSOLVED
from claims.models.money import RELEASERS, number_in_claim
from claims.rules.states import Duty as DutyName
from claims.rules.states import PayoutState
from claims.rules.waiting import Waiting, overtaken
from regencies.models import Appointment, Person, Regency, Role

PREPARERS = (Role.CASHIER,)
ORDERABLE = (
    PayoutState.AWARDED, PayoutState.WAITING, PayoutState.FAILED, PayoutState.BOUNCED,
)  # fmt: skip
BACK = (PayoutState.FAILED, PayoutState.BOUNCED)
# What a page lists and a bank's form takes.
MOST_LINES = 500


def in_batch() -> Exists:
    """The payout stands in a batch that is prepared, or at the bank."""
    return Exists(BatchLine.objects.filter(payout=OuterRef("pk"), closed_as=""))


def to_order(regency_id: str, programme: str) -> QuerySet[Payout]:
    """The waiting list: everything that could be ordered, in the order of its award. The first
    award is the first to be paid, whoever asks."""
    return (
        Payout.objects.filter(
            claim__regency=regency_id, programme=programme, estimate=False, amount__gt=0,
            state__in=[state.value for state in ORDERABLE], cancel_asked_by=None,
        )
        .exclude(in_batch())
        .order_by("awarded_at", "id")
    )  # fmt: skip


def in_line(payouts: Sequence[Payout]) -> list[Waiting]:
    return [Waiting(one.pk, one.amount, back=one.state in BACK) for one in payouts]


def year_of(regency: Regency, now: datetime) -> int:
    """The budget's year: the regency's own."""
    return clock.local_day(now, regency.zone).year


@transaction.atomic
def prepare(
    regency_id: str, programme: str, *, payouts: Sequence[int], purpose: str, overtaking: str = "",
    by: Person, now: datetime, key: UUID,
) -> Batch:  # fmt: skip
    """The first of the two people puts payouts into a batch.

    1. The same click again: its batch.
    2. A cashier of this regency, nobody of whom entered, verified or decided one of the claims.
    3. Each can be ordered; the ceiling holds, what others have prepared included.
    4. Nobody higher on the list is passed over without a reason.
    """
    if done := Batch.objects.filter(key=key, prepared_by=by).first():
        return done
    seat = seat_for_money(regency_id, PREPARERS, by=by, now=now)
    regency = seat.regency
    if not own_programmes([regency_id]).filter(code=programme).exists():
        raise Incomplete({"payouts": _("The regency does not pay this programme itself.")})
    year = year_of(regency, now)
    hold_budget(regency_id, programme, year)
    queue = list(
        to_order(regency_id, programme)
        .annotate(number=number_in_claim("claim", "id"), tries=Count("orders"))
        .select_related("claim")
    )
    wanted = set(payouts)
    chosen = [one for one in queue if one.pk in wanted]
    _touched_by(chosen, seat)
    room = standing(regency_id, programme, year).room
    passed = overtaken(in_line(queue), {one.pk for one in chosen}, room)
    faults = _faults(chosen, wanted, room, 0 if overtaking.strip() else len(passed))
    if not purpose.strip():
        faults["purpose"] = _("Say what the bank shall write beside the transfer.")
    if faults:
        raise Incomplete(faults)
    batch = Batch.objects.create(
        regency=regency, programme_id=programme, code=_next_code(regency, year),
        purpose=purpose.strip(), overtaking=overtaking.strip() if passed else "", prepared_by=by,
        prepared_for=seat.acts_for, prepared_at=now, key=key,
    )  # fmt: skip
    BatchLine.objects.bulk_create(
        BatchLine(batch=batch, payout=one, position=place, amount=one.amount,
                  reference=reference_of(one))
        for place, one in enumerate(chosen, 1)
    )  # fmt: skip
    return batch


def reference_of(payout: Payout) -> str:
    """1602-26-000417/2, and 1602-26-000417/2/2 when it is ordered for the second time."""
    code = f"{payout.claim.code}/{payout.number}"
    return f"{code}/{payout.tries + 1}" if payout.tries else code


def _next_code(regency: Regency, year: int) -> str:
    """Under the budget's lock alone two programmes could draw the same number: the regency's own
    lock is for that."""
    hold_budget(regency.pk, "", 0)
    begin = f"{regency.pk.replace('.', '')}-{year % 100:02}-B"
    last = Batch.objects.filter(code__startswith=begin).order_by("-pk").first()
    return f"{begin}{int(last.code.removeprefix(begin)) + 1 if last else 1:04}"


def _faults(
    chosen: Sequence[Payout], wanted: set[int], room: int | None, unexplained: int
) -> dict[str, str]:
    """unexplained: how many are passed over without a word."""
    if not wanted:
        return {"payouts": _("Choose at least one payout.")}
    if len(chosen) < len(wanted):
        return {
            "payouts": _(
                "Some of these can't be ordered now: they have moved on, stand in "
                "another batch or shall be cancelled. Look at the list again."
            )
        }
    if len(chosen) > MOST_LINES:
        return {"payouts": _("At most %(n)s go into one batch.") % {"n": MOST_LINES}}
    total = sum(one.amount for one in chosen)
    if room is not None and total > room:
        return {"payouts": _("The budget has room for Rp%(room)s more, and these are Rp%(sum)s.")
                % {"room": rupiah(max(room, 0)), "sum": rupiah(total)}}  # fmt: skip
    if unexplained:
        return {"overtaking": ngettext(
            "%(n)d payout higher on the list is passed over: write down why.",
            "%(n)d payouts higher on the list are passed over: write down why.", unexplained,
        ) % {"n": unexplained}}  # fmt: skip
    return {}


def rupiah(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _touched_by(payouts: Sequence[Payout], seat: Appointment) -> None:
    """The preparers have a part in the money of these claims. Raises Incomplete where they have
    another part already. Locked in the order of their keys, as an approval and an answer of the
    bank lock them."""
    claims = {one.claim_id: one.claim.code for one in payouts}
    list(
        Claim.objects.filter(pk__in=claims).order_by("pk").select_for_update(no_key=True)
        .values_list("pk")
    )  # fmt: skip
    people = [person.pk for person in seat.people]
    held = Duty.objects.filter(claim__in=claims, person__in=people)
    known = {(row.claim_id, row.person_id): row.duty for row in held}
    others = {claims[claim] for (claim, _p), duty in known.items() if duty != DutyName.PAY}
    if others:
        raise Incomplete(
            {"payouts": _("You (or the official you stand in for) already did another step of "
                          "these claims: %(codes)s.") % {"codes": ", ".join(sorted(others))}}
        )  # fmt: skip
    Duty.objects.bulk_create(
        Duty(claim_id=claim, person_id=person, duty=DutyName.PAY)
        for claim in claims for person in people if (claim, person) not in known
    )  # fmt: skip


def allow_approve(batch: Batch, *, by: Person, now: datetime) -> Appointment:
    """The refusals of approving, for its page and under the lock."""
    seat = seat_for_money(batch.regency_id, RELEASERS, by=by, now=now)
    if not batch.waits:
        raise BatchMoved(batch)
    if batch.preparers & {person.pk for person in seat.people}:
        raise TwoPeople
    return seat


@transaction.atomic
def approve_batch(batch_id: int, *, by: Person, now: datetime) -> Batch:
    """The second of the two people: every payout of the batch is ordered, or none.

    Whoever approved a claim may approve its batch (models.money.RELEASERS): the money still takes
    two. Who entered or verified it may not, nor who decided an objection to it.
    """
    batch = Batch.objects.select_for_update(of=("self",)).select_related("regency").get(pk=batch_id)
    if batch.approved_by_id == by.pk:
        return batch
    seat = allow_approve(batch, by=by, now=now)
    year = year_of(batch.regency, now)
    hold_budget(batch.regency_id, batch.programme_id, year)
    lines = list(batch.lines.select_related("payout").order_by("payout__claim_id", "payout_id"))
    left = standing(batch.regency_id, batch.programme_id, year).left
    total = sum(line.amount for line in lines)
    if left is not None and total > left:
        raise Incomplete(
            {"budget": _("The budget has room for Rp%(room)s more, and these are Rp%(sum)s.")
             % {"room": rupiah(max(left, 0)), "sum": rupiah(total)}}
        )  # fmt: skip
    batch.approved_by, batch.approved_for = by, seat.acts_for
    batch.approved_at, batch.budget_year = now, year
    batch.save(update_fields=["approved_by", "approved_for", "approved_at", "budget_year"])
    for line in lines:
        if line.payout.cancel_asked_by_id:
            raise Incomplete({"line": _("%(line)s: somebody asks to cancel it. Dissolve the batch.")
                              % {"line": line.reference}})  # fmt: skip
        try:
            order(line.payout_id, reference=batch.code, by=by, now=now)
        except Refusal as refusal:
            raise Incomplete({"line": f"{line.reference}: {refusal.sentence()}"}) from refusal
    return batch


def allow_dissolve(batch: Batch, *, by: Person, now: datetime) -> Appointment:
    seat = seat_for_money(batch.regency_id, RELEASERS, by=by, now=now)
    if not batch.waits:
        raise BatchMoved(batch)
    return seat


@transaction.atomic
def dissolve_batch(batch_id: int, *, note: str, by: Person, now: datetime) -> Batch:
    """Nothing was ordered; its payouts stand where they stood on the list."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.dissolved_by_id == by.pk:
        return batch
    allow_dissolve(batch, by=by, now=now)
    batch.dissolved_by, batch.dissolved_at, batch.dissolve_note = by, now, note
    batch.save(update_fields=["dissolved_by", "dissolved_at", "dissolve_note"])
    batch.lines.update(closed_as=DISSOLVED, closed_at=now)
    return batch
