"""A claim is found by its code, by a NIK, or by words of a name."""

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import actions
from claims.finding import find
from claims.models import Claim
from regencies.models import Actor, Role
from tests import build
from tests.build import NOW
from tests.claims.pages import recent
from tests.faults import crowd


@pytest.fixture
def verifier(people):
    return Actor.at(people[Role.OPD_VERIFIER], NOW)


def names(rows):
    return [row.name for row in rows]


# By code and by number ----------------------------------------------------------------------


def test_a_code_is_found_with_dashes_and_without_whole_or_begun(people, verifier):
    claim = build.claim_in("endorsed", people)
    build.claim_in("endorsed", people)
    for said in (claim.code, claim.code.replace("-", ""), f" {claim.code} "):
        assert find(verifier, said).rows == [claim]
    assert claim in find(verifier, claim.code[:7]).rows
    assert find(verifier, claim.code[:4]).rows == []


@pytest.mark.parametrize("whose", ["nik", "heir_nik"])
def test_a_whole_nik_is_found_and_a_part_is_not(people, verifier, whose):
    claim = build.claim_in("endorsed", people, **{whose: "1602051203719999"})
    build.claim_in("endorsed", people)
    assert find(verifier, "1602 0512 0371 9999").rows == [claim]
    assert find(verifier, "160205120371999").rows == []


# By name ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["zubaidah", "ZUB", "zub nur", "nur'ain zubaidah", "nurain", "Zub. Nur'aini", "karim"]
)
def test_words_of_a_name_are_found_by_how_they_begin(people, verifier, said):
    claim = build.claim_in(
        "endorsed", people, name="Zubaidah Nur'aini binti Demo", heir_name="Karim Demo"
    )
    build.claim_in("endorsed", people)
    assert find(verifier, said).rows == [claim]


@pytest.mark.parametrize("said", ["zubaidah karina", "baidah", "%", "'; --", ":*", "&|!"])
def test_other_words_are_not_found(people, verifier, said):
    build.claim_in("endorsed", people, name="Zubaidah binti Demo", heir_name="Karim Demo")
    assert find(verifier, said).rows == []


@pytest.mark.parametrize(
    ("said", "name"),
    [("Soelaeman", "Sulaiman bin Demo"), ("Sulaiban", "Sulaiman bin Demo"),
     ("Jainal Abidin", "Zainal Abidin"), ("Achmad", "Ahmad Demo"), ("Saripudin", "Syarifuddin"),
     ("Zubadiah", "Zubaidah"), ("Muhamad Yusup", "Muhammad Yusuf")],
)  # fmt: skip
def test_a_misspelt_name_is_offered_where_few_are_found(people, verifier, said, name):
    claim = build.claim_in("endorsed", people, name=name, heir_name="Rukmini")
    build.claim_in("endorsed", people, name="Hermawan Demo", heir_name="Wagiman")
    found = find(verifier, said)
    assert (found.rows, found.alike) == ([], [claim])


def test_the_most_alike_stands_first_and_nobody_stands_twice(people, verifier):
    for name in ("Sulaiman", "Salman", "Sulaimin"):
        build.claim_in("endorsed", people, name=name, heir_name="Rukmini")
    found = find(verifier, "sulaiman")
    assert names(found.rows) == ["Sulaiman"]
    assert names(found.alike) == ["Sulaimin"]


def test_a_name_that_is_corrected_is_found_by_its_new_words_alone(people, verifier):
    claim = build.claim_in("sent_back", people, name="Maimunah Demo", heir_name="Rukmini")
    head = people[Role.VILLAGE_HEAD]
    actions.keep(claim.pk, {"name": "Kartini Demo"}, by=head, now=NOW)
    assert find(verifier, "kartini").rows == [claim]
    assert find(verifier, "maimunah").rows == []


def test_more_than_a_page_is_said(people, verifier):
    crowd.copies(60, build.claim_in("endorsed", people))
    found = find(verifier, "sulaiman")
    assert (len(found.rows), found.more) == (50, True)


# Who sees what ------------------------------------------------------------------------------


def test_each_desk_finds_what_it_may_see(people):
    here = build.claim_in("endorsed", people)
    build.draft(people)
    elsewhere = build.everybody(build.ELSEWHERE, "2")
    there = build.claim_in("endorsed", elsewhere, village=build.ELSEWHERE)
    muba = build.everybody(build.MUBA, "3")
    build.claim_in("endorsed", muba, village=build.MUBA)

    def seen(role, by=people):
        return set(find(Actor.at(by[role], NOW), "sulaiman").rows)

    assert seen(Role.OPD_VERIFIER) == {here, there}
    assert seen(Role.CAMAT) == {here}
    assert seen(Role.VILLAGE_HEAD) == {here, *Claim.objects.filter(state="draft")}
    assert seen(Role.VILLAGE_HEAD, elsewhere) == {there}
    assert seen(Role.BUPATI) == set()
    # Neither by a number: what is not there to see looks like what is not there.
    assert find(Actor.at(people[Role.CAMAT], NOW), there.code).rows == []
    assert find(Actor.at(people[Role.CAMAT], NOW), there.nik.reveal()).rows == []


@pytest.mark.parametrize(
    ("desk", "role"),
    [("village", Role.VILLAGE_HEAD), ("district", Role.CAMAT), ("panel", Role.OPD_VERIFIER)],
)
def test_every_desk_has_the_same_page(client, people, desk, role):
    claim = recent("endorsed", people)
    client.force_login(people[role])
    assert f'action="/{desk}/find/"' in client.get(f"/{desk}/find/").content.decode()
    page = client.post(f"/{desk}/find/", {"said": "sulai"}, follow=True)
    assert page.status_code == 200 and f'href="/claims/{claim.code}/"' in page.content.decode()
    short = client.post(f"/{desk}/find/", {"said": "s"})
    assert short.status_code == 422 and "said" in short.context["form"].errors


def test_a_number_never_stands_in_an_address_nor_in_a_log(client, people, caplog):
    claim = recent("endorsed", people)
    nik = claim.nik.reveal()
    client.force_login(people[Role.OPD_VERIFIER])
    with caplog.at_level(logging.DEBUG):
        ignored = client.get("/panel/find/", {"said": nik})
        page = client.post("/panel/find/", {"said": nik}, follow=True)
    assert page.context["found"].rows == [claim]
    # The answer's address carries nothing of the question on, and the session keeps it sealed.
    assert page.redirect_chain == [("/panel/find/", 302)]
    assert "found" not in ignored.context and nik not in ignored.context["form"].as_p()
    assert nik not in caplog.text and nik not in str(dict(client.session.items()))
    text = page.content.decode()
    assert text.count(nik) == 1  # in the field where it was typed, and nowhere else


def test_the_way_back_from_a_claim_leads_to_what_was_found(client, people):
    claim = recent("endorsed", people)
    client.force_login(people[Role.OPD_VERIFIER])
    client.post("/panel/find/", {"said": "sulai"})
    client.get(f"/panel/{claim.code}/")
    assert client.get("/panel/find/").context["found"].rows == [claim]
    client.logout()
    client.force_login(people[Role.OPD_VERIFIER])
    assert "found" not in client.get("/panel/find/").context


@pytest.mark.parametrize("n", [1, 30])
def test_finding_asks_the_same_number_of_questions(client, people, n, django_assert_num_queries):
    crowd.copies(n - 1, recent("endorsed", people))
    client.force_login(people[Role.OPD_VERIFIER])
    client.post("/panel/find/", {"said": "sulaiman"})
    with django_assert_num_queries(FIND_QUERIES[n >= 5]):
        page = client.get("/panel/find/")
    assert len(page.context["found"].rows) == n


# With few of them likenesses are looked for too.
FIND_QUERIES = {False: 7, True: 6}


# At a size ------------------------------------------------------------------------------------


@pytest.fixture
def many(people):
    """Some thousand claims, each in another name and with another NIK, as the planner knows."""
    crowd.copies(4000, build.claim_in("endorsed", people))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_claim SET name = left(translate(md5(id::text), '0123456789',"
            " 'ghijklmnop'), 8), nik_index = md5(id::text)"
        )
        # Four thousand rows are read through in no time; a million are not.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("ANALYZE claims_claim, claims_names")
    return Claim.objects.order_by("pk")[2000]


def plans(actor, said):
    """The plan of every SELECT that finding this asks about claims."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        find(actor, said)
    for query in [one["sql"] for one in asked if 'FROM "claims_claim"' in one["sql"]]:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + query)
            yield "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.parametrize("what", ["code", "nik", "name", "misspelt"])
def test_nothing_is_looked_for_from_end_to_end(many, verifier, what):
    said = {
        "code": many.code, "nik": build.NIK, "name": many.name[:7],
        "misspelt": many.name[:4] + "x" + many.name[5:],
    }[what]  # fmt: skip
    found = list(plans(verifier, said))
    assert found
    for plan in found:
        assert "Seq Scan on claims_claim" not in plan and "Seq Scan on claims_names" not in plan
        assert "Index" in plan
