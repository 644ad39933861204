"""Claims that look alike: found by the number of the akta too, and told apart once."""

from datetime import date

import pytest

from claims import actions
from regencies.models import Role
from tests import build
from tests.build import NOW
from tests.claims.checked import row, sweep

pytestmark = pytest.mark.django_db
AKTA = "1602-KM-05032026-0012"
# Nothing in common with the story of the builders.
SOMEBODY_ELSE = {
    "name": "Burhan Contoh", "kk": "1602051502109955", "born_on": date(1950, 8, 1),
    "event_on": date(2025, 11, 3),
}  # fmt: skip


def codes(claim):
    return {one["code"] for one in row(claim, "duplicate").data.get("claims", ())}


def apart(claim, people, note="Dua orang, dicek di desa."):
    return actions.overrule(claim.pk, "duplicate", by=people[Role.OPD_VERIFIER], now=NOW, note=note)


@pytest.fixture
def pair(people):
    """Two claims of one village with the same name, birth date and day, each saying so."""
    one, two = (build.claim_in("endorsed", people) for _ in range(2))
    sweep()
    sweep()
    return one, two


def test_the_same_akta_is_found_however_it_is_written(people):
    first = build.claim_in("submitted", people, akta_number=AKTA)
    second = build.claim_in(
        "submitted", people, akta_number="1602 km 05032026 0012", **SOMEBODY_ELSE
    )
    sweep()
    assert codes(second) == {first.code} and codes(first) == {second.code}
    assert "same_akta" in row(second, "duplicate").data["claims"][0]["reasons"]


def test_an_akta_of_another_regency_is_not_looked_for(people):
    muba = build.everybody(build.MUBA, ".muba")
    build.claim_in("submitted", muba, village=build.MUBA, akta_number=AKTA)
    claim = build.claim_in("submitted", people, akta_number=AKTA, **SOMEBODY_ELSE)
    sweep()
    assert not codes(claim)


def test_two_claims_without_an_akta_have_nothing_in_common_by_it(people):
    build.claim_in("submitted", people)
    claim = build.claim_in("submitted", people, akta_number="", **SOMEBODY_ELSE)
    sweep()
    assert not codes(claim)


def test_the_word_names_the_other_claims_by_code(people, pair):
    one, two = pair
    event = apart(one, people)
    assert event.data["claims"] == [two.code]
    assert event.data["check"]["result"] == "warn"


def test_what_was_told_apart_is_raised_at_neither_claim_again(people, pair):
    one, two = pair
    apart(one, people)
    actions.assess(one.pk, build.FOUND, by=people[Role.OPD_VERIFIER], now=NOW)
    sweep()
    for claim, other in ((one, two), (two, one)):
        check = row(claim, "duplicate")
        assert (check.result, check.reason) == ("pass", "told_apart")
        assert codes(claim) == {other.code}
    assert not any(
        said.get("overruling_lapsed")
        for event in one.events.filter(move="check") for said in event.data["checks"]
    )  # fmt: skip


def test_a_third_claim_is_raised_and_the_pair_told_apart_is_marked(people, pair):
    one, two = pair
    apart(one, people)
    third = build.claim_in("submitted", people)
    sweep()
    sweep()
    check = row(one, "duplicate")
    assert check.result == "warn"
    assert {said["code"]: said.get("apart", False) for said in check.data["claims"]} == {
        third.code: False, two.code: True,
    }  # fmt: skip


def test_a_changed_fact_raises_the_pair_again(people, pair):
    one, two = pair
    apart(one, people)
    build.do("send_back", two, people)
    actions.keep(
        two.pk, {"akta_number": AKTA, "born_on": date(1971, 3, 13)},
        by=people[Role.VILLAGE_HEAD], now=NOW,
    )  # fmt: skip
    sweep()
    sweep()
    assert row(two, "duplicate").result == "warn"
    assert row(one, "duplicate").result == "warn"


def test_the_reviewer_reads_that_they_are_not_the_same_event(client, people, pair):
    one, two = pair
    apart(one, people)
    sweep()
    client.force_login(people[Role.OPD_VERIFIER])
    page = client.get(f"/panel/{two.code}/")
    shown = next(row for row in page.context["checks_passed"] if row.check.key == "duplicate")
    assert [(other.claim, other.apart) for other in shown.others] == [(one, True)]
    assert one.code in page.content.decode()
