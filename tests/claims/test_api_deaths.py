"""Dukcapil's system tells of deaths, each once, and reads nothing."""

import json

import pytest

from claims.models import Death, Keyed
from tests import build
from tests.claims import calling
from tests.claims.calling import filed
from tests.claims.pages import recent

DIED = {"village": build.HERE, "name": "Sulaiman bin Demo", "nik": build.NIK,
        "died_on": "2026-02-27", "akta": "1602-KM-05032026-0012"}  # fmt: skip


@pytest.fixture
def dukcapil(people):
    return calling.caller(people, scopes=["deaths:write"], places=[])


def test_a_death_that_dukcapil_tells_of_stands_on_record_once(dukcapil):
    first, again = (dukcapil.post("/deaths", DIED, key="d1") for _ in range(2))
    other = dukcapil.post("/deaths", DIED | {"name": "Sulaiman Demo"}, key="d2")
    assert [a.status_code for a in (first, again, other)] == [201, 200, 201]
    assert first.json() == {"village": build.HERE, "died_on": "2026-02-27"}
    row = Death.objects.get()
    assert (row.nik.reveal(), row.by, row.akta) == (
        build.NIK, dukcapil.system.person, DIED["akta"],
    )  # fmt: skip
    kept = json.dumps(list(Keyed.objects.values()), default=str)
    assert build.NIK not in kept and "Sulaiman" not in kept


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"village": build.MUBA}, "village"),
        ({"village": "x"}, "village"),
        ({"died_on": "2999-01-01"}, "died_on"),
        ({"died_on": "x"}, "died_on"),
        ({"nik": None}, "nik"),
        ({"nik": "1602051399719901"}, "nik"),
        ({"name": " "}, "name"),
        ({"born_on": "2026-02-28"}, "died_on"),
        ({"accident": "ya"}, "accident"),
    ],
)
def test_a_death_that_cannot_be_is_told_beside_its_field(dukcapil, said, field):
    answer = dukcapil.post("/deaths", DIED | said, key="d1")
    assert answer.status_code == 422 and field in answer.json()["fields"], answer.content
    assert not Death.objects.exists() and "1602051399719901" not in answer.content.decode()


def test_who_tells_of_deaths_reads_no_claim(dukcapil, people):
    claim = recent("submitted", people)
    for path in ("/claims", f"/claims/{claim.code}", "/changes", f"/claims/{claim.code}/status"):
        assert dukcapil.get(path).status_code == 403
    assert filed(dukcapil).status_code == 403
