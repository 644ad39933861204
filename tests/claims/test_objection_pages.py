"""Objecting and answering over HTTP."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.rules.states import State
from regencies.models import Role
from tests import build
from tests.claims.pages import do, form, recent, same_404

HEAD, OPERATOR, SEKDA = Role.VILLAGE_HEAD, Role.VILLAGE_OPERATOR, Role.SEKDA
VILLAGE_VERBS, OFFICE_VERBS = ("object", "drop"), ("uphold", "dismiss")


def text(page):
    return page.content.decode()


@pytest.fixture
def rejected(people):
    return recent("rejected", people)


@pytest.fixture
def objected(people, rejected):
    do("object", rejected, people)
    return rejected


def test_the_family_reads_that_it_may_object_and_until_when(client, people, rejected):
    client.force_login(people[OPERATOR])
    page = client.get(f"/village/{rejected.code}/")
    last_on = page.context["objectionable"].last_on
    assert f"/village/{rejected.code}/object/" in text(page)
    assert last_on > timezone.localtime().date() + timedelta(days=10)
    assert str(last_on.year) in text(page)


def test_the_village_objects_in_the_familys_words(client, people, rejected):
    client.force_login(people[HEAD])
    url = f"/village/{rejected.code}/object/"
    page = client.get(url)
    assert page.context["form"].initial["family_name"] == "Aminah Demo"
    sent = form(rejected, about=["jkm"], **build.OBJECTS)
    for _ in range(2):  # a double click
        assert client.post(url, sent).status_code == 302
    made = rejected.objections.get()
    assert (made.about, made.filed_by) == (["jkm"], people[HEAD])
    page = text(client.get(f"/village/{rejected.code}/"))
    assert made.grounds in page and f"/village/{rejected.code}/object/" not in page
    # It waits for an answer: it is not finished.
    home = client.get("/village/")
    assert rejected in home.context["under_way"].object_list
    assert rejected not in home.context["ended"].object_list


def test_what_is_missing_is_said_beside_the_field(client, people, rejected):
    client.force_login(people[HEAD])
    url = f"/village/{rejected.code}/object/"
    page = client.post(url, form(rejected, **build.OBJECTS | {"grounds": " "}))
    assert page.status_code == 422
    assert {"about", "grounds"} <= set(page.context["form"].errors)
    assert "Aminah Demo" in text(page)


def test_after_the_last_day_the_page_says_where_else_to_turn(client, people):
    long_ago = timezone.now() - timedelta(days=60)
    claim = build.claim_in("rejected", people, now=long_ago, event_on=long_ago.date())
    client.force_login(people[HEAD])
    page = text(client.get(f"/village/{claim.code}/"))
    assert "LAPOR" in page and "/object/" not in page
    refused = client.get(f"/village/{claim.code}/object/")
    assert refused.status_code == 409 and "LAPOR" in text(refused)


def test_a_refused_part_stands_beside_what_is_paid(client, people):
    claim = recent("awarded", people)
    client.force_login(people[HEAD])
    page = client.get(f"/village/{claim.code}/object/")
    names = [name for name, _label in page.context["form"].fields["about"].choices]
    assert names == ["santunan_oki"]
    sheet = client.get(f"/village/{claim.code}/2/sheet/")
    assert sheet.context["object_until"] and str(sheet.context["object_until"].year) in text(sheet)


def test_the_village_takes_it_back(client, people, objected):
    client.force_login(people[OPERATOR])
    made = objected.objections.get()
    url = f"/village/{objected.code}/drop/"
    assert client.get(url).status_code == 200
    assert client.post(url, form(made, note="Sudah paham.")).status_code == 302
    made.refresh_from_db()
    assert made.state == "dropped"
    assert f"/village/{objected.code}/object/" in text(client.get(f"/village/{objected.code}/"))


@pytest.mark.parametrize("verb", VILLAGE_VERBS + OFFICE_VERBS)
def test_a_strangers_claim_looks_like_one_that_does_not_exist(client, people, verb):
    muba = build.everybody(build.MUBA, "2")
    claim = recent("rejected", muba, village=build.MUBA)
    do("object", claim, muba)
    desk, role = ("village", HEAD) if verb in VILLAGE_VERBS else ("panel", SEKDA)
    client.force_login(people[role])
    assert same_404(client, f"/{desk}/{{code}}/{verb}/", claim.code)


# The office -----------------------------------------------------------------------------------


def test_the_sekda_finds_reads_and_answers_it(client, people, objected):
    client.force_login(people[SEKDA])
    assert "/panel/objections/" in text(client.get("/panel/"))
    page = client.get("/panel/objections/")
    assert [row.claim for row in page.context["page"]] == [objected]
    made = objected.objections.get()
    page = client.get(f"/panel/{objected.code}/")
    assert [move.name for move in page.context["objection_moves"]] == ["uphold", "dismiss"]
    assert made.grounds in text(page)
    assert any(why.clock.stage == "objection" for why in page.context["whys"])
    url = f"/panel/{objected.code}/uphold/"
    assert made.grounds in text(client.get(url))
    assert client.post(url, form(made)).status_code == 422
    assert client.post(url, form(made, answer="Benar, terdaftar.")).status_code == 302
    objected.refresh_from_db()
    assert objected.state == State.ENDORSED
    assert client.get(url).status_code == 409
    page = client.get("/panel/objections/?show=decided")
    assert [row.claim for row in page.context["page"]] == [objected]


def test_the_family_reads_the_answer_and_where_it_may_turn(client, people, objected):
    client.force_login(people[SEKDA])
    made = objected.objections.get()
    url = f"/panel/{objected.code}/dismiss/"
    assert client.get(url).status_code == 200
    assert client.post(url, form(made, answer="Kartu itu milik orang lain.")).status_code == 302
    client.force_login(people[HEAD])
    page = text(client.get(f"/village/{objected.code}/"))
    assert "Kartu itu milik orang lain." in page
    assert "LAPOR" in page and "Ombudsman" in page


@pytest.mark.parametrize(
    "role", [Role.OPD_HEAD, Role.OPD_SECTION_HEAD, Role.OPD_VERIFIER, Role.AUDITOR, Role.CASHIER]
)
def test_who_had_a_part_or_may_only_read_gets_no_button_and_403(client, people, objected, role):
    client.force_login(people[role])
    page = client.get(f"/panel/{objected.code}/")
    assert page.context["objection_moves"] == []
    assert client.get("/panel/objections/").status_code == 200
    for verb in OFFICE_VERBS:
        url = f"/panel/{objected.code}/{verb}/"
        assert client.get(url).status_code == 403
        made = objected.objections.get()
        assert client.post(url, form(made, answer="x")).status_code == 403


def test_a_late_answer_is_asked_why(client, people):
    long_ago = timezone.now() - timedelta(days=60)
    claim = build.claim_in("rejected", people, now=long_ago, event_on=long_ago.date())
    build.do("object", claim, people, now=long_ago)
    client.force_login(people[SEKDA])
    url = f"/panel/{claim.code}/dismiss/"
    assert "late_reason" in client.get(url).context["form"].fields
    made = claim.objections.get()
    assert client.post(url, form(made, answer="Tidak.")).status_code == 422
    sent = form(made, answer="Tidak.", late_reason="overlooked")
    assert client.post(url, sent).status_code == 302


def test_after_an_objection_the_office_decides_only_what_is_open(client, people):
    claim = recent("awarded", people)
    do("object", claim, people)
    do("uphold", claim, people)
    client.force_login(people[Role.OPD_VERIFIER])
    page = client.get(f"/panel/{claim.code}/")
    assert [row.programme_id for row, _sheet in page.context["estimates"]] == ["santunan_oki"]
    do("verify", claim, people)
    client.force_login(people[Role.OPD_HEAD])
    assert client.get(f"/panel/{claim.code}/approve/").status_code == 403  # made the decision
    client.force_login(people[Role.OPD_SECTION_HEAD])
    page = client.get(f"/panel/{claim.code}/approve/")
    assert page.status_code == 200
    assert "santunan_oki" in page.context["form"].fields
    assert "jkm" not in page.context["form"].fields
    # What is being paid is not rejected.
    assert client.get(f"/panel/{claim.code}/reject/").status_code == 409


def test_a_claim_without_an_objection_has_no_page_to_answer_one(client, people, rejected):
    client.force_login(people[SEKDA])
    assert client.get(f"/panel/{rejected.code}/uphold/").status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_the_same_number_of_questions(client, people, n, django_assert_num_queries):
    for _ in range(n):
        do("object", recent("rejected", people), people)
    client.force_login(people[SEKDA])
    client.get("/panel/objections/")
    with django_assert_num_queries(7):
        client.get("/panel/objections/")
