"""The family says what arrived. A difference is a question for the auditor, and for nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from claims import actions
from claims.actions import receiving
from claims.models import Claim, Event, Notice, Question, Receipt
from regencies.models import Appointment, Role
from tests import build
from tests.claims.family import CONFIRM, answer, look, text, visit_on
from tests.claims.pages import recent

TODAY = str(timezone.localdate())
AUDITOR, CASHIER = Role.AUDITOR, Role.CASHIER
RIGHT, OTHER = "42.000.000", "41.500.000"


@pytest.fixture
def paid(people):
    return recent("settled", people)


def reload(claim):
    return Claim.objects.get(pk=claim.pk)


def test_the_family_types_what_arrived_and_is_thanked(paid):
    page = answer(paid, amount=RIGHT, received_on=TODAY)
    assert page.status_code == 200 and "Sudah kami catat" in text(page)
    said = Receipt.objects.get()
    assert (said.amount, said.received_on) == (42_000_000, timezone.localdate())
    assert not said.differs
    assert said.payout == paid.payouts.order_by("id").first()
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    "typed", ["42000000", "Rp 42.000.000,-", "Rp42.000.000,00", "42,000,000.00", "RP. 42.000.000.-"]
)
def test_a_sum_may_be_typed_as_the_bank_book_has_it(paid, typed):
    assert answer(paid, amount=typed, received_on=TODAY).status_code == 200
    assert Receipt.objects.get().amount == 42_000_000


@pytest.mark.parametrize("typed", ["42.000.00", "42,000,00", "42.000.000,50", "42 juta", "-5"])
def test_a_sum_that_could_be_two_is_refused_with_an_example(paid, typed):
    page = answer(paid, amount=typed, received_on=TODAY)
    assert page.status_code == 422 and "misalnya 1.000.000" in text(page)


def test_no_page_shows_a_figure_before_or_after(paid):
    client = Client()
    visit = visit_on(look(paid, client=client))
    asked = client.post(CONFIRM, {"visit": visit, "number": 1})
    pages = [asked] + [answer(paid, amount=said, received_on=TODAY) for said in (RIGHT, OTHER)]
    for page in pages:
        assert page.status_code == 200
        for figure in ("42.000.000", "42000000", "41.500.000", "41500000"):
            assert figure not in text(page)


def test_a_right_and_a_wrong_sum_get_the_same_answer(people):
    same = [recent("settled", people) for _ in range(2)]
    pages = []
    for claim, amount in zip(same, (RIGHT, OTHER), strict=True):
        page = answer(claim, amount=amount, received_on=TODAY)
        shown = text(page).partition("<main")[2].partition("</main>")[0].replace(claim.code, "")
        pages.append([line for line in shown.splitlines() if "value=" not in line])
    assert pages[0] == pages[1]


def test_a_difference_is_a_question_that_the_auditor_alone_hears_of(people, paid):
    answer(paid, amount=OTHER, received_on=TODAY)
    assert Question.objects.get().payout == paid.payouts.order_by("id").first()
    told = Notice.objects.filter(kind="question")
    assert {notice.person for notice in told} == {people[AUDITOR]}
    assert not Notice.objects.filter(kind="confirm").exists()


def test_no_money_at_all_is_a_question_too(paid):
    answer(paid, arrived="no")
    said = Receipt.objects.get()
    assert (said.amount, said.received_on, said.differs) == (None, None, True)
    assert Question.objects.count() == 1


def test_an_empty_auditors_seat_tells_nobody_in_the_office(people, paid):
    Appointment.objects.filter(role=AUDITOR).delete()
    answer(paid, amount=OTHER, received_on=TODAY)
    assert Question.objects.count() == 1
    assert not Notice.objects.filter(kind="question").exists()
    told = Notice.objects.filter(kind="empty_seat")
    assert {notice.person for notice in told} == {people[Role.ADMINISTRATOR]}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"arrived": ""}, {"arrived"}),
        ({}, {"amount", "received_on"}),
        ({"amount": "banyak", "received_on": TODAY}, {"amount"}),
        ({"amount": "0", "received_on": TODAY}, {"amount"}),
        ({"amount": RIGHT, "received_on": "2125-01-01"}, {"received_on"}),
        ({"amount": RIGHT, "received_on": "2001-01-01"}, {"received_on"}),
    ],
)
def test_what_is_missing_is_told_beside_the_field(paid, said, wrong):
    page = answer(paid, **said)
    assert page.status_code == 422 and set(page.context["form"].errors) == wrong
    assert not Receipt.objects.exists()


def test_a_double_click_is_one_answer_and_three_are_the_most(paid):
    key = uuid4()
    for _ in range(2):
        assert answer(paid, key=key, amount=OTHER, received_on=TODAY).status_code == 200
    assert Receipt.objects.count() == 1
    for _ in range(2):
        assert answer(paid, amount=RIGHT, received_on=TODAY).status_code == 200
    assert answer(paid, amount=RIGHT, received_on=TODAY).status_code == 409
    assert [row.nth for row in Receipt.objects.all()] == [1, 2, 3]
    # One question, however often it was said; it stays open when the family takes it back.
    assert Question.objects.open().count() == 1
    assert "Sampaikan apa yang masuk" in text(look(paid))  # the other payment


@pytest.mark.parametrize("state", ["submitted", "rejected", "awarded"])
def test_nothing_is_asked_before_money_was_sent(people, state):
    claim = recent(state, people)
    assert "/keluarga/confirm/" not in text(look(claim))
    page = answer(claim, amount=RIGHT, received_on=TODAY)
    assert page.status_code == 409 and not Receipt.objects.exists()


def test_a_payment_that_came_back_and_was_made_again_is_asked_about_anew(people):
    claim = recent("awarded", people)
    cashier, now = people[CASHIER], timezone.now()
    own = claim.payouts.get(estimate=False)
    act = {"by": cashier, "now": now}
    build.pay(own, people, now=now)
    answer(claim, 2, arrived="no")
    actions.bounce(own.pk, note="Rekening tutup.", **act)
    assert answer(claim, 2, arrived="no").status_code == 409
    build.order(own, people=people, now=now)
    actions.pay(own.pk, paid_on=timezone.localdate(), amount=own.amount, **act)
    assert answer(claim, 2, amount=str(own.amount), received_on=TODAY).status_code == 200
    assert [(row.nth, row.differs) for row in Receipt.objects.all()] == [(1, True), (1, False)]


def test_without_the_slip_nothing_is_said(client, paid):
    for visit in ("", "forged", "a.b:c"):
        page = client.post(CONFIRM, {"visit": visit, "number": 1, "key": uuid4(), "arrived": "no"})
        assert page.status_code == 200 and 'name="secret"' in text(page)
    assert client.get(CONFIRM).url == "/keluarga/"
    assert not Receipt.objects.exists()


def test_another_claims_payment_is_out_of_reach(people, paid):
    assert answer(paid, 99, amount=RIGHT, received_on=TODAY).status_code == 409
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    ("role", "desk"),
    [
        (Role.VILLAGE_HEAD, "village"), (Role.CAMAT, "district"), (Role.OPD_VERIFIER, "panel"),
        (Role.OPD_HEAD, "panel"), (CASHIER, "panel"), (AUDITOR, "panel"), (CASHIER, "money"),
    ],
)  # fmt: skip
def test_the_desks_read_that_the_family_answered_and_not_what(client, people, paid, role, desk):
    answer(paid, amount="41.234.567", received_on=TODAY)
    client.force_login(people[role])
    number = "1/" if desk == "money" else ""
    page = text(client.get(f"/{desk}/{paid.code}/{number}"))
    assert "Keluarga menyampaikan apa yang diterima" in page and "oleh keluarga" in page
    assert "41.234.567" not in page and "41234567" not in page
    assert "Pertanyaan keluarga untuk Inspektorat" not in page


def test_the_administrators_windows_do_not_show_the_question(client, people, paid):
    answer(paid, amount=OTHER, received_on=TODAY)
    boss = people[Role.ADMINISTRATOR]
    boss.is_staff = True
    boss.save()
    client.force_login(boss)
    for page, field in (("event", "move"), ("notice", "kind")):
        rows = client.get(f"/admin/claims/{page}/?q={paid.code}").context["cl"].result_list
        assert len(rows) > 3 and "question" not in {getattr(row, field) for row in rows}


def test_what_a_family_said_is_never_edited(paid):
    answer(paid, amount=RIGHT, received_on=TODAY)
    for change in (lambda rows: rows.update(amount=1), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(Receipt.objects.all())


def test_the_event_carries_no_sum(paid):
    answer(paid, amount=OTHER, received_on=TODAY)
    for event in Event.objects.filter(move__in=["confirm", "question"]):
        assert event.data == {} and event.note == "" and event.by is None


def test_the_day_is_counted_in_the_regencys_zone(paid):
    payout = paid.payouts.order_by("id").first()
    with pytest.raises(actions.Incomplete):
        receiving.confirm(
            payout.pk, amount=1, received_on=timezone.localdate() + timedelta(days=1),
            now=timezone.now(), key=uuid4(),
        )  # fmt: skip
