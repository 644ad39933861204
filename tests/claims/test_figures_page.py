"""Figures only, for the regent and those above the office."""

import pytest

from regencies.models import Role
from tests import build
from tests.claims.pages import recent

QUERIES = 16


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.BUPATI, 200), (Role.SEKDA, 200), (Role.OPD_HEAD, 200), (Role.OPD_SECTION_HEAD, 200),
     (Role.AUDITOR, 200), (Role.OPD_VERIFIER, 403), (Role.CASHIER, 403), (Role.CAMAT, 403),
     (Role.VILLAGE_HEAD, 403)],
)  # fmt: skip
def test_who_sees_the_figures(client, people, role, status):
    client.force_login(people[role])
    assert client.get("/panel/figures/").status_code == status


def test_the_regent_sees_figures_and_no_claim(client, people):
    claim = recent("awarded", people)
    client.force_login(people[Role.BUPATI])
    page = client.get("/panel/figures/")
    text = page.content.decode()
    for private in (claim.code, claim.name, claim.heir_name, build.NIK, claim.village.name):
        assert private not in text
    assert (page.context["total"], page.context["share"]) == (1, 100)
    for path in ("/panel/", f"/panel/{claim.code}/", "/money/", f"/money/{claim.code}/1/",
                 "/district/"):  # fmt: skip
        assert client.get(path).status_code == 403


def test_sums_by_programme_and_district(client, people):
    for state in ("awarded", "settled", "submitted"):
        recent(state, people)
    build.claim_in("endorsed", people)  # long ago, and late
    client.force_login(people[Role.BUPATI])
    found = client.get("/panel/figures/").context
    programmes = {row["programme__name"]: row for row in found["programmes"]}
    oki = next(row for name, row in programmes.items() if "Santunan" in name)
    assert (oki["n"], oki["awarded"], oki["paid"]) == (2, 2_000_000, 1_000_000)
    kayu_agung = next(row for row in found["districts"] if row["filed"])
    assert (kayu_agung["filed"], kayu_agung["open"], kayu_agung["decided"]) == (4, 2, 2)
    assert (kayu_agung["on_time"], kayu_agung["late"], found["late_all"]) == (2, 1, 1)
    assert len(found["districts"]) == 18


def test_another_regencys_figures_stay_there(client, people):
    muba = build.everybody(build.MUBA, "2")
    recent("endorsed", muba, village=build.MUBA)
    client.force_login(people[Role.BUPATI])
    assert client.get("/panel/figures/").context["total"] == 0


@pytest.mark.parametrize("n", [1, 3])
def test_the_same_number_of_questions(client, people, n, django_assert_num_queries):
    for _ in range(n):
        recent("awarded", people)
    client.force_login(people[Role.BUPATI])
    with django_assert_num_queries(QUERIES):
        client.get("/panel/figures/")
