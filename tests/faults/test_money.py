"""R15 and R16: the right rupiah, and no double pay. Each beside a careless variant of itself that
fails the same test."""

import random
import threading
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from claims.actions import Incomplete, TooLate, batches, budget, payments
from claims.actions.bank_answers import book_answer
from claims.actions.reference import add_row, correct_row
from claims.banking.incoming import answer_of
from claims.models import BankAnswer, BatchLine, Event, Payment, Payout
from claims.rules.shares import shares
from regencies.models import Figure, Role, digest, plain
from tests import build
from tests.claims.pages import recent
from tests.claims.test_races import at_once
from tests.faults.counts import say, trials
from tests.waiting import PATIENCE

OKI, SANTUNAN, MILLION = "16.02", "santunan_oki", 1_000_000
SPLITS, CLAIMS, HANDS = 100_000, 100, 5


# R15 -------------------------------------------------------------------------------------------


def rounded(amount: int, heirs: int) -> tuple[int, ...]:
    return (round(amount / heirs),) * heirs


def floated(amount: int, heirs: int) -> tuple[int, ...]:
    """All but the last by a share of a float, the last the rest of it."""
    each = int(amount * (1.0 / heirs))
    return (each,) * (heirs - 1) + (int(amount - each * (heirs - 1.0)),)


def unjust(split, seed: int = 15) -> int:
    """Of so many random splits those that lose or make a rupiah, or give one heir two more."""
    draw, wrong = random.Random(seed), 0
    for _ in range(SPLITS):
        amount, heirs = draw.randrange(10 ** draw.randrange(1, 13)), draw.randrange(1, 14)
        parts = split(amount, heirs)
        right = len(parts) == heirs and sum(parts) == amount and max(parts) - min(parts) <= 1
        wrong += not right
    return wrong


def test_a_hundred_thousand_splits_lose_no_rupiah():
    careless = {split.__name__: unjust(split) for split in (rounded, floated)}
    assert min(careless.values()) > SPLITS // 100
    assert unjust(shares) == 0
    say("R15 random splits", SPLITS, SPLITS, seed=15, wrong=0, **careless)


@pytest.mark.django_db
def test_a_tariff_that_changes_after_the_approval_alters_no_payout(people):
    """Corrected in force, and another from today: half of the claims are awarded already, half
    are approved and wait for the clock."""
    n = trials(CLAIMS)
    now, today, admin = timezone.now(), timezone.localdate(), people[Role.ADMINISTRATOR]
    claims = [recent("approved", people) for _ in range(n)]
    for claim in claims[: n // 2]:
        build.do("award", claim, people, now=now)

    old = Figure.objects.in_force(today, OKI)["oki_santunan_amount"]
    changed = {"by": admin, "now": now, "reason": "Perbup baru"}
    correct_row(Figure, old.pk, seen=digest(plain(old)), value=Decimal(2 * MILLION), **changed)
    again = Figure.objects.filter(key=old.key, from_on=today)
    if not again.exists():
        add_row(Figure, regency_id=OKI, key=old.key, from_on=today, value=Decimal(3 * MILLION),
                unit=old.unit, source="Perbup baru", confidence="H", **changed)  # fmt: skip
    for claim in claims[n // 2 :]:
        build.do("award", claim, people, now=now)
    payouts = list(Payout.objects.filter(programme=SANTUNAN).order_by("id"))
    batch = build.order(*payouts, people=people, now=now)
    for one in payouts:
        build.pay(Payout.objects.get(pk=one.pk), people, now=now)
    assert len(payouts) == n
    assert {one.amount for one in payouts} == {MILLION}
    assert {line.amount for line in batch.lines.all()} == {MILLION}
    assert sum(row.amount for row in Payment.objects.all()) == n * MILLION
    # The control: what is approved after the change does bring the new sum.
    fresh = recent("awarded", people).payouts.get(programme=SANTUNAN)
    assert fresh.amount in {2 * MILLION, 3 * MILLION}
    say("R15 payouts after a change of tariff", n, CLAIMS, altered=0, control=fresh.amount)


# R16 -------------------------------------------------------------------------------------------


def test_without_lock_and_constraint_five_hands_pay_five_times(committed):
    """The control: look whether it is paid, then write that it is."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE careless_ledger (payout int, amount bigint)")
    try:
        barrier = threading.Barrier(HANDS)

        def careless(i):
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM careless_ledger WHERE payout = 1")
                paid = cursor.fetchone()[0]
                barrier.wait(PATIENCE)
                if not paid:
                    cursor.execute("INSERT INTO careless_ledger VALUES (1, 1000000)")

        at_once(HANDS, careless)
        with connection.cursor() as cursor:
            cursor.execute("SELECT sum(amount) FROM careless_ledger")
            assert cursor.fetchone()[0] == HANDS * MILLION
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE careless_ledger")


def test_many_hands_and_an_answer_that_comes_three_times_pay_each_once(committed, tmp_path):
    """Half of the payouts are paid by five people at one instant; then the bank's answer about all
    of them is imported three times, twice at once."""
    n, people, now = trials(CLAIMS), build.everybody(), timezone.now()
    cashiers = [people[Role.CASHIER]]
    for k in range(1, HANDS):
        cashiers.append(build.person(f"cashier{k}"))
        build.appoint(cashiers[k], Role.CASHIER)
    payouts = [recent("awarded", people).payouts.get(programme=SANTUNAN) for _ in range(n)]
    batch = build.order(*payouts, people=people, now=now)
    today, paid = timezone.localdate(now), 0
    for one in payouts[: n // 2]:
        results = at_once(
            HANDS,
            lambda i, pk=one.pk: payments.pay(
                pk, paid_on=today, amount=MILLION, by=cashiers[i], now=now
            ),
        )
        assert sum(isinstance(found, TooLate) for found in results) == HANDS - 1, results
        paid += sum(isinstance(found, Event) for found in results)
    assert paid == Payment.objects.count() == n // 2

    answer = answer_of(said_by_the_bank(tmp_path, batch, today), "jawaban.csv")

    def brought(i):
        return book_answer(answer, OKI, by=cashiers[i], now=now)

    first = [*at_once(2, brought), brought(0)]
    assert not [found for found in first if isinstance(found, Exception)], first
    assert sum(found.booked is not None for found in first) == 1
    assert BankAnswer.objects.get().paid == n - n // 2
    assert Payment.objects.count() == n
    assert sum(row.amount for row in Payment.objects.all()) == n * MILLION
    assert Event.objects.filter(move="pay").count() == n
    assert set(Payout.objects.filter(programme=SANTUNAN).values_list("state", flat=True)) == {
        "paid"
    }
    say("R16 payouts under five hands and three answers", n, CLAIMS, payments=n, doubled=0)


def said_by_the_bank(folder, batch, on: date):
    path = folder / "jawaban.csv"
    rows = [f"{line.reference};berhasil;{on:%d/%m/%Y};1.000.000,00" for line in batch.lines.all()]
    path.write_text("\n".join(["Referensi;Status;Tanggal;Jumlah", *rows]))
    return path


# The last rupiah of a budget -------------------------------------------------------------------


def prepared(people, cashier, payout):
    return batches.prepare(
        OKI, SANTUNAN, payouts=[payout.pk], purpose="Uji", overtaking="Uji.", by=cashier,
        now=timezone.now(), key=uuid4(),
    )  # fmt: skip


def entered(people, amount):
    now = timezone.now()
    budget.enter_budget(
        OKI, SANTUNAN, year=timezone.localdate(now).year, amount=amount, document="DPA",
        reason="Uji", by=people[Role.OPD_HEAD], now=now, key=uuid4(),
    )  # fmt: skip


def test_two_at_once_never_order_the_last_rupiah_twice(committed):
    """Two batches are prepared, then the budget shrinks to one of them. First the control: who
    only looks finds room for both."""
    people, now = build.everybody(), timezone.now()
    year, two = timezone.localdate(now).year, (people[Role.OPD_SECTION_HEAD], people[Role.OPD_HEAD])
    entered(people, 2 * MILLION)
    for _ in range(5):
        pair = [recent("awarded", people).payouts.get(programme=SANTUNAN) for _ in range(2)]
        made = [prepared(people, people[Role.CASHIER], one) for one in pair]
        entered(people, -MILLION)
        barrier = threading.Barrier(2)

        def looks(i, barrier=barrier):
            left = budget.standing(OKI, SANTUNAN, year).left
            barrier.wait(PATIENCE)
            return left >= MILLION

        assert at_once(2, looks) == [True, True]
        results = at_once(
            2, lambda i, made=made: batches.approve_batch(made[i].pk, by=two[i], now=now)
        )
        assert sum(isinstance(found, Incomplete) for found in results) == 1, results
        stands = budget.standing(OKI, SANTUNAN, year)
        assert (stands.left, stands.prepared) == (0, MILLION)
        late = next(one for one in made if not type(one).objects.get(pk=one.pk).approved_at)
        batches.dissolve_batch(late.pk, note="Anggaran habis.", by=two[0], now=now)
        entered(people, 2 * MILLION)


def test_two_cashiers_at_once_never_prepare_one_payout_twice(committed):
    people = build.everybody()
    other = build.person("cashier2")
    build.appoint(other, Role.CASHIER)
    cashiers = (people[Role.CASHIER], other)
    for _ in range(5):
        payout = recent("awarded", people).payouts.get(programme=SANTUNAN)
        results = at_once(2, lambda i, one=payout: prepared(people, cashiers[i], one))
        assert sum(isinstance(found, Incomplete) for found in results) == 1, results
        assert BatchLine.objects.filter(payout=payout, closed_as="").count() == 1
