"""The camat's desk over HTTP."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Claim
from claims.rules.states import State
from regencies.models import Role
from tests import build
from tests.claims.pages import do, form, recent, same_404
from tests.faults import crowd


def as_role(client, people, role):
    client.force_login(people[role])
    return client


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.CAMAT, 200), (Role.DISTRICT_OFFICER, 200), (Role.VILLAGE_HEAD, 403),
     (Role.OPD_VERIFIER, 403), (Role.CASHIER, 403), (Role.BUPATI, 403), (Role.AUDITOR, 403)],
)  # fmt: skip
def test_the_queue_opens_for_the_district_alone(client, people, role, status):
    assert as_role(client, people, role).get("/district/").status_code == status


def test_a_strangers_claim_looks_like_one_that_does_not_exist(client, people):
    elsewhere = build.everybody(build.ELSEWHERE, "2")
    claim = recent("submitted", elsewhere, village=build.ELSEWHERE)
    as_role(client, people, Role.CAMAT)
    assert same_404(client, "/district/{code}/", claim.code)
    assert same_404(client, "/district/{code}/endorse/", claim.code)


def test_a_draft_is_not_the_districts_business(client, people):
    claim = recent("draft", people)
    assert as_role(client, people, Role.CAMAT).get(f"/district/{claim.code}/").status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_the_queue_asks_the_same_number_of_questions(client, people, n, django_assert_num_queries):
    for _ in range(n):
        recent("submitted", people)
    as_role(client, people, Role.CAMAT)
    client.get("/district/")
    with django_assert_num_queries(QUEUE_QUERIES):
        page = client.get("/district/")
    assert len(page.context["page"]) == n


QUEUE_QUERIES = 13


def test_counts_equal_their_lists(client, people):
    for state in ("submitted", "submitted", "endorsed"):
        recent(state, people)
    do("send_back", recent("submitted", people), people)
    as_role(client, people, Role.CAMAT)
    for tab in client.get("/district/").context["tabs"]:
        page = client.get("/district/", {"show": tab["name"]}).context["page"]
        assert page.paginator.count == tab["n"]
    assert {t["name"]: t["n"] for t in client.get("/district/").context["tabs"]} == {
        "waiting": 2, "reported": 0, "returned": 1, "passed": 1,
    }  # fmt: skip


def test_what_is_over_is_counted_up_to_a_thousand(client, people):
    """To count half a million held the page up for seconds."""
    over = recent("rejected", people)
    crowd.copies(999, over)
    as_role(client, people, Role.CAMAT)
    assert '<span class="n">1.000</span>' in client.get("/district/").content.decode()
    crowd.copies(1, over)
    page = client.get("/district/", {"show": "passed"})
    assert '<span class="n">1.000+</span>' in page.content.decode()
    assert page.context["page"].paginator.count == 1_001


@pytest.mark.parametrize(
    "query", ["show=nonsense", "page=-1", "page=x", "page=999999999999", "q=%00"]
)
def test_a_bad_address_is_the_first_page(client, people, query):
    assert as_role(client, people, Role.CAMAT).get(f"/district/?{query}").status_code == 200


def test_the_camat_endorses(client, people):
    claim = recent("submitted", people)
    as_role(client, people, Role.CAMAT)
    url = f"/district/{claim.code}/endorse/"
    page = client.get(url)
    assert page.status_code == 200 and "(tidak wajib)" not in page.content.decode()
    claim.refresh_from_db()
    assert claim.state == State.SUBMITTED
    # Papers are missing, so the note is asked for, beside its field.
    refused = client.post(url, form(claim))
    assert refused.status_code == 422
    assert "note" in refused.context["form"].errors
    done = client.post(url, form(claim, note="Akta sedang diproses."), follow=True)
    assert done.redirect_chain == [("/district/", 302)]
    # The cover letter comes next, and the sentence leads to it.
    assert f'href="/letters/{claim.code}/issue/pengantar_kecamatan/"' in done.content.decode()
    claim.refresh_from_db()
    assert claim.state == State.ENDORSED


def test_a_second_click_endorses_once_and_goes_on(client, people):
    claim = recent("submitted", people)
    as_role(client, people, Role.CAMAT)
    sent = form(claim, note="Akta sedang diproses.")
    answers = [client.post(f"/district/{claim.code}/endorse/", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert claim.events.filter(move="endorse").count() == 1


def test_the_camat_sends_back_with_reason_and_words(client, people):
    claim = recent("submitted", people)
    as_role(client, people, Role.CAMAT)
    url = f"/district/{claim.code}/send_back/"
    page = client.get(url)
    assert page.status_code == 200 and "14" in page.content.decode()
    assert client.post(url, form(claim, reason="paper_missing")).status_code == 422
    assert client.post(url, form(claim, reason="nonsense", note="KTP")).status_code == 422
    assert client.post(url, form(claim, reason="names_differ", note="KTP")).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.asked_by) == (State.SENT_BACK, "camat")


@pytest.mark.parametrize("verb", ["endorse", "send_back"])
def test_the_officer_reads_and_does_not_move(client, people, verb):
    claim = recent("submitted", people)
    as_role(client, people, Role.DISTRICT_OFFICER)
    page = client.get(f"/district/{claim.code}/")
    assert page.status_code == 200 and page.context["moves"] == []
    url = f"/district/{claim.code}/{verb}/"
    assert client.get(url).status_code == 403
    assert client.post(url, {}).status_code == 403
    sent = form(claim, reason="other", note="x")
    assert client.post(url, sent).status_code == 403
    claim.refresh_from_db()
    assert claim.state == State.SUBMITTED


@pytest.mark.parametrize("verb", ["endorse", "send_back"])
def test_too_late_says_who_was_faster(client, people, verb):
    claim = recent("endorsed", people)
    as_role(client, people, Role.CAMAT)
    url = f"/district/{claim.code}/{verb}/"
    for answer in (client.get(url), client.post(url, form(claim, reason="other", note="x"))):
        assert answer.status_code == 409
        assert people[Role.CAMAT].name in answer.content.decode()


def test_a_page_from_before_a_change_is_told_so(client, people):
    claim = recent("submitted", people)
    as_role(client, people, Role.CAMAT)
    old = form(claim, note="x") | {"version": claim.version - 1}
    assert client.post(f"/district/{claim.code}/endorse/", old).status_code == 409


def test_a_verifier_who_is_also_camat_cannot_return_the_offices_file_from_here(client, people):
    claim = recent("endorsed", people)
    both = people[Role.OPD_VERIFIER]
    build.appoint(both, Role.CAMAT)
    client.force_login(both)
    answer = client.post(
        f"/district/{claim.code}/send_back/", form(claim, reason="other", note="x")
    )
    assert answer.status_code == 409
    assert Claim.objects.get(pk=claim.pk).state == State.ENDORSED


def test_the_queue_by_village_and_by_age(client, people):
    next_door = build.everybody(build.NEXT_DOOR, "2")
    young, old = recent("submitted", people), recent("submitted", people)
    there = recent("submitted", next_door, village=build.NEXT_DOOR)
    now = timezone.now()
    for claim, days in ((young, 1), (there, 2), (old, 3)):
        Claim.objects.filter(pk=claim.pk).update(submitted_at=now - timedelta(days=days))
    as_role(client, people, Role.CAMAT)

    def rows(**said):
        page = client.get("/district/", said)
        return [row.claim for row in page.context["page"]], page

    assert rows(order="age")[0] == [old, there, young]
    found, page = rows(order="age", village=build.HERE)
    assert found == [old, young]
    assert {tab["name"]: tab["n"] for tab in page.context["tabs"]}["waiting"] == 2
    assert f'href="?village={build.HERE}&amp;order=age&amp;show=passed"' in page.content.decode()
    assert set(rows(village=build.ELSEWHERE)[0]) == {young, old, there}
