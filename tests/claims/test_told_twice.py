"""The same event, told twice: found by whatever is the same, and granted once."""

from datetime import date

import pytest

from claims import actions
from claims.models import Claim
from tests import build
from tests.build import NOW
from tests.claims.checked import blocked, results, row, sweep

pytestmark = pytest.mark.django_db


def test_two_claims_for_one_death_each_say_so(people):
    first = build.claim_in("submitted", people)
    sweep()
    assert row(first, "duplicate").result == "pass"
    second = build.claim_in("submitted", people, nik=first.nik.reveal())
    sweep()
    assert row(second, "duplicate").result == "fail"
    sweep()
    assert row(first, "duplicate").data["claims"][0]["code"] == second.code
    assert sweep()["examined"] == 0


def test_many_alike_come_to_rest(people):
    for _ in range(8):
        build.claim_in("submitted", people)
    examined = [sweep()["examined"] for _ in range(8)]
    assert examined[0] == 8 and examined[-1] == 0


def test_a_missing_nik_does_not_switch_it_off(people):
    build.claim_in("submitted", people)
    claim = build.claim_in("submitted", people)
    build.do("withdraw", claim, people)
    again = build.draft(people, kk="", account="9912345", nik="")
    Claim.objects.filter(pk=again.pk).update(submitted_at=NOW)
    gathered = actions.checks.gather(Claim.objects.get(pk=again.pk), NOW)
    assert len(gathered.others) == 1
    found = {check.key: check for check in actions.checks.rules.examine(gathered.facts)}
    assert found["nik_shape"].result == "no_data"
    assert found["duplicate"].result == "warn"


@pytest.mark.parametrize(
    "told",
    [
        {"name": "H. Sulaiman", "born_on": date(1971, 6, 1), "event_on": date(2026, 2, 25)},
        {"nik": build.NIK, "name": "Orang Lain", "village": build.ELSEWHERE},
        {"name": "SULAIMAN BIN DEMO", "village": build.ELSEWHERE},
    ],
)
def test_it_is_found_by_whatever_is_the_same(people, told):
    elsewhere = told.pop("village", None)
    build.claim_in("submitted", people)
    there = build.everybody(elsewhere, ".there") if elsewhere else people
    second = build.claim_in("submitted", there, village=elsewhere or build.HERE, **told)
    sweep()
    assert row(second, "duplicate").result in {"warn", "fail"}


def test_another_person_is_no_duplicate(people):
    build.claim_in("submitted", people)
    second = build.claim_in("submitted", people, name="Zubaidah", born_on=date(1950, 1, 1), sex="F",
                            kk="1602050101019999")  # fmt: skip
    sweep()
    assert row(second, "duplicate").result == "pass"


def test_one_death_is_granted_once(people):
    first = build.claim_in("verified", people)
    second = build.claim_in("verified", people, nik=first.nik.reveal())
    sweep()
    sweep()
    build.do("approve", first, people)
    assert set(blocked(second, people)) == {"jkm", "santunan_oki"}
    # And the page knows it as soon as the clock rings.
    assert sweep()["examined"] == 1
    assert results(second)["already_granted", "jkm"] == "fail"


def test_a_later_accident_of_the_same_worker_is_paid(people):
    injury = {"kind": "accident", "at_work": True, "nik": build.NIK}
    build.claim_in("awarded", people, **injury, event_on=date(2025, 6, 1))
    second = build.claim_in("verified", people, **injury)
    build.do("approve", second, people)


def test_who_dies_of_an_accident_already_paid_for_is_for_a_person_to_judge(people):
    injury = {"kind": "accident", "at_work": True, "nik": build.NIK, "event_on": date(2026, 2, 20)}
    build.claim_in("awarded", people, **injury)
    second = build.claim_in("verified", people, **injury, died_on=date(2026, 2, 27))
    sweep()
    assert row(second, "already_granted", "jkk").result == "warn"
