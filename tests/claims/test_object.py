"""The family does not agree: who may object for it, to what, and until which midnight."""

import itertools
from datetime import date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from claims import actions, sweeps
from claims.actions import FourEyes, Incomplete, LastDayPassed, NotYours, Ruling, TooLate
from claims.models import Breach, Deadline, Duty, Notice, Objection, edges
from claims.rules.states import ObjectionState, Stage, State
from regencies.models import Figure, Holiday, Role
from tests import build
from tests.build import DAY, JAKARTA, NOW

HEAD, OPERATOR = Role.VILLAGE_HEAD, Role.VILLAGE_OPERATOR


def filed(claim, people, **values) -> Objection:
    build.do("object", claim, people, **values)
    return claim.objections.latest("id")


def partly_refused(people, state=State.AWARDED, now=NOW):
    """JKM refused by the office, the regency's own benefit granted."""
    claim = build.claim_in("verified", people, now=now)
    rulings = {"jkm": Ruling("refused", "not_a_participant"), "santunan_oki": Ruling("granted")}
    actions.approve(claim.pk, rulings, by=people[Role.OPD_HEAD], now=now)
    for verb in {State.APPROVED: [], State.AWARDED: ["award"]}.get(
        state, ["award", "pay", "settle"]
    ):
        build.do(verb, claim, people, now=now)
    claim.refresh_from_db()
    assert claim.state == state
    return claim


@pytest.mark.parametrize("state", list(State))
def test_only_a_decision_is_objected_to(people, state):
    accident = {"kind": "accident", "at_work": True} if state == State.REPORTED else {}
    claim = build.claim_in(state, people, **accident)
    refusal = {
        State.REJECTED: None, State.AWARDED: None, State.SETTLED: None,
        # Everything is granted, and no sum is worked out yet.
        State.APPROVED: Incomplete,
    }.get(state, TooLate)  # fmt: skip
    for role in (HEAD, OPERATOR):
        if refusal is None:
            actions.allow_object(claim, by=people[role], now=NOW)
        else:
            with pytest.raises(refusal):
                actions.allow_object(claim, by=people[role], now=NOW)


def test_only_the_village_objects(people):
    claim = build.claim_in("rejected", people)
    for role in set(Role) - {HEAD, OPERATOR}:
        with pytest.raises(NotYours):
            actions.allow_object(claim, by=people[role], now=NOW)


def test_an_objection_is_linked_to_its_decision_and_has_a_clock_of_its_own(people):
    claim = build.claim_in("rejected", people)
    made = filed(claim, people)
    claim.refresh_from_db()
    assert claim.state == State.REJECTED  # until somebody decides otherwise
    assert made.against == claim.events.get(move="reject")
    assert made.about == ["jkm", "santunan_oki"]
    event = claim.events.get(move="object")
    # The trail is never wiped, and these words go with the data of the claim.
    assert (event.objection, event.note, event.words) == (made, "", made.grounds)
    clock = claim.deadlines.get(stage=Stage.OBJECTION)
    # 3 to 6, 9 to 13 and 16 March: ten working days after Monday the 2nd.
    assert (clock.due_on, clock.holder) == (date(2026, 3, 16), None)
    told = set(event.notices.values_list("person__username", flat=True))
    assert told == {"opd_head", "sekda"}


def test_the_same_click_files_one(people):
    claim = build.claim_in("rejected", people)
    key = claim.key
    assert build.do("object", claim, people, key=key) == build.do("object", claim, people, key=key)
    assert claim.objections.count() == 1


def test_one_objection_to_one_decision(people):
    claim = build.claim_in("rejected", people)
    made = filed(claim, people)
    with pytest.raises(TooLate, match="menunggu keputusan"):
        build.do("object", claim, people)
    build.do("dismiss", claim, people)
    with pytest.raises(TooLate, match="ditolak"):
        build.do("object", claim, people)
    with pytest.raises(IntegrityError, match="objection_one_per_decision"), transaction.atomic():
        Objection.objects.create(
            claim=claim, against=made.against, about=["jkm"], grounds="x", family_name="x",
            family_relation="wife", filed_by=people[HEAD], filed_at=NOW,
        )  # fmt: skip


def test_one_dropped_by_mistake_may_be_filed_again(people):
    claim = build.claim_in("rejected", people)
    filed(claim, people)
    build.do("drop", claim, people, by=people[OPERATOR])
    clock = claim.deadlines.get(stage=Stage.OBJECTION)
    assert clock.stopped_at == NOW
    assert filed(claim, people).state == ObjectionState.FILED


# Until when -----------------------------------------------------------------------------------


def at(*when) -> datetime:
    return datetime(*when, tzinfo=JAKARTA)


def test_the_last_day_ends_at_its_midnight(people):
    claim = build.claim_in("rejected", people)  # Monday 2 March
    assert actions.objectionable(claim).last_on == date(2026, 3, 16)
    with pytest.raises(LastDayPassed, match=r"16 Maret 2026.*LAPOR"):
        build.do("object", claim, people, now=at(2026, 3, 17, 0, 0))
    build.do("object", claim, people, now=at(2026, 3, 16, 23, 59, 59))


def test_holidays_and_weekends_do_not_count(people):
    """Nyepi and Idul Fitri, with their shared leave, lie between: 18 to 24 March."""
    claim = build.claim_in("rejected", people, now=NOW + 7 * DAY)
    assert actions.objectionable(claim).last_on == date(2026, 3, 30)


def test_a_year_without_holidays_takes_nobodys_right_away(people):
    decided = at(2026, 12, 28, 9)
    claim = build.claim_in("rejected", people, now=decided, event_on=date(2026, 12, 20))
    Holiday.objects.filter(day__year=2027).delete()
    assert actions.objectionable(claim).last_on is None
    filed(claim, people, now=at(2027, 2, 1, 9))
    # Accepted, and its own clock waits for the calendar: the administrator has been told.
    assert not claim.deadlines.filter(stage=Stage.OBJECTION).exists()
    assert Notice.objects.filter(kind="calendar_gap", about="2027").exists()
    failed = []
    sweeps.each(sweeps._untimed(), actions.time_objection, at(2027, 2, 2, 9), failed)
    assert failed == [claim.pk]

    Holiday.objects.create(
        day=date(2027, 1, 1), name="Tahun Baru", kind="public", source="SKB", confidence="H"
    )
    sweeps.run(at(2027, 2, 3, 9), wall=lambda: NOW)
    clock = claim.deadlines.get(stage=Stage.OBJECTION)
    assert clock.started_at == at(2027, 2, 1, 9)
    assert clock.due_on == date(2027, 2, 15)
    assert actions.time_objection(claim.pk, now=at(2027, 2, 3, 9)) is None


def test_a_day_off_that_is_struck_out_takes_no_day_from_the_family(people):
    """The letter says 17 March, and until then they may object."""
    off = Holiday.objects.create(
        day=date(2026, 3, 6), name="Cuti bersama", kind="cuti_bersama", source="SKB",
        confidence="H",
    )  # fmt: skip
    claim, other = (build.claim_in("rejected", people) for _ in range(2))
    assert actions.objectionable(claim).last_on == date(2026, 3, 17)
    off.delete()
    assert actions.objectionable(claim).last_on == date(2026, 3, 17)
    filed(claim, people, now=at(2026, 3, 17, 23, 59))
    with pytest.raises(LastDayPassed, match="17 Maret 2026"):
        filed(other, people, now=at(2026, 3, 18, 0, 0))


def test_a_day_off_that_comes_after_the_decision_gives_them_one_more(people):
    claim = build.claim_in("rejected", people)
    Holiday.objects.create(
        day=date(2026, 3, 6), name="Cuti bersama", kind="cuti_bersama", source="SKB",
        confidence="H",
    )  # fmt: skip
    assert claim.events.get(move="reject").data["object_until"] == "2026-03-16"
    assert actions.objectionable(claim).last_on == date(2026, 3, 17)
    filed(claim, people, now=at(2026, 3, 17, 9))


def test_without_a_figure_there_is_no_last_day(people):
    Figure.objects.filter(key="objection_days").delete()
    claim = build.claim_in("rejected", people)
    assert actions.objectionable(claim).last_on is None
    build.do("object", claim, people, now=NOW + 300 * DAY)


def test_nobody_decides_until_the_limit_passes_and_that_stays_on_record(people):
    claim = build.claim_in("rejected", people)
    filed(claim, people)
    sweeps.run(at(2026, 3, 18, 9), wall=lambda: NOW)
    breach = Breach.objects.get(claim=claim)
    assert (breach.stage, breach.at) == (Stage.OBJECTION, at(2026, 3, 17))
    told = claim.events.get(rung="breach").notices.values_list("person__username", flat=True)
    assert set(told) == {"opd_head", "sekda"}
    claim.refresh_from_db()
    assert claim.state == State.REJECTED


# To what --------------------------------------------------------------------------------------


def test_of_a_part_refused_that_part_and_the_regencys_own_sum(people):
    found = actions.objectionable(partly_refused(people))
    assert {row.programme_id for row in found.programmes} == {"jkm", "santunan_oki"}


def test_a_branchs_sum_is_the_branchs_to_decide(people):
    claim = build.claim_in("awarded", people)
    found = actions.objectionable(claim)
    assert [row.programme_id for row in found.programmes] == ["santunan_oki"]
    with pytest.raises(Incomplete):
        actions.object(claim.pk, about=["jkm"], **build.OBJECTS, by=people[HEAD], now=NOW)


def test_an_objection_says_to_what_and_why(people):
    claim = build.claim_in("rejected", people)
    act = {"by": people[HEAD], "now": NOW}
    with pytest.raises(Incomplete) as refusal:
        actions.object(claim.pk, about=[], **build.OBJECTS | {"grounds": "  "}, **act)
    assert set(refusal.value.faults) == {"about", "grounds"}


def test_who_judged_the_claim_does_not_object_to_it(people):
    """The village's new head was its verifier a month ago."""
    claim = build.claim_in("rejected", people)
    build.appoint(people[Role.OPD_VERIFIER], HEAD)
    with pytest.raises(FourEyes):
        build.do("object", claim, people, by=people[Role.OPD_VERIFIER])


# The machine, and the database ----------------------------------------------------------------


def test_an_objection_moves_once():
    assert {(move, source, target) for move, source, target, _ in edges(Objection)} == {
        ("uphold", "filed", "upheld"),
        ("dismiss", "filed", "dismissed"),
        ("drop", "filed", "dropped"),
    }


def test_who_may_move_it(people):
    claim = build.claim_in("rejected", people)
    filed(claim, people)
    may = {"uphold": {Role.SEKDA}, "dismiss": {Role.SEKDA}, "drop": {HEAD, OPERATOR}}
    for verb, role in itertools.product(may, Role):
        with transaction.atomic():
            if role in may[verb]:
                build.do(verb, claim, people, by=people[role])
            else:
                # The head of the office made the decision.
                refusal = FourEyes if role == Role.OPD_HEAD and verb != "drop" else NotYours
                with pytest.raises(refusal):
                    build.do(verb, claim, people, by=people[role])
            transaction.set_rollback(True)


def test_sql_refuses_to_change_what_was_filed_or_decided(people):
    claim = build.claim_in("rejected", people)
    made = filed(claim, people)
    rows = Objection.objects.filter(pk=made.pk)
    for refused in (
        lambda: rows.update(grounds="x"),
        lambda: rows.update(about=["jkm"]),
        lambda: rows.update(state="upheld"),  # by nobody
        lambda: rows.update(state="granted", decided_by=people[Role.SEKDA], decided_at=NOW),
        rows.delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused()
    build.do("dismiss", claim, people)
    for values in ({"answer": "x"}, {"state": "upheld"}, {"state": "filed"}):
        with pytest.raises(IntegrityError, match="no move leads"), transaction.atomic():
            rows.update(**values)


def test_sql_refuses_that_a_decider_had_another_duty(people):
    claim = build.claim_in("rejected", people)
    with pytest.raises(IntegrityError, match="duty_four_people"), transaction.atomic():
        Duty.objects.create(claim=claim, person=people[Role.OPD_HEAD], duty="review")


def test_sql_refuses_a_second_open_objection(people):
    claim = build.claim_in("rejected", people)
    filed(claim, people)
    other = claim.events.get(move="verify")
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="objection_one_open"):
        cursor.execute(
            "INSERT INTO claims_objection (claim_id, against_id, about, grounds, family_name,"
            " family_relation, filed_by_id, filed_at, state, version, answer)"
            " SELECT claim_id, %s, about, grounds, family_name, family_relation, filed_by_id,"
            " filed_at, state, version, answer FROM claims_objection",
            [other.pk],
        )


def test_a_clock_runs_per_objection_and_stops_with_it(people):
    claim = build.claim_in("rejected", people)
    filed(claim, people)
    build.do("dismiss", claim, people, now=NOW + DAY)
    assert not Deadline.objects.open().filter(claim=claim).exists()
