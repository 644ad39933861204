"""Files whose holder is away are offered: to the stand-in first, else to every verifier."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Deadline
from regencies.models import Leave, Person, Role
from tests import build
from tests.claims.pages import do, recent


@pytest.fixture
def verifiers(people) -> dict[str, Person]:
    """Ani holds a file and is away for three days; Budi and Citra are there."""
    found = {}
    for name in ("ani", "budi", "citra"):
        found[name] = build.person(name)
        build.appoint(found[name], Role.OPD_VERIFIER)
    return found


@pytest.fixture
def held(people, verifiers):
    return held_by(verifiers["ani"], people)


def held_by(verifier, people):
    claim = recent("endorsed", people)
    Deadline.objects.filter(claim=claim, stage="office").update(holder=verifier)
    return claim


def away(person, begins=0, ends=2):
    today = timezone.localdate()
    return Leave.objects.create(
        person=person,
        from_on=today + timedelta(days=begins),
        to_on=today + timedelta(days=ends),
    )


def stand_in(person, absent, **values):
    build.appoint(person, Role.OPD_VERIFIER, acting="plh", acts_for=absent,
                  from_on=timezone.localdate() - timedelta(days=1), **values)  # fmt: skip


def offered_to(client, person) -> int:
    """As the tab counts it, and as the list shows it."""
    client.force_login(person)
    page = client.get("/panel/", {"show": "offered"}).context
    count = next(tab["n"] for tab in page["tabs"] if tab["name"] == "offered")
    assert count == page["page"].paginator.count == len(page["page"].object_list)
    return count


def test_who_is_there_keeps_their_files(client, verifiers, held):
    away(verifiers["ani"], begins=1, ends=3)
    away(verifiers["budi"], begins=-3, ends=-1)
    assert offered_to(client, verifiers["citra"]) == 0


def test_without_a_stand_in_every_verifier_is_offered_the_file(client, verifiers, held):
    away(verifiers["ani"])
    assert [offered_to(client, verifiers[name]) for name in ("budi", "citra")] == [1, 1]


def test_the_stand_in_comes_first(client, people, verifiers, held):
    away(verifiers["ani"])
    stand_in(verifiers["budi"], verifiers["ani"])
    assert [offered_to(client, verifiers[name]) for name in ("budi", "citra")] == [1, 0]
    assert offered_to(client, people[Role.OPD_SECTION_HEAD]) == 1


def test_a_stand_in_of_somebody_else_is_none(client, verifiers, held):
    away(verifiers["ani"])
    stand_in(verifiers["citra"], verifiers["budi"])
    assert [offered_to(client, verifiers[name]) for name in ("budi", "citra")] == [1, 1]


def test_a_stand_in_who_is_away_too_or_whose_days_are_over_is_none(client, verifiers, held):
    away(verifiers["ani"])
    away(verifiers["budi"])
    stand_in(verifiers["budi"], verifiers["ani"])
    assert offered_to(client, verifiers["citra"]) == 1
    yesterday = timezone.localdate() - timedelta(days=1)
    stand_in(verifiers["citra"], verifiers["ani"], to_on=yesterday)
    assert offered_to(client, verifiers["citra"]) == 1


def test_the_holder_is_not_offered_what_they_hold(client, verifiers, held):
    away(verifiers["ani"])
    assert offered_to(client, verifiers["ani"]) == 0


def test_a_file_back_with_the_village_or_verified_is_not_offered(client, people, verifiers, held):
    away(verifiers["ani"])
    do("send_back", held, people)
    done = held_by(verifiers["ani"], people)
    do("verify", done, people)
    assert offered_to(client, verifiers["budi"]) == 0


def test_taking_an_offered_file_ends_the_offer(client, verifiers, held):
    away(verifiers["ani"])
    client.force_login(verifiers["budi"])
    page = client.get(f"/panel/{held.code}/")
    assert page.context["may_take"]
    client.post(f"/panel/{held.code}/take/")
    assert [offered_to(client, verifiers[name]) for name in ("budi", "citra")] == [0, 0]
    assert held.deadlines.get(stage="office").holder == verifiers["budi"]


def test_the_file_says_who_is_away_until_when_and_who_is_offered_it(client, verifiers, held):
    until = away(verifiers["ani"]).to_on
    client.force_login(verifiers["citra"])

    def said():
        page = client.get(f"/panel/{held.code}/")
        return page.context["away"], page.content.decode()

    found, text = said()
    assert (found.until, found.offered_to) == (until, ())
    assert "setiap verifikator boleh mengambilnya" in text
    stand_in(verifiers["budi"], verifiers["ani"])
    found, text = said()
    assert found.offered_to == (verifiers["budi"],)
    assert f"Ditawarkan kepada {verifiers['budi']}" in text


def test_a_file_whose_holder_is_there_says_nothing_of_it(client, verifiers, held):
    client.force_login(verifiers["citra"])
    assert client.get(f"/panel/{held.code}/").context["away"] is None
