"""The family looks at its claim: with the slip and with nothing else."""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from claims import actions
from claims.models import Slip
from claims.models.family_words import FAMILY_NEXT, FAMILY_STATE
from claims.rules.states import State
from regencies.models import Person, Role
from tests import build
from tests.claims.family import CONFIRM, PAGE, answer, look, secret_of, text, visit_on
from tests.claims.pages import NOBODYS, do, recent

TOLD = [state for state in State if state != State.DRAFT]
WRONG = "0000-0000-0000-0000-0000-0000-00"
# Whatever a page may never show: of the story, of the papers, of the money, of the officials.
PERSONAL = (
    "Sulaiman", "Rusdi", "Aminah", "1602051", "Sakit", "Rumah", "0012345678901", "7001122",
    "7003344", "Rp", "42.000.000", "KTP", "akta", "Anu Demo", "example.org", "Suami saya",
)  # fmt: skip


def without_what_was_typed(page, *typed: str) -> str:
    found = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text(page))
    for each in typed:
        found = found.replace(each, "")
    return found


# The shortest way to each payout's state, for those that can be in it.
PAYOUT_WAYS = {
    "forwarded or ordered": ["send"],
    "paid": ["send", "pay"],
    "waiting": ["wait"],
    "refused": ["send", "refuse"],
    "failed": ["send", "fail"],
    "bounced": ["send", "pay", "bounce"],
    "cancelled": ["wait", "ask_cancel", "cancel"],
}


def step(verb, payout, people):
    """What this payout can do of it; others stay where they are."""
    act = {"by": people[Role.CASHIER], "now": timezone.now()}
    payout.refresh_from_db()
    branch = payout.branch_decides()
    match verb:
        case "send":
            if branch:
                actions.forward(payout.pk, reference="TT-1", **act)
            else:
                build.order(payout, people=people, now=act["now"])
        case "pay":
            actions.pay(
                payout.pk, paid_on=timezone.localdate(), amount=payout.amount or 42_000_000, **act
            )
        case "cancel" if not branch:
            actions.cancel(payout.pk, note="x", by=people[Role.OPD_HEAD], now=act["now"])
        case "refuse" if branch:
            actions.refuse(payout.pk, note="x", **act)
        case "wait" | "fail" | "bounce" | "ask_cancel" if not branch:
            getattr(actions, verb)(payout.pk, note="x", **act)


@pytest.fixture
def submitted(people):
    return recent("submitted", people)


def test_the_slip_opens_the_claim_without_a_login(submitted):
    page = look(submitted)
    assert page.status_code == 200 and submitted.code in text(page)
    with translation.override("id"):
        assert str(FAMILY_STATE["submitted"]) in text(page)
        assert str(FAMILY_NEXT["submitted"]) in text(page)


def test_the_first_look_needs_no_account_and_shows_a_form(client, db):
    page = client.get(PAGE)
    assert page.status_code == 200
    assert 'name="code"' in text(page) and 'name="secret"' in text(page)
    assert "lapor.go.id" in text(page) and "1708" in text(page)
    assert f'href="{PAGE}"' in text(client.get("/"))


def test_what_opens_nothing_is_always_the_same_answer(people, submitted):
    """Unknown code, wrong secret, another claim's secret, what can be neither: the same bytes,
    the same status, the same number of queries."""
    other = recent("endorsed", people)
    draft = build.draft(people)
    tries = [
        (NOBODYS, WRONG),
        (NOBODYS, secret_of(submitted)),
        (submitted.code, WRONG),
        (submitted.code, secret_of(other)),
        (draft.code, secret_of(other)),
        ("no-code-at-all", "no-secret-at-all"),
        (submitted.code, "'; --"),
    ]
    pages, queries = [], []
    for code, secret in tries:
        with CaptureQueriesContext(connection) as ran:
            page = Client().post(PAGE, {"code": code, "secret": secret})
        assert page.status_code == 422
        pages.append(without_what_was_typed(page, code, secret.replace("'", "&#x27;")))
        queries.append(len(ran))
    assert len(set(pages)) == 1
    # One counts the try, one looks.
    assert set(queries) == {2}


def test_what_is_wrong_is_said_once(client, db):
    page = text(client.post("/keluarga/", {"code": "", "secret": ""}))
    assert page.count('class="faults"') == 1


def test_it_is_forgiving_about_how_it_is_typed(submitted):
    secret = secret_of(submitted)
    sloppy = secret.lower().replace("0", "o").replace("1", "l").replace("-", "  ")
    assert look(submitted, sloppy).status_code == 200
    code = submitted.code.replace("-", "")
    assert Client().post(PAGE, {"code": code, "secret": secret}).status_code == 200


def test_an_empty_field_is_told_beside_it(client, db):
    page = client.post(PAGE, {"code": "", "secret": ""})
    assert page.status_code == 422 and {"code", "secret"} == set(page.context["form"].errors)


def every_situation(people):
    """A claim in each state, and what objections and payouts add to it."""
    for state in TOLD:
        yield recent(state, people)
    for verb in ("object", "uphold", "dismiss", "drop"):
        claim = recent("rejected", people)
        do("object", claim, people)
        if verb != "object":
            do(verb, claim, people)
        yield claim
    for verbs in PAYOUT_WAYS.values():
        claim = recent("awarded", people)
        for payout in claim.payouts.select_related("programme"):
            for verb in verbs:
                step(verb, payout, people)
        yield claim


def test_no_page_says_who_or_how_much_or_why(people):
    """Every state, every payout, every objection, in both languages."""
    Person.objects.update(name="Anu Demo")
    seen = set()
    for claim in every_situation(people):
        for language in ("id", "en"):
            client = Client()
            page = look(claim, client=client)
            page = client.post(PAGE, {"visit": visit_on(page), "language": language})
            assert page.status_code == 200, claim.state
            shown = text(page).partition("<main")[2].partition("</main>")[0]
            shown = re.sub(r'value="[^"]*"', "", shown)
            for word in (*PERSONAL, claim.village.name, claim.district.name):
                assert word not in shown, (claim.state, word)
            seen.add((claim.state, language))
    assert {state for state, _ in seen} >= {state.value for state in TOLD}


def test_it_says_by_when_and_whether_that_day_has_passed(people):
    now = timezone.now()
    claim = build.claim_in("endorsed", people, now=now, event_on=now.date())
    due_on = claim.deadlines.get(stage="office").due_on
    page = text(look(claim))
    assert str(due_on.day) in page and "terlambat" not in page.lower()
    with time_machine.travel(now + timedelta(days=9), tick=False):
        assert "terlambat" in text(look(claim)).lower()


def test_who_was_refused_reads_until_when_it_may_object(people):
    claim = recent("rejected", people)
    page = look(claim)
    objection = page.context["told"].objection
    assert objection.may and objection.open_until > timezone.localdate()
    assert str(objection.open_until.year) in text(page)
    do("object", claim, people)
    after = look(claim).context["told"].objection
    assert after.waits and after.under_way and not after.may
    do("dismiss", claim, people)
    page = look(claim)
    assert page.context["told"].objection.answered
    assert "sudah dijawab" in text(page) and "Setelah ada keputusan" not in text(page)


def test_a_withdrawn_claim_promises_no_decision_to_object_to(people):
    page = text(look(recent("withdrawn", people)))
    assert "keberatan" not in page and "dapat diajukan lagi" in page


def test_after_the_last_day_it_is_told_where_else_to_turn(people):
    long_ago = timezone.now() - timedelta(days=60)
    claim = build.claim_in("rejected", people, now=long_ago, event_on=long_ago.date())
    assert look(claim).context["told"].objection.ended_on < timezone.localdate()


def test_an_accident_that_is_reported_is_shown_with_the_end_of_its_right(people):
    page = look(recent("reported", people))
    assert page.context["told"].right_until is not None
    assert page.context["told"].due is None


def test_a_visit_ends_after_half_an_hour_or_with_another_slip(people, submitted):
    now = timezone.now()
    client = Client()
    visit = visit_on(look(submitted, client=client))
    assert client.post(PAGE, {"visit": visit}).status_code == 200
    with time_machine.travel(now + timedelta(minutes=31), tick=False):
        assert submitted.code not in text(client.post(PAGE, {"visit": visit}))
    for forged in ("", visit[:-1] + "x", "a:b:c"):
        assert submitted.code not in text(client.post(PAGE, {"visit": forged}))
    Slip.objects.filter(claim=submitted).update(made_at=now + timedelta(seconds=1))
    assert submitted.code not in text(client.post(PAGE, {"visit": visit}))


def test_the_language_changes_without_typing_it_all_again(submitted):
    client = Client()
    visit = visit_on(look(submitted, client=client))
    page = client.post(PAGE, {"visit": visit, "language": "en"})
    assert '<html lang="en">' in text(page) and "The camat is looking at it" in text(page)
    assert '<html lang="en">' in text(client.get("/"))


def test_nothing_is_kept_anywhere_it_does_not_belong(people, submitted, caplog):
    """No session, no cache, no address, no log, no row has the secret."""
    secret = secret_of(submitted)
    client = Client()
    with caplog.at_level(logging.DEBUG):
        page = look(submitted, client=client)
        look(submitted, WRONG, client=client)
        client.get(CONFIRM)
    assert page["Cache-Control"] == "no-store, private"
    assert set(client.cookies) <= {"csrftoken"}
    assert secret not in text(page)
    bare = secret.replace("-", "")
    lines = " ".join(str(record.__dict__) for record in caplog.records if "sql" not in vars(record))
    assert secret not in lines and bare not in lines
    assert bare not in dumped() and secret not in dumped()


def dumped() -> str:
    """Every row of every table, as somebody who stole the database would read it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_it_is_light(client, submitted):
    assert len(look(submitted).content) < 20_000
    assert len(client.get(PAGE).content) < 20_000


def test_more_payments_and_steps_take_no_more_queries(people, django_assert_num_queries):
    claim = recent("settled", people)
    secret, today = secret_of(claim), str(timezone.localdate())
    with django_assert_num_queries(18):
        look(claim, secret)
    for number in (1, 2, 2):
        answer(claim, number, amount="1", received_on=today)
    with django_assert_num_queries(18):
        look(claim, secret)
