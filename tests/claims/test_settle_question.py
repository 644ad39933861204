"""The auditor's questions: read and settled by the auditor of that regency, with a finding."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims import actions
from claims.actions import receiving
from claims.models import Notice, Question
from regencies.models import Role
from tests import build
from tests.claims.family import answer, text
from tests.claims.pages import recent

TODAY = str(timezone.localdate())
AUDITOR = Role.AUDITOR
QUEUE = "/audit/questions/"


@pytest.fixture
def asked(people):
    claim = recent("settled", people)
    answer(claim, amount="41.500.000", received_on=TODAY)
    return claim


def test_the_auditor_reads_what_was_paid_beside_what_was_said(client, people, asked):
    answer(asked, arrived="no")
    client.force_login(people[AUDITOR])
    page = text(client.get(QUEUE))
    for words in (asked.code, "Rp42.000.000", "Rp41.500.000", "tidak ada yang masuk"):
        assert words in page
    assert asked.name not in page
    assert QUEUE in text(client.get("/panel/"))


def test_the_notice_leads_to_the_queue(client, people, asked):
    client.force_login(people[AUDITOR])
    page = text(client.get("/inbox/"))
    assert f'"{QUEUE}"' in page and "tidak seorang pun di dinas" in page
    assert "41.500.000" not in page and asked.name not in page


def test_the_auditor_settles_it_with_a_finding(client, people, asked):
    client.force_login(people[AUDITOR])
    url = f"{QUEUE}{asked.code}/1/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"key": uuid4(), "finding": " "}).status_code == 422
    sent = {"key": uuid4(), "finding": "Biaya administrasi bank Rp500.000, sudah dikembalikan."}
    for _ in range(2):  # a double click
        assert client.post(url, sent).url == QUEUE
    row = Question.objects.get()
    assert (row.settled_by, row.finding) == (people[AUDITOR], sent["finding"])
    assert not client.get(QUEUE).context["page"].object_list
    assert sent["finding"] in text(client.get(f"{QUEUE}?show=settled"))
    assert sent["finding"] in text(client.get(url))
    late = client.post(url, {"key": uuid4(), "finding": "Lagi."})
    assert late.status_code == 409


def test_a_later_answer_that_differs_opens_another(people, asked):
    row = Question.objects.get()
    act = {"by": people[AUDITOR], "now": timezone.now()}
    receiving.settle_question(row.pk, finding="Salah ketik.", **act)
    answer(asked, arrived="no")
    assert Question.objects.open().count() == 1 and Question.objects.count() == 2


def test_what_was_found_stays(people, asked):
    row = Question.objects.get()
    receiving.settle_question(row.pk, finding="Benar.", by=people[AUDITOR], now=timezone.now())
    for change in (lambda q: q.update(finding="Lain."), lambda q: q.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(Question.objects.filter(pk=row.pk))


@pytest.mark.parametrize("role", [role for role in Role if role != AUDITOR])
def test_nobody_else_reads_or_settles(client, people, asked, role):
    client.force_login(people[role])
    assert client.get(QUEUE).status_code == 403
    url = f"{QUEUE}{asked.code}/1/"
    assert client.post(url, {"key": uuid4(), "finding": "x"}).status_code == 403
    with pytest.raises(actions.NotYours):
        receiving.settle_question(
            Question.objects.get().pk, finding="x", by=people[role], now=timezone.now()
        )
    assert not Notice.objects.filter(kind="question", person=people[role]).exists()


def test_another_regencys_auditor_sees_nothing(client, people, asked):
    muba = build.everybody(build.MUBA, "2")
    client.force_login(muba[AUDITOR])
    assert not client.get(QUEUE).context["page"].object_list
    assert client.get(f"{QUEUE}{asked.code}/1/").status_code == 404


def test_more_questions_take_no_more_queries(client, people, django_assert_num_queries):
    client.force_login(people[AUDITOR])
    for wanted in (1, 3):
        while Question.objects.count() < wanted:
            answer(recent("settled", people), amount="1", received_on=TODAY)
        client.get(QUEUE)
        with django_assert_num_queries(8):
            client.get(QUEUE)
