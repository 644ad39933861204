"""The decision stands, for a reason that the family reads."""

import pytest

from claims import actions
from claims.actions import FourEyes, Incomplete, TooLate
from claims.models import Breach
from claims.rules.states import ObjectionState, State
from regencies.models import Role
from tests import build
from tests.build import DAY, NOW


@pytest.fixture
def objected(people):
    claim = build.claim_in("rejected", people)
    build.do("object", claim, people)
    return claim


def test_the_village_and_the_camat_hear_of_it(people, objected):
    event = build.do("dismiss", objected, people)
    made = objected.objections.get()
    assert (made.state, made.decided_by, made.decided_at) == (
        ObjectionState.DISMISSED, people[Role.SEKDA], NOW,
    )  # fmt: skip
    assert (event.note, event.words) == ("", made.answer)
    told = set(event.notices.values_list("person__username", flat=True))
    assert told == {"village_head", "village_operator", "camat"}
    objected.refresh_from_db()
    assert objected.state == State.REJECTED


def test_it_takes_an_answer(people, objected):
    with pytest.raises(Incomplete):
        actions.dismiss(objected.objections.get().pk, answer=" ", by=people[Role.SEKDA], now=NOW)


def test_who_made_the_decision_does_not_judge_the_objection(people, objected):
    with pytest.raises(FourEyes):
        build.do("dismiss", objected, people, by=people[Role.OPD_HEAD])


def test_nor_does_who_stands_in_for_them(people, objected):
    stand_in = build.person("plh.kepala")
    build.appoint(stand_in, Role.OPD_HEAD, acting="plh", acts_for=people[Role.OPD_HEAD])
    with pytest.raises(FourEyes):
        build.do("dismiss", objected, people, by=stand_in)


def test_the_head_judges_where_the_section_head_decided(people):
    claim = build.claim_in("verified", people)
    build.do("reject", claim, people, by=people[Role.OPD_SECTION_HEAD])
    build.do("object", claim, people)
    event = build.do("dismiss", claim, people, by=people[Role.OPD_HEAD])
    assert event.by == people[Role.OPD_HEAD]
    assert claim.duties.get(person=people[Role.OPD_HEAD]).duty == "review"


def test_a_late_answer_says_why_it_is_late(people, objected):
    later = NOW + 30 * DAY
    filed = objected.objections.get()
    act = {"answer": "Tidak terdaftar.", "by": people[Role.SEKDA], "now": later}
    with pytest.raises(Incomplete):
        actions.dismiss(filed.pk, **act)
    actions.dismiss(filed.pk, **act, late_reason="staff_absent")
    breach = Breach.objects.get(claim=objected, stage="objection")
    assert (breach.reason, breach.explained_by) == ("staff_absent", people[Role.SEKDA])
    # Due on 16 March, answered on 1 April.
    assert breach.days_late == 16


def test_what_is_decided_is_decided(people, objected):
    build.do("dismiss", objected, people)
    for verb in ("uphold", "dismiss", "drop"):
        with pytest.raises(TooLate, match="ditolak"):
            build.do(verb, objected, people)
