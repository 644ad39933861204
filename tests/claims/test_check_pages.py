"""The checks on the office's pages."""

import pytest
from django.utils import timezone

from claims import sweeps
from claims.models import Claim, Fact
from claims.templatetags.sources import source
from regencies.models import Role
from tests import build
from tests.claims.pages import form, recent, same_404
from tests.claims.test_panel_pages import FILE_QUERIES, as_role


def checked(state, people, **story):
    claim = recent(state, people, **story)
    sweeps.run(timezone.now(), timezone.now)
    claim.refresh_from_db()
    return claim


def test_checks_are_shown_with_what_is_wrong_first(client, people):
    claim = checked("endorsed", people, payee_name="Rusdi Hartono")
    as_role(client, people, Role.OPD_VERIFIER)
    page = client.get(f"/panel/{claim.code}/")
    found = [(row.check.key, row.check.result) for row in page.context["checks_open"]]
    assert found == [("account_holder", "fail"), ("papers", "fail")]
    assert ("cover", "no_data") in [
        (row.check.key, row.check.result) for row in page.context["checks_unknown"]
    ]
    text = page.content.decode()
    for row in page.context["checks_open"]:
        assert row.may and f"/panel/{claim.code}/overrule/{row.check.key}/" in text
        assert source(row.source) in text


def test_before_the_checks_have_run_the_page_says_so(client, people):
    claim = recent("endorsed", people)
    as_role(client, people, Role.OPD_VERIFIER)
    page = client.get(f"/panel/{claim.code}/")
    assert page.context["checks_due"] and page.context["checks_open"] == []
    assert client.get(f"/panel/{claim.code}/overrule/papers/").status_code == 404


def test_a_check_is_overruled_with_a_reason(client, people):
    claim = checked("endorsed", people)
    as_role(client, people, Role.OPD_VERIFIER)
    url = f"/panel/{claim.code}/overrule/papers/"
    assert client.get(url).status_code == 200
    assert client.post(url, form(claim, note="")).status_code == 422
    sent = form(claim, note="Asli sudah dilihat.")
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    assert claim.events.filter(move="overrule").count() == 1
    page = client.get(f"/panel/{claim.code}/")
    row = next(row for row in page.context["checks_open"] if row.check.key == "papers")
    assert row.check.overruled and not row.may
    text = page.content.decode()
    assert "Asli sudah dilihat." in text and people[Role.OPD_VERIFIER].name in text
    # The approver reads it too; the village does not.
    as_role(client, people, Role.VILLAGE_HEAD)
    assert "Asli sudah dilihat." not in client.get(f"/village/{claim.code}/").content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.OPD_HEAD, 403), (Role.CASHIER, 403),
                                              (Role.CAMAT, 403)])  # fmt: skip
def test_others_do_not_overrule(client, people, role, status):
    claim = checked("endorsed", people)
    url = f"/panel/{claim.code}/overrule/papers/"
    as_role(client, people, role)
    assert client.get(url).status_code == status
    assert client.post(url, form(claim, note="x")).status_code == status
    if role != Role.CAMAT:
        page = client.get(f"/panel/{claim.code}/")
        assert not any(row.may for row in page.context["checks_open"])


def test_the_page_of_overruling_names_the_claims_that_look_alike(client, people):
    first = recent("submitted", people)
    claim = checked("endorsed", people, nik=first.nik.reveal())
    as_role(client, people, Role.OPD_VERIFIER)
    page = client.get(f"/panel/{claim.code}/overrule/duplicate/")
    assert [one.claim for one in page.context["row"].others] == [first]
    assert f'href="/panel/{claim.code}/compare/{first.code}/"' in page.content.decode()


def test_whoever_came_to_decide_is_not_led_to_give_the_decision_away(client, people):
    """A section head may overrule, and then may not decide any more."""
    claim = checked("verified", people)
    as_role(client, people, Role.OPD_SECTION_HEAD)
    address = f"/panel/{claim.code}/overrule/papers/"
    assert address in client.get(f"/panel/{claim.code}/").content.decode()
    for verb in ("approve", "reject"):
        page = client.get(f"/panel/{claim.code}/{verb}/")
        assert page.context["checks_open"] and address not in page.content.decode()


def test_a_strangers_checks_are_not_there(client, people):
    muba = build.everybody(build.MUBA, "2")
    claim = checked("endorsed", muba, village=build.MUBA)
    as_role(client, people, Role.OPD_VERIFIER)
    assert same_404(client, "/panel/{code}/overrule/papers/", claim.code)


def test_what_blocks_has_no_button_and_stops_the_grant(client, people):
    claim = checked("verified", people, facts={"decile": 9})
    Fact.objects.filter(claim=claim, key="decile").update(assessed=9)
    Claim.objects.filter(pk=claim.pk).update(checked_version=-1)
    sweeps.run(timezone.now(), timezone.now)
    as_role(client, people, Role.OPD_VERIFIER)
    page = client.get(f"/panel/{claim.code}/")
    row = page.context["checks_open"][0]
    assert (row.check.key, row.blocks, row.may) == ("decile", True, False)
    assert client.get(f"/panel/{claim.code}/overrule/decile/santunan_oki/").status_code == 422
    as_role(client, people, Role.OPD_HEAD)
    url = f"/panel/{claim.code}/approve/"
    assert client.get(url).context["checks_open"][0].blocks
    answer = client.post(url, form(claim, jkm="granted", jkm_note="Aktif.", santunan_oki="granted"))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["santunan_oki"]


def test_a_claim_that_looks_alike_is_a_link_for_those_who_may_see_it(client, people):
    muba = build.everybody(build.MUBA, "2")
    first = recent("submitted", people)
    far = recent("submitted", muba, village=build.MUBA, nik=first.nik.reveal())
    claim = checked("endorsed", people, nik=first.nik.reveal())
    as_role(client, people, Role.OPD_VERIFIER)
    page = client.get(f"/panel/{claim.code}/")
    row = next(row for row in page.context["checks_open"] if row.check.key == "duplicate")
    assert {one.claim for one in row.others} == {first, None}
    text = page.content.decode()
    assert f"/panel/{first.code}/" in text and far.code not in text


@pytest.mark.parametrize("n", [1, 3])
def test_checks_cost_the_same_for_one_doubt_and_for_more(
    client, people, n, django_assert_num_queries
):
    for _ in range(n):
        recent("submitted", people)
    claim = checked("endorsed", people, payee_name="Rusdi Hartono" if n > 1 else "Aminah Demo")
    as_role(client, people, Role.OPD_VERIFIER)
    with django_assert_num_queries(FILE_QUERIES + 1):  # and the claims that look alike
        client.get(f"/panel/{claim.code}/")
