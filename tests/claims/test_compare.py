"""Two claims that look alike, beside each other."""

import pytest
from django.utils import timezone

from claims import actions
from regencies.models import Role
from tests import build
from tests.claims.pages import recent, same_404


@pytest.fixture
def pair(people):
    """The same death told twice, with another cause and another account."""
    first = recent("endorsed", people, nik=build.NIK)
    second = recent("endorsed", people, nik=build.NIK, cause="Jatuh", account="0012345678999",
                    heir_name="Aminah binti Demo", children=[
                        {"name": "Budi", "born_on": timezone.localdate().replace(year=2015),
                         "level": "sd", "grade": 2}])  # fmt: skip
    for claim in (first, second):
        actions.examine(claim.pk, now=timezone.now())
    return first, second


def lines(page):
    return {row.label: row for _, rows in page.context["sections"] for row in rows}


def test_field_by_field_with_what_is_the_same_marked(client, people, pair):
    first, second = pair
    client.force_login(people[Role.OPD_VERIFIER])
    page = client.get(f"/panel/{first.code}/compare/{second.code}/")
    found = lines(page)
    same = {label for label, row in found.items() if row.same}
    assert {"NIK", "Kartu keluarga (KK)"} <= same or "NIK" in same
    assert not found["Budi"].same and not found["Budi"].here
    causes = [row for row in found.values() if row.there == "Jatuh"]
    assert causes[0].here == "Sakit" and not causes[0].same
    accounts = [row for row in found.values() if str(row.here).startswith("•")]
    assert accounts and not accounts[0].same
    text = page.content.decode()
    assert build.NIK not in text and build.ACCOUNT not in text and "sama" in text
    assert f"/panel/{first.code}/overrule/duplicate/" in text
    assert page.context["alike"]["points"] == 100


def test_the_check_leads_there(client, people, pair):
    first, second = pair
    client.force_login(people[Role.OPD_VERIFIER])
    text = client.get(f"/panel/{first.code}/").content.decode()
    assert f'href="/panel/{first.code}/compare/{second.code}/"' in text


def test_who_may_not_overrule_reads_and_gets_no_button(client, people, pair):
    client.force_login(people[Role.AUDITOR])
    text = client.get(f"/panel/{pair[0].code}/compare/{pair[1].code}/").content.decode()
    assert "overrule" not in text


def test_two_that_nothing_connects_can_be_read_too(client, people, pair):
    third = recent("endorsed", people, name="Hermawan Demo", village=build.HERE)
    client.force_login(people[Role.OPD_VERIFIER])
    page = client.get(f"/panel/{third.code}/compare/{pair[0].code}/")
    assert page.status_code == 200 and not page.context["row"]


def test_neither_a_strangers_nor_itself(client, people, pair):
    muba = build.everybody(build.MUBA, "2")
    other = recent("endorsed", muba, village=build.MUBA)
    client.force_login(people[Role.OPD_VERIFIER])
    code = pair[0].code
    assert same_404(client, f"/panel/{code}/compare/{{code}}/", other.code)
    assert client.get(f"/panel/{code}/compare/{code}/").status_code == 404
