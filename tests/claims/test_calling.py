"""After paying: the silent family is asked about once, and payments drawn by lot are called about
by somebody who had no part in them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.actions.after_paying import look_after_payments
from claims.actions.calling import call_back, show_phone
from claims.models import Call, CallBack, Draw, Event, Notice, Question
from claims.rules.sampling import sampled
from regencies.models import Figure, Regency, Role
from tests import build
from tests.build import DAY, MUBA, NOW
from tests.claims import crowd
from tests.claims.family import answer
from tests.claims.pages import recent

HOME, RESULTS = 6, 8
OKI = "16.02"
# Paid on 2 March; a morning in April, when March is drawn.
APRIL = NOW.replace(month=4, day=3)
SEKDA, AUDITOR, SECTION = Role.SEKDA, Role.AUDITOR, Role.OPD_SECTION_HEAD
SAID = {"reached": "yes", "arrived": "yes", "amount": "42.000.000", "fee_asked": "no"}


@pytest.fixture
def served(people):
    Regency.objects.filter(code=OKI).update(served=True)
    return people


@pytest.fixture
def drawn(served):
    """Both payments of one claim; the one by the branch comes first."""
    build.claim_in("settled", served)
    look_after_payments(OKI, now=APRIL)
    return CallBack.objects.order_by("payout")


def as_role(client, people, role):
    client.force_login(people[role])
    return client


def call(client, row, **said):
    return client.post(f"/calls/{row.pk}/", {"key": uuid4()} | SAID | said)


# Lots -----------------------------------------------------------------------------------------


def test_payments_of_a_month_are_drawn_once_and_can_be_drawn_again(served):
    claim = build.claim_in("settled", served)
    crowd.multiply(39)  # 80 payments
    look_after_payments(OKI, now=APRIL)
    draw = Draw.objects.get()
    assert (draw.population, draw.size, str(draw.month)) == (80, 4, "2026-03-01")
    assert (draw.percent, draw.least) == (5, 3)
    keys = {f"{code}/{n}" for code in type(claim).objects.values_list("code", flat=True)
            for n in (1, 2)}  # fmt: skip
    order = {row.pk: n for n, row in enumerate(claim.payouts.order_by("id"), start=1)}
    found = []
    for row in draw.callbacks.select_related("payout__claim"):
        payouts = list(row.payout.claim.payouts.order_by("id").values_list("pk", flat=True))
        found.append(f"{row.payout.claim.code}/{payouts.index(row.payout_id) + 1}")
    assert found == sampled(draw.seed, keys, 4) and len(order) == 2
    for later in (APRIL, APRIL + DAY, APRIL + 5 * DAY):
        look_after_payments(OKI, now=later)
    assert Draw.objects.count() == 1


def test_at_least_three_and_a_month_without_payments_is_drawn_all_the_same(served):
    for _ in range(2):
        build.claim_in("settled", served)
    look_after_payments(OKI, now=APRIL)
    assert Draw.objects.get().size == 3
    look_after_payments(OKI, now=APRIL.replace(month=6))
    april, may = Draw.objects.order_by("month")[1:]
    assert (april.population, may.population, may.size) == (0, 0, 0)


def test_a_month_that_no_sweep_looked_at_is_caught_up_with(served):
    look_after_payments(OKI, now=NOW)
    build.claim_in("settled", served)
    look_after_payments(OKI, now=APRIL.replace(month=7))
    drawn = Draw.objects.order_by("month").values_list("month__month", "population")
    assert list(drawn) == [(2, 0), (3, 2), (4, 0), (5, 0), (6, 0)]


def test_a_payment_that_came_back_is_not_drawn(served):
    claim = build.claim_in("settled", served)
    from claims import actions

    ours = claim.payouts.get(estimate=False)
    actions.bounce(ours.pk, by=served[Role.CASHIER], now=NOW, note="Rekening tutup.")
    look_after_payments(OKI, now=APRIL)
    assert Draw.objects.get().population == 1


def test_another_figure_of_the_regency_is_obeyed(served):
    Figure.objects.create(
        key="callback_least", regency_id=OKI, from_on="2026-01-01", value=1, unit="count",
        source="test", confidence="H",
    )  # fmt: skip
    build.claim_in("settled", served)
    look_after_payments(OKI, now=APRIL)
    assert Draw.objects.get().size == 1


# The call -------------------------------------------------------------------------------------


def test_somebody_without_a_part_calls_and_what_was_said_is_on_record(client, served, drawn):
    row = drawn[0]
    as_role(client, served, SEKDA)
    assert row.payout.claim.code in client.get("/calls/").content.decode()
    page = call(client, row)
    assert page.status_code == 302
    said = Call.objects.get()
    assert (said.by, said.amount, said.differs, said.fee_asked) == (
        served[SEKDA], 42_000_000, False, False,
    )  # fmt: skip
    assert not Question.objects.exists()
    assert call(client, row).status_code == 404  # it has left the list


@pytest.mark.parametrize(
    "role",
    [Role.OPD_VERIFIER, Role.OPD_HEAD, Role.CASHIER, Role.BUPATI, Role.CAMAT, Role.VILLAGE_HEAD,
     Role.ADMINISTRATOR],
)  # fmt: skip
def test_who_had_a_part_or_no_seat_does_not_call(client, served, drawn, role):
    row = drawn[0]
    as_role(client, served, role)
    assert row.payout.claim.code not in client.get("/calls/").content.decode()
    assert call(client, row).status_code in {403, 404}
    assert client.post(f"/calls/{row.pk}/phone/").status_code in {403, 404}
    assert not Call.objects.exists()


def test_who_stands_in_for_somebody_with_a_part_does_not_call(client, served, drawn):
    stand_in = build.person("plh.kepala")
    build.appoint(stand_in, Role.OPD_HEAD, acting="plh", acts_for=served[Role.OPD_HEAD])
    client.force_login(stand_in)
    assert call(client, drawn[0]).status_code == 404


def test_the_database_refuses_a_caller_with_a_duty_and_keeps_what_was_said(served, drawn):
    row = drawn[0]
    values = {"callback": row, "nth": 1, "at": APRIL, "reached": False, "key": uuid4()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.create(by=served[Role.OPD_VERIFIER], **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.create(by=served[SEKDA], acts_for=served[Role.OPD_HEAD], **values)
    Call.objects.create(by=served[SEKDA], **values)
    for table in ("call", "callback", "draw"):
        for verb in (f"DELETE FROM claims_{table}", f"UPDATE claims_{table} SET id = id + 0"):
            with pytest.raises(IntegrityError), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(verb)


def test_the_phone_is_shown_by_a_button_and_each_look_is_on_record(client, served, drawn):
    row = drawn[0]
    as_role(client, served, SEKDA)
    phone = row.payout.claim.heir_phone
    assert phone not in client.get(f"/calls/{row.pk}/").content.decode()
    assert client.get(f"/calls/{row.pk}/phone/").status_code == 405
    page = client.post(f"/calls/{row.pk}/phone/").content.decode()
    assert phone in page and "Rp42.000.000" not in page
    event = Event.objects.get(move="show_phone")
    assert event.by == served[SEKDA] and phone not in str(event.data)
    # Nobody else is told which payments are asked about.
    as_role(client, served, Role.OPD_VERIFIER)
    text = client.get(f"/panel/{row.payout.claim.code}/").content.decode()
    assert "ditampilkan untuk telepon balik" not in text


def test_another_sum_or_a_fee_is_a_question_for_the_auditor(client, served, drawn):
    as_role(client, served, SEKDA)
    first, second = drawn
    assert call(client, first, amount="41.000.000").status_code == 302
    assert Question.objects.get().payout == first.payout
    sent = {"amount": "1.000.000", "fee_asked": "yes"}
    assert call(client, second, **sent).status_code == 422  # who asked, and how much?
    assert call(client, second, **sent, note="Perangkat, Rp500.000.").status_code == 302
    assert Question.objects.count() == 2
    assert set(Notice.objects.filter(kind="question").values_list("person", flat=True)) == {
        served[AUDITOR].pk
    }
    page = as_role(client, served, AUDITOR).get("/audit/calls/").content.decode()
    for word in ("Perangkat, Rp500.000.", "Rp41.000.000", Draw.objects.get().seed,
                 served[SEKDA].name):  # fmt: skip
        assert word in page
    for role in (SEKDA, Role.OPD_HEAD, Role.CASHIER, Role.ADMINISTRATOR):
        assert as_role(client, served, role).get("/audit/calls/").status_code == 403


@pytest.mark.parametrize("left_out", ["arrived", "amount", "fee_asked", "reached"])
def test_a_call_that_says_half_is_asked_again(client, served, drawn, left_out):
    as_role(client, served, SEKDA)
    assert call(client, drawn[0], **{left_out: ""}).status_code == 422
    assert not Call.objects.exists()


def test_a_family_is_tried_three_times(client, served, drawn):
    as_role(client, served, SEKDA)
    row = drawn[0]
    for _ in range(3):
        assert call(client, row, reached="no").status_code == 302
    assert call(client, row, reached="no").status_code == 404
    assert list(Call.objects.values_list("nth", "reached", "amount")) == [
        (n, False, None) for n in (1, 2, 3)
    ]


def test_the_same_click_twice_is_one_call(served, drawn):
    row, key = drawn[0], uuid4()
    made = [
        call_back(row.pk, reached=False, by=served[SEKDA], now=APRIL, key=key) for _ in range(2)
    ]
    assert made[0] == made[1] and Call.objects.count() == 1


def test_another_regency_calls_nobody_here(client, served, drawn):
    muba = build.everybody(MUBA, ".m")
    as_role(client, muba, SEKDA)
    pages = [client.get(f"/calls/{pk}/") for pk in (drawn[0].pk, 999_999)]
    assert [page.status_code for page in pages] == [404, 404]
    told = [re.sub(r'value="[\w-]{64}"|/calls/\d+/', "", page.content.decode()) for page in pages]
    assert told[0] == told[1]
    as_role(client, muba, AUDITOR)
    assert Draw.objects.get().seed not in client.get("/audit/calls/").content.decode()


@pytest.mark.parametrize("n", [0, 7])
def test_lists_ask_as_often_of_many_rows_as_of_one(client, served, n, django_assert_num_queries):
    Figure.objects.filter(key="callback_percent").update(value=100)
    build.claim_in("settled", served)
    if n:
        crowd.multiply(n)
    look_after_payments(OKI, now=APRIL)
    show_phone(CallBack.objects.first().pk, by=served[SEKDA], now=APRIL)
    call_back(CallBack.objects.first().pk, reached=False, by=served[SEKDA], now=APRIL, key=uuid4())
    as_role(client, served, AUDITOR)
    with django_assert_num_queries(HOME):
        client.get("/calls/")
    with django_assert_num_queries(RESULTS):
        client.get("/audit/calls/")


# The family -----------------------------------------------------------------------------------


def test_the_village_is_asked_once_to_help_a_silent_family(served):
    claim = build.claim_in("settled", served)
    look_after_payments(OKI, now=NOW + 6 * DAY)
    assert not Event.objects.filter(move="ask_receipt").exists()
    for days in (7, 8, 9, 30):
        look_after_payments(OKI, now=NOW + days * DAY)
    asked = Event.objects.filter(move="ask_receipt", claim=claim)
    assert asked.count() == 2  # once for each payment
    told = Notice.objects.filter(event__in=asked).values_list("person", flat=True)
    assert set(told) == {served[Role.VILLAGE_HEAD].pk, served[Role.VILLAGE_OPERATOR].pk}


def test_nobody_is_asked_about_what_the_family_has_confirmed(served):
    now = timezone.now()
    claim = recent("settled", served)
    look_after_payments(OKI, now=now)
    answer(claim, amount="42.000.000", received_on=str(timezone.localdate()))
    look_after_payments(OKI, now=now + timedelta(days=8))
    [asked] = Event.objects.filter(move="ask_receipt")
    assert asked.payout == claim.payouts.order_by("id").last()


def test_what_was_paid_before_the_first_morning_is_left_in_peace(served):
    build.claim_in("settled", served)
    look_after_payments(OKI, now=NOW + 30 * DAY)
    assert not Event.objects.filter(move="ask_receipt").exists()
