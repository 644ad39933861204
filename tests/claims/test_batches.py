"""The regency's money leaves in batches: two people, one ceiling, the order of the list."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from claims import actions
from claims.actions import FourEyes, Incomplete, NotYours, batches, budget, payments
from claims.actions.refusals import BatchMoved, TwoPeople
from claims.models import Batch, BatchLine, BudgetEntry, Deadline, Payment, Payout
from regencies.models import Role
from tests import build
from tests.build import DAY, NOW

pytestmark = pytest.mark.django_db
OKI, SANTUNAN, MILLION = "16.02", "santunan_oki", 1_000_000
CASHIER, HEAD, SECTION = Role.CASHIER, Role.OPD_HEAD, Role.OPD_SECTION_HEAD


def enter(people, amount, *, year=2026, by=HEAD, **values):
    said = {"document": "DPA 1.06.01/2026", "reason": "APBD murni", "key": uuid4()} | values
    return budget.enter_budget(
        OKI, SANTUNAN, year=year, amount=amount, by=people[by], now=NOW, **said
    )


def owed(people, n=1, *, now=NOW, **story) -> list[Payout]:
    """The santunan of so many claims, awarded one after the other."""
    claims = [build.claim_in("awarded", people, now=now, **story) for _ in range(n)]
    return [claim.payouts.get(programme=SANTUNAN) for claim in claims]


def prepare(people, *payouts, by=CASHIER, overtaking="", now=NOW, key=None) -> Batch:
    return batches.prepare(
        OKI, SANTUNAN, payouts=[one.pk for one in payouts], purpose="Santunan kematian",
        overtaking=overtaking, by=people[by], now=now, key=key or uuid4(),
    )  # fmt: skip


def approve(people, batch, *, by=SECTION, now=NOW) -> Batch:
    return batches.approve_batch(batch.pk, by=people[by], now=now)


def states(*payouts) -> list[str]:
    return [str(Payout.objects.get(pk=one.pk).state) for one in payouts]


# Two people ------------------------------------------------------------------------------------


def test_one_prepares_and_another_approves_and_only_then_it_is_ordered(people):
    two = owed(people, 2)
    batch = prepare(people, *two)
    assert batch.code == "1602-26-B0001"
    assert states(*two) == ["awarded", "awarded"]
    approve(people, batch)
    assert states(*two) == ["ordered", "ordered"]
    event = two[0].claim.events.get(move="order")
    assert (event.by, event.data["reference"]) == (people[SECTION], batch.code)
    assert [line.reference for line in batch.lines.all()] == [f"{one.claim.code}/2" for one in two]


def test_nobody_approves_what_they_prepared(people):
    batch = prepare(people, *owed(people))
    with pytest.raises(TwoPeople):
        approve(people, batch, by=CASHIER)
    stand_in = build.person("plh.bendahara")
    build.appoint(stand_in, CASHIER, acting="plh", acts_for=people[CASHIER])
    with pytest.raises(TwoPeople):
        batches.approve_batch(batch.pk, by=stand_in, now=NOW)
    with pytest.raises(IntegrityError, match="batch_approved_by_another"), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(
            approved_by=people[CASHIER], approved_at=NOW, budget_year=2026
        )


def test_another_cashier_may_approve(people):
    batch = prepare(people, *owed(people))
    other = build.person("bendahara2")
    build.appoint(other, CASHIER)
    batches.approve_batch(batch.pk, by=other, now=NOW)
    assert Batch.objects.get(pk=batch.pk).approved_by == other


def test_who_decided_the_claim_may_approve_its_batch_and_keeps_that_duty(people):
    """One official signs the decision and the order to pay; the money still took two."""
    payout = owed(people)[0]
    approve(people, prepare(people, payout), by=HEAD)
    held = {row.person: row.duty for row in payout.claim.duties.all()}
    assert (held[people[HEAD]], held[people[CASHIER]]) == ("approve", "pay")


@pytest.mark.parametrize(
    ("role", "step"), [(Role.VILLAGE_HEAD, "enter"), (Role.OPD_VERIFIER, "verify")]
)
def test_who_entered_or_verified_a_claim_touches_none_of_its_money(people, role, step):
    payout = owed(people)[0]
    build.appoint(people[role], CASHIER)
    with pytest.raises(Incomplete, match=payout.claim.code):
        prepare(people, payout, by=role)
    batch = prepare(people, payout)
    with pytest.raises(Incomplete) as refused, transaction.atomic():
        approve(people, batch, by=role)
    assert payout.claim.code in str(refused.value)
    assert states(payout) == ["awarded"]


def test_the_villages_and_the_auditor_order_nothing(people):
    payout = owed(people)[0]
    for role in (Role.VILLAGE_HEAD, Role.AUDITOR, Role.OPD_VERIFIER, Role.BUPATI, HEAD):
        with pytest.raises(NotYours):
            prepare(people, payout, by=role)
    batch = prepare(people, payout)
    for role in (Role.VILLAGE_HEAD, Role.AUDITOR, Role.OPD_VERIFIER, Role.SEKDA):
        with pytest.raises(NotYours):
            approve(people, batch, by=role)


def test_the_database_orders_nothing_outside_an_approved_batch(people):
    """Neither an action called by one person alone nor plain SQL."""
    payout = owed(people)[0]
    for _ in range(2):
        with pytest.raises(IntegrityError, match="approved batch alone"), transaction.atomic():
            payments.order(payout.pk, reference="SP2D-1", by=people[CASHIER], now=NOW)
        with (
            connection.cursor() as cursor,
            pytest.raises(IntegrityError, match="approved batch alone"),
            transaction.atomic(),
        ):
            cursor.execute("UPDATE claims_payout SET state='ordered' WHERE id=%s", [payout.pk])
        if not payout.orders.exists():
            prepare(people, payout)


def test_one_payout_stands_in_one_batch(people):
    payout = owed(people)[0]
    batch = prepare(people, payout)
    with pytest.raises(Incomplete):
        prepare(people, payout)
    with pytest.raises(IntegrityError, match="one_open"), transaction.atomic():
        batch.lines.create(payout=payout, position=2, reference="y", amount=payout.amount)


def test_the_same_click_is_one_batch(people):
    payout, key = owed(people)[0], uuid4()
    assert prepare(people, payout, key=key) == prepare(people, payout, key=key)
    batch = Batch.objects.get()
    assert approve(people, batch) == approve(people, batch)
    assert payout.claim.events.filter(move="order").count() == 1


def test_a_batch_is_dissolved_with_a_reason_before_its_approval_alone(people):
    two = owed(people, 2)
    batch = prepare(people, *two)
    batches.dissolve_batch(batch.pk, note="Salah pilih.", by=people[SECTION], now=NOW)
    assert states(*two) == ["awarded", "awarded"]
    with pytest.raises(BatchMoved):
        approve(people, batch)
    again = prepare(people, *two)
    assert again.code == "1602-26-B0002"
    approve(people, again)
    with pytest.raises(BatchMoved):
        batches.dissolve_batch(again.pk, note="x", by=people[CASHIER], now=NOW)


def test_all_of_a_batch_is_ordered_or_nothing(people):
    """One of its payouts shall be cancelled meanwhile."""
    three = owed(people, 3)
    batch = prepare(people, *three)
    actions.ask_cancel(three[1].pk, note="Dobel", by=people[CASHIER], now=NOW)
    with pytest.raises(Incomplete, match=three[1].claim.code):
        approve(people, batch)
    assert states(*three) == ["awarded"] * 3
    assert Batch.objects.get().waits


# The ceiling -----------------------------------------------------------------------------------


def test_without_a_budget_nobody_knows_a_ceiling_and_nothing_is_stopped(people):
    assert budget.standing(OKI, SANTUNAN, 2026).room is None
    approve(people, prepare(people, *owed(people, 2)))
    assert budget.standing(OKI, SANTUNAN, 2026).committed == 2 * MILLION


def test_nothing_is_prepared_nor_ordered_beyond_the_ceiling(people):
    enter(people, 2 * MILLION)
    one, two, three = owed(people, 3)
    with pytest.raises(Incomplete, match=r"2\.000\.000"):
        prepare(people, one, two, three)
    first = prepare(people, one)
    second = prepare(people, two)
    # What others prepared counts before it is approved.
    with pytest.raises(Incomplete):
        prepare(people, three)
    approve(people, first)
    enter(people, -MILLION, document="DPPA")
    with pytest.raises(Incomplete, match="Rp0"):
        approve(people, second)
    assert states(one, two) == ["ordered", "awarded"]


def test_the_ceiling_never_falls_below_what_is_ordered(people):
    enter(people, 3 * MILLION)
    approve(people, prepare(people, *owed(people, 2)))
    with pytest.raises(Incomplete, match=r"2\.000\.000"):
        enter(people, -2 * MILLION, document="DPPA")
    enter(people, -MILLION, document="DPPA")
    assert budget.standing(OKI, SANTUNAN, 2026).left == 0


def test_what_fails_or_comes_back_frees_its_part_of_the_budget(people):
    enter(people, 2 * MILLION)
    one, two = owed(people, 2)
    approve(people, prepare(people, one, two))
    act = {"by": people[CASHIER], "now": NOW}
    actions.fail(one.pk, note="Rekening tutup.", **act)
    assert budget.standing(OKI, SANTUNAN, 2026).left == MILLION
    actions.pay(two.pk, paid_on=NOW.date(), amount=MILLION, **act)
    assert budget.standing(OKI, SANTUNAN, 2026).left == MILLION
    actions.bounce(two.pk, note="Retur.", **act)
    assert budget.standing(OKI, SANTUNAN, 2026).left == 2 * MILLION


def test_an_order_counts_for_the_year_of_its_approval_in_the_regencys_own_zone(people):
    """23.30 UTC on the last day of December is the new year in Jakarta."""
    enter(people, MILLION, year=2027)
    new_year = NOW.replace(year=2027, month=1, day=1, hour=6, minute=30)
    batch = prepare(people, *owed(people), now=new_year - timedelta(hours=9))
    assert batch.code.startswith("1602-26-")
    approve(people, batch, now=new_year)
    assert budget.standing(OKI, SANTUNAN, 2027).committed == MILLION
    assert budget.standing(OKI, SANTUNAN, 2026).committed == 0


def test_the_head_enters_the_budget_once_a_click_and_nobody_edits_it(people):
    key = uuid4()
    assert enter(people, MILLION, key=key) == enter(people, MILLION, key=key)
    for role in (CASHIER, SECTION, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(NotYours):
            enter(people, MILLION, by=role)
    with pytest.raises(Incomplete) as refused:
        enter(people, 0, year=26, document=" ", reason="")
    assert set(refused.value.faults) == {"year", "amount", "document", "reason"}
    for change in (
        lambda: BudgetEntry.objects.update(amount=2),
        lambda: BudgetEntry.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="another entry"), transaction.atomic():
            change()


# The list --------------------------------------------------------------------------------------


def test_the_first_award_is_the_first_on_the_list(people):
    late, early = owed(people, now=NOW + DAY), owed(people, now=NOW)
    line = list(batches.to_order(OKI, SANTUNAN))
    assert line == [*early, *late]
    actions.wait(late[0].pk, note="DPA belum sah.", by=people[CASHIER], now=NOW + DAY)
    assert list(batches.to_order(OKI, SANTUNAN)) == line


def test_nobody_is_passed_over_without_a_reason(people):
    first, second = owed(people, 2)
    with pytest.raises(Incomplete) as refused:
        prepare(people, second)
    assert set(refused.value.faults) == {"overtaking"}
    batch = prepare(people, second, overtaking="Rekening yang pertama belum jelas.")
    assert batch.overtaking
    assert list(batches.to_order(OKI, SANTUNAN)) == [first]


def test_what_failed_is_ordered_again_by_two_people_and_by_another_reference(people):
    payout = owed(people)[0]
    act = {"by": people[CASHIER], "now": NOW}
    approve(people, prepare(people, payout))
    actions.fail(payout.pk, note="Rekening tutup.", **act)
    again = prepare(people, payout)
    assert [line.reference for line in again.lines.all()] == [f"{payout.claim.code}/2/2"]
    assert states(payout) == ["failed"]
    approve(people, again)
    assert states(payout) == ["ordered"]
    assert [line.closed_as for line in payout.orders.order_by("id")] == ["failed", ""]
    assert payout.claim.events.filter(move="order").count() == 2


def test_days_without_budget_stand_apart_from_the_clocks_days(people):
    payout = owed(people)[0]
    actions.wait(payout.pk, note="DPA belum sah.", by=people[CASHIER], now=NOW)
    later = NOW + 10 * DAY
    approve(people, prepare(people, payout, now=later), now=later)
    clock = Deadline.objects.get(payout=payout)
    assert [(row["from"], row["to"]) for row in clock.pauses] == [("2026-03-02", "2026-03-12")]
    assert clock.due_on > date(2026, 3, 12)


# The ledger ------------------------------------------------------------------------------------


def test_the_ledger_has_a_row_for_what_left_and_one_for_what_came_back(people):
    payout = owed(people)[0]
    act = {"by": people[CASHIER], "now": NOW}
    for _ in range(2):
        approve(people, prepare(people, payout))
        actions.pay(payout.pk, paid_on=NOW.date(), amount=MILLION, **act)
        actions.bounce(payout.pk, note="Retur.", **act)
    approve(people, prepare(people, payout))
    actions.pay(payout.pk, paid_on=NOW.date(), amount=MILLION, **act)
    rows = [row.amount for row in Payment.objects.all()]
    assert rows == [MILLION, -MILLION, MILLION, -MILLION, MILLION]


def test_the_ledger_is_never_edited_and_no_order_is_paid_twice(people):
    payout = owed(people)[0]
    batch = prepare(people, payout)
    line, act = batch.lines.get(), {"on": NOW.date(), "by": people[CASHIER], "at": NOW}
    with pytest.raises(IntegrityError, match="approved order"), transaction.atomic():
        Payment.objects.create(line=line, amount=MILLION, **act)
    approve(people, batch)
    actions.pay(payout.pk, paid_on=NOW.date(), amount=MILLION, by=people[CASHIER], now=NOW)
    paid = Payment.objects.get()
    for wrong, why in (
        ({"amount": MILLION}, "payment_once_per_order"),
        ({"amount": MILLION - 1}, "approved order"),
        ({"amount": -MILLION}, "payment_leaves"),
        ({"amount": MILLION, "reverses": paid}, "payment_leaves"),
        ({"amount": -1, "reverses": paid}, "approved order"),
    ):
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            Payment.objects.create(line=line, **wrong, **act)
    Payment.objects.create(line=line, amount=-MILLION, reverses=paid, **act)
    with pytest.raises(IntegrityError, match="reverses"), transaction.atomic():
        Payment.objects.create(line=line, amount=-MILLION, reverses=paid, **act)
    for change in (
        lambda: Payment.objects.update(amount=2),
        lambda: Payment.objects.filter(reverses__isnull=False).delete(),
        lambda: BatchLine.objects.update(amount=2),
        lambda: BatchLine.objects.update(closed_as=""),
        lambda: Batch.objects.update(purpose="x"),
        lambda: BatchLine.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_branchs_money_is_no_business_of_the_ledger(people):
    claim = build.claim_in("awarded", people)
    jkm = claim.payouts.get(programme="jkm")
    build.pay(jkm, people)
    assert not Payment.objects.exists()
    with pytest.raises(Incomplete):
        batches.prepare(OKI, "jkm", payouts=[jkm.pk], purpose="x", by=people[CASHIER], now=NOW,
                        key=uuid4())  # fmt: skip


def test_a_claims_four_duties_hold_as_before(people):
    payout = owed(people)[0]
    build.appoint(people[HEAD], CASHIER)
    approve(people, prepare(people, payout))
    with pytest.raises(FourEyes):
        actions.pay(payout.pk, paid_on=NOW.date(), amount=MILLION, by=people[HEAD], now=NOW)
