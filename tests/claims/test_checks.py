"""The checks of a claim: run when facts change, and in the way of a grant."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from claims import actions, sweeps
from claims.actions import Incomplete, Ruling
from claims.models import Check, Claim
from claims.models.check_words import ALIKE_WORDS, CHECK_WORDS, REASON_WORDS
from claims.rules.checks import KEYS
from claims.rules.duplicates import POINTS
from claims.views.check_rows import sentence
from regencies.models import CheckRule, Role
from tests import build
from tests.build import DAY, NOW
from tests.claims.checked import blocked, listed, results, row, sweep
from tests.rules.test_checks import ANSWERS, GOOD, answer, replace

pytestmark = pytest.mark.django_db


# Run when facts change -----------------------------------------------------------------------


def test_the_sweep_runs_them_once_for_each_change(people):
    claim = build.claim_in("submitted", people)
    assert sweep()["examined"] == 1
    assert sweep()["examined"] == 0
    claim.refresh_from_db()
    assert claim.checked_version == claim.version
    assert {key for key, _ in results(claim)} == set(KEYS) - {"months_scholarship", "expiry"}
    build.do("endorse", claim, people)
    actions.assess(claim.pk, build.FOUND, by=people[Role.OPD_VERIFIER], now=NOW)
    assert sweep()["examined"] == 1
    assert results(claim)["decile", "santunan_oki"] == "pass"


@pytest.mark.parametrize("state", ["draft", "withdrawn", "rejected", "approved", "settled"])
def test_what_is_not_waiting_for_a_decision_is_left_alone(people, state):
    claim = build.claim_in(state, people)
    before = Claim.objects.get(pk=claim.pk).checked_version
    assert actions.examine(claim.pk, now=NOW) is None
    assert Claim.objects.get(pk=claim.pk).checked_version == before


def test_a_paper_that_comes_or_goes_is_a_change(people):
    claim = build.claim_in("sent_back", people)
    sweep()
    missing = row(claim, "papers").data["missing"]
    build.attach(claim, people, "kpj")
    assert sweep()["examined"] == 1
    assert len(row(claim, "papers").data["missing"]) == len(missing) - 1
    document = claim.documents.get(paper="kpj")
    actions.detach(claim.pk, document.token, by=people[Role.VILLAGE_HEAD], now=NOW)
    assert sweep()["examined"] == 1
    assert row(claim, "papers").data["missing"] == missing


def test_one_bad_claim_stops_no_other(people):
    claims = [build.claim_in("submitted", people) for _ in range(3)]
    build.unreadable(claims[1])
    with pytest.raises(sweeps.SweepFailed):
        sweep()
    assert [claim.checks.exists() for claim in claims] == [True, False, True]


def test_only_a_result_that_changed_is_an_event(people):
    claim = build.claim_in("endorsed", people, facts={"decile": Decimal(7)})
    sweep()
    build.do("send_back", claim, people)
    sweep()
    assert not claim.events.filter(move="check").exists()
    build.do("answer", claim, people)
    actions.assess(claim.pk, build.FOUND, by=people[Role.OPD_VERIFIER], now=NOW)
    sweep()
    event = claim.events.get(move="check")
    assert (event.by, event.to_state) == (None, "")
    assert {"key": "decile", "programme": "santunan_oki", "from": "fail", "to": "pass"} in (
        event.data["checks"]
    )
    assert not event.notices.exists()


def test_a_question_no_longer_asked_leaves_no_answer(people):
    claim = build.claim_in("sent_back", people)
    sweep()
    assert ("cover", "jkm") in results(claim)
    head = people[Role.VILLAGE_HEAD]
    actions.keep(claim.pk, {"at_work": True, "kind": "accident", "died_on": date(2026, 2, 27)},
                 by=head, now=NOW)  # fmt: skip
    sweep()
    assert ("cover", "jkm") not in results(claim) and ("cover", "jkk") in results(claim)


def examine_anew(claim):
    Claim.objects.filter(pk=claim.pk).update(checked_version=-1)
    return actions.examine(claim.pk, now=NOW)


def test_the_checks_ask_the_same_number_of_questions(people, django_assert_num_queries):
    claim = build.claim_in("submitted", people, children=[
        {"name": f"Anak {i}", "born_on": date(2015, 1, i + 1), "level": "sd", "grade": 1}
        for i in range(3)
    ])  # fmt: skip
    build.claim_in("submitted", people)
    listed(claim, (date(2024, 1, 1), date(2024, 12, 31)), (date(2025, 1, 1), date(2026, 12, 31)))
    examine_anew(claim)
    with django_assert_num_queries(27):
        examine_anew(claim)
    for _ in range(5):
        build.claim_in("submitted", people)
    examine_anew(claim)
    with django_assert_num_queries(27):
        examine_anew(claim)


def test_no_number_of_a_person_is_written_down(people):
    claim = build.claim_in("verified", people)
    build.claim_in("submitted", people, nik=claim.nik.reveal())
    sweep()
    sweep()
    for check in Check.objects.all():
        text = json.dumps(check.data) + check.source + check.reason
        for private in (build.NIK, build.KK, build.ACCOUNT, claim.nik_index, "Sulaiman", "Aminah"):
            assert private not in text


# In the way of a grant -----------------------------------------------------------------------


def test_without_a_list_of_participants_nothing_is_in_the_way(people):
    claim = build.claim_in("verified", people)
    sweep()
    assert results(claim)["cover", "jkm"] == "no_data"
    build.do("approve", claim, people)


def test_lapsed_cover_stops_the_branchs_programme_alone(people):
    claim = build.claim_in("verified", people)
    listed(claim, (date(2024, 1, 1), date(2024, 12, 31)))
    assert set(blocked(claim, people)) == {"jkm"}
    claim.refresh_from_db()
    assert claim.state == "verified"
    rulings = {"jkm": Ruling("refused", "not_covered"), "santunan_oki": Ruling("granted")}
    actions.approve(claim.pk, rulings, by=people[Role.OPD_HEAD], now=NOW)


def test_a_sentence_names_the_check(people):
    claim = build.claim_in("verified", people)
    listed(claim, (date(2027, 1, 1), date(2027, 12, 31)))
    assert str(CHECK_WORDS["cover"]) in blocked(claim, people)["jkm"]


def test_a_child_is_not_paid_without_a_guardian(people):
    child = {"name": "Adik Demo", "born_on": date(2015, 5, 1), "level": "sd", "grade": 4}
    claim = build.claim_in("verified", people, heir_relation="child", heir_name="Adik Demo",
                           payee_name="Adik Demo", payee_relation="child",
                           children=[child])  # fmt: skip
    assert set(blocked(claim, people)) == {"jkm", "santunan_oki"}
    # The reporter is no relative: nobody else is told of.
    assert results(claim) == {}


def test_the_heirs_age_is_read_from_the_nik(people):
    claim = build.claim_in("endorsed", people, heir_relation="sibling",
                           heir_nik="1602054505129903")  # fmt: skip
    sweep()
    assert row(claim, "guardian").reason == "paid_to_a_parent"


def test_what_blocks_is_a_dated_table_of_the_regency(people):
    claim = build.claim_in("verified", people)
    CheckRule.objects.create(
        regency_id="16.02", key="papers", from_on=NOW.date(), blocks=True, source="test",
        confidence="L",
    )  # fmt: skip
    with pytest.raises(Incomplete), transaction.atomic():
        actions.approve(claim.pk, build.granted(claim), by=people[Role.OPD_HEAD], now=NOW)
    build.do("approve", claim, people, now=NOW - DAY)


# Words ---------------------------------------------------------------------------------------


def test_every_answer_has_its_sentence():
    assert set(CHECK_WORDS) == set(REASON_WORDS) == set(KEYS)
    assert set(ALIKE_WORDS) == set(POINTS)
    for key, programme, changes, expected in ANSWERS:
        found = answer(replace(GOOD, **changes), key, programme)
        if found:
            told = sentence(Check(key=key, reason=found.reason, data=dict(found.detail)))
            assert told != found.reason and "%(" not in told, (key, expected)


def test_an_old_code_is_shown_as_it_is():
    assert sentence(Check(key="gone", reason="lost", data={})) == "lost"


def test_every_check_has_a_rule_of_the_country(people):
    rules = CheckRule.objects.filter(regency=None)
    assert set(rules.values_list("key", flat=True)) == set(KEYS)
    assert CheckRule.objects.blocking(NOW.date(), "16.02") == {
        "nik_shape", "cover", "decile", "expiry", "guardian", "already_granted",
    }  # fmt: skip
