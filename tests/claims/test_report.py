"""An accident at work in two stages: told of at once, claimed when the treatment has ended."""

import uuid
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from claims import actions, sweeps
from claims.actions import Incomplete, NotYours, TooLate, filing, reschedule
from claims.models import Claim, Deadline, Event, Notice
from regencies.models import DeadlineRule, Role, Village
from tests import build
from tests.build import DAY, JAKARTA, NOW

pytestmark = pytest.mark.django_db

TOLD = {
    "name": "Sulaiman bin Demo",
    "event_on": date(2026, 3, 1),
    "event_time": time(10, 20),
    "event_place": "Kebun sawit",
    "cause": "Jatuh dari pohon",
    "at_work": True,
    "reporter_name": "Rusdi Demo",
    "reporter_relation": "employer",
    "reporter_phone": "+628117001122",
}
PAID_HIMSELF = {"payee_name": "Sulaiman bin Demo", "payee_relation": "self"}


def told(people, now=NOW, **story) -> Claim:
    """A draft with what is known on the day after: no NIK, no paper, no bill."""
    head = people[Role.VILLAGE_HEAD]
    claim = actions.start(
        kind="accident", village=Village.objects.get(code=build.HERE), key=uuid.uuid4(), by=head,
        now=now,
    )  # fmt: skip
    return actions.keep(claim.pk, TOLD | story, by=head, now=now)


def reported(people, now=NOW, **story) -> Claim:
    claim = told(people, now, **story)
    actions.report(claim.pk, by=people[Role.VILLAGE_HEAD], now=now)
    return Claim.objects.get(pk=claim.pk)


def complete(claim, people, now, **story):
    head = people[Role.VILLAGE_HEAD]
    actions.keep(
        claim.pk, build.STORY | TOLD | PAID_HIMSELF | {"healed_on": now.date()} | story,
        by=head, now=now,
        facts={"months_unfit": Decimal(2), "medical": Decimal(4_000_000)},
    )  # fmt: skip
    build.attach(claim, people, "ktp_peserta", now=now)


def clock_of(claim) -> Deadline:
    return Deadline.objects.get(claim=claim, stage="accident")


def sweep(now):
    sweeps.run(now, lambda: now)


def at(year, month, day, hour=8, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=JAKARTA)


def rungs(claim):
    rows = Event.objects.filter(claim=claim).exclude(rung="").order_by("at", "id")
    return [(row.rung, row.at.astimezone(JAKARTA)) for row in rows]


def hears(claim, kind):
    rows = Notice.objects.filter(claim=claim, kind=kind, channel="inbox")
    return {row.person.username for row in rows}


# Stage I --------------------------------------------------------------------------------------


def test_an_accident_is_reported_without_nik_paper_or_bill(people):
    claim = reported(people)
    assert (claim.state, claim.reported_at, claim.submitted_at) == ("reported", NOW, None)
    assert hears(claim, "report") == {"camat", "district_officer", "opd_verifier"}


def test_the_hours_stand_in_the_event_and_never_block(people):
    in_time = reported(people, now=at(2026, 3, 3, 10, 20))
    late = reported(people, now=at(2026, 3, 3, 12, 30))
    said = [claim.events.get(move="report").data for claim in (in_time, late)]
    assert [row["hours_late"] for row in said] == [0, 3]
    assert said[0]["due_at"] == "2026-03-03T10:20:00+07:00"


def test_without_a_time_the_day_counts_to_its_end(people):
    claim = reported(people, now=at(2026, 3, 3, 23, 59), event_time=None)
    assert claim.events.get(move="report").data["hours_late"] == 0


def test_what_is_missing_for_a_report_is_said_by_page(people):
    claim = told(people, name="", cause="", reporter_phone="")
    with pytest.raises(Incomplete) as refused:
        build.do("report", claim, people)
    assert set(refused.value.faults) == {"person", "event", "family"}


def test_an_accident_that_was_not_at_work_is_not_reported(people):
    with pytest.raises(Incomplete) as refused:
        build.do("report", told(people, at_work=False), people)
    assert set(refused.value.faults) == {"event"}


def test_a_death_is_submitted_and_never_reported(people):
    with pytest.raises(TooLate):
        build.do("report", build.claim_in("draft", people), people)


def test_the_operator_prepares_and_the_head_reports(people):
    claim = told(people)
    operator = people[Role.VILLAGE_OPERATOR]
    actions.keep(claim.pk, {"cause": "Terjatuh"}, by=operator, now=NOW)
    with pytest.raises(NotYours):
        actions.report(claim.pk, by=operator, now=NOW)


def test_the_same_click_reports_once(people):
    claim, key = told(people), uuid.uuid4()
    events = [build.do("report", claim, people, key=key) for _ in range(2)]
    assert events[0] == events[1]
    assert claim.deadlines.count() == 1


def test_sql_refuses_a_report_of_a_death_and_one_that_is_submitted(people):
    death, accident = build.claim_in("submitted", people), reported(people)
    for claim, values in ((death, {"reported_at": NOW}), (accident, {"submitted_at": NOW})):
        with pytest.raises(IntegrityError, match="claim_reported"), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**values)


# The clock until stage II ---------------------------------------------------------------------


def test_the_clock_runs_as_long_as_the_right_to_claim(people):
    clock = clock_of(reported(people))
    assert clock.due_on == date(2031, 3, 1)
    assert (clock.terms["years"], clock.terms["from_on"]) == (5, "2026-03-01")
    assert clock.terms["confidence"] == "H" and "art. 26" in clock.terms["source"]


def test_the_village_is_reminded_each_month_until_the_right_ends(people):
    claim = reported(people, now=at(2026, 1, 31, 15), event_on=date(2026, 1, 30))
    for year, month in [(2026, month) for month in range(2, 13)] + [
        (2027, 1),
        (2027, 2),
        (2027, 3),
    ]:
        sweep(at(year, month, monthrange(year, month)[1], 9))
    # 31 January, then the last day of each shorter month, and never earlier for having been.
    assert [f"{moment:%m-%d %H}" for _, moment in rungs(claim)] == [
        "02-28 08", "03-31 08", "04-30 08", "05-31 08", "06-30 08", "07-31 08", "08-31 08",
        "09-30 08", "10-31 08", "11-30 08", "12-31 08", "01-31 08", "02-28 08", "03-31 08",
    ]  # fmt: skip
    assert hears(claim, "remind") == {"village_head", "village_operator"}


def test_in_a_leap_year_february_has_its_29th(people):
    claim = reported(people, now=at(2028, 1, 31), event_on=date(2028, 1, 30))
    sweep(at(2028, 2, 29, 9))
    assert rungs(claim) == [("remind_1", at(2028, 2, 29))]


def test_a_sweep_that_was_away_for_months_says_it_once(people):
    claim = reported(people)
    sweep(at(2026, 6, 10))
    assert rungs(claim) == [("remind_3", at(2026, 6, 2))]
    sweep(at(2026, 6, 10))
    assert len(rungs(claim)) == 1
    assert clock_of(claim).next_action_at == at(2026, 7, 2)


def test_before_the_right_ends_the_warnings_are_stronger_and_then_it_is_on_record(people):
    claim = reported(people)
    for on in (date(2030, 12, 1), date(2031, 1, 30), date(2031, 2, 22), date(2031, 3, 1),
               date(2031, 3, 2)):  # fmt: skip
        sweep(at(on.year, on.month, on.day))
    names = [name for name, _ in rungs(claim)]
    assert [name for name in names if not name.startswith("remind")] == [
        "warn_90", "warn_30", "warn_7", "warn_0", "breach",
    ]  # fmt: skip
    assert hears(claim, "breach") == {"village_head", "village_operator", "camat"}
    claim.refresh_from_db()
    assert claim.state == "reported"  # late is never decided


def test_a_corrected_day_of_the_accident_moves_the_end_of_the_right(people):
    claim = reported(people)
    sweep(at(2026, 4, 10))
    head = people[Role.VILLAGE_HEAD]
    actions.keep(claim.pk, {"event_on": date(2026, 2, 20)}, by=head, now=at(2026, 4, 11))
    clock = clock_of(claim)
    assert (clock.due_on, clock.original_due_on) == (date(2031, 2, 20), date(2031, 3, 1))
    sweep(at(2026, 5, 2))
    assert [name for name, _ in rungs(claim)] == ["remind_1", "remind_2"]


def test_another_page_leaves_the_clock_as_it_is(people):
    claim = reported(people)
    before = clock_of(claim).rungs
    actions.keep(claim.pk, {"cause": "Terjatuh"}, by=people[Role.VILLAGE_HEAD], now=NOW + DAY)
    assert clock_of(claim).rungs == before and clock_of(claim).cycle == 0


def test_withdrawing_stops_the_reminders_and_is_told_to_those_who_heard(people):
    claim = reported(people)
    build.do("withdraw", claim, people, now=NOW + DAY)
    sweep(at(2026, 6, 10))
    assert rungs(claim) == []
    assert {"camat", "district_officer", "opd_verifier"} <= hears(claim, "withdraw")


# Stage II -------------------------------------------------------------------------------------


def test_from_the_report_to_the_camats_desk(people):
    claim = reported(people)
    later = at(2026, 5, 4, 9)
    with pytest.raises(Incomplete) as refused:
        build.do("submit", claim, people, now=later)
    assert {"harm", "papers", "payee"} <= set(refused.value.faults)
    complete(claim, people, later)
    build.do("submit", claim, people, now=later)
    claim.refresh_from_db()
    assert (claim.state, claim.reported_at, claim.submitted_at) == ("submitted", NOW, later)
    running = claim.deadlines.filter(stopped_at=None)
    assert [row.stage for row in running] == ["camat"]
    sweep(at(2026, 5, 4, 10))
    assert not claim.events.filter(move="remind", at__gt=later).exists()


def test_a_claim_may_also_be_submitted_without_a_report(people):
    claim = build.claim_in("submitted", people, kind="accident", at_work=True)
    assert claim.reported_at is None and not claim.deadlines.filter(stage="accident").exists()


def test_who_dies_of_it_after_the_report_has_heirs_papers_and_a_death_benefit(people):
    claim = reported(people)
    died = {"died_on": date(2026, 3, 20), "payee_name": "Aminah Demo", "payee_relation": "wife"}
    complete(claim, people, at(2026, 3, 25), **died)
    claim = Claim.objects.get(pk=claim.pk)
    assert {row.programme_id for row in claim.programmes.all()} == {"jkk", "santunan_oki"}
    missing = {row.key for row in actions.missing_papers(claim)}
    assert {"akta_kematian", "surat_ahli_waris"} <= missing
    actions.keep(claim.pk, {"heir_name": ""}, by=people[Role.VILLAGE_HEAD], now=at(2026, 3, 25))
    with pytest.raises(Incomplete) as refused:
        build.do("submit", claim, people, now=at(2026, 3, 25))
    assert set(refused.value.faults) == {"family"}
    outcome, _ = actions.work_out(claim, "jkk")
    assert "santunan_kematian" in {line.code for line in outcome.lines}


def test_a_reported_accident_is_paid_in_the_end(people):
    claim = reported(people)
    later = at(2026, 5, 4, 9)
    complete(claim, people, later)
    for verb in ("submit", "endorse", "verify", "approve", "award", "pay", "settle"):
        build.do(verb, claim, people, now=later)
    claim.refresh_from_db()
    assert claim.state == "settled"


def test_the_due_day_of_other_stages_is_not_touched_by_the_calendar_of_a_right(people):
    """A right is no count of days: no year without holidays is asked for its sake."""
    reported(people)
    assert actions.years_missing(NOW + timedelta(days=1)) == []


def test_another_rule_moves_the_warnings_and_never_the_end_of_the_right(people):
    claim, admin = reported(people), people[Role.ADMINISTRATOR]
    rule = clock_of(claim).rule
    assert reschedule.preview([claim.regency_id], now=NOW, rule=rule).moves == ()
    rule.warn_days = [60]
    rule.save()
    seen = reschedule.preview([claim.regency_id], now=NOW, rule=rule)
    assert seen.groups == [(date(2031, 3, 1), date(2031, 3, 1), 1)]
    reschedule.apply(seen.seen, by=admin, now=NOW + DAY, reason="Cukup sekali.", rule=rule)
    clock = clock_of(claim)
    assert [name for name, *_ in clock.rungs if name.startswith("warn")] == ["warn_60"]
    assert clock.due_on == date(2031, 3, 1) and clock.next_action_at == at(2026, 4, 2)


@pytest.mark.parametrize(
    "values",
    [{"stage": "accident", "unit": "calendar", "days": 1825},
     {"stage": "accident", "unit": "right", "days": 5},
     {"stage": "office", "unit": "right", "days": 1}],
)  # fmt: skip
def test_sql_refuses_a_limit_in_days_for_a_right_and_a_right_for_another_stage(values):
    row = {"from_on": NOW.date(), "start_event": "report", "source": "x", "confidence": "L"}
    with pytest.raises(IntegrityError, match="runs_with_its_right"), transaction.atomic():
        DeadlineRule.objects.create(**row, **values)


def test_whoever_dies_after_the_report_is_not_paid_on_his_own_account(people):
    claim = build.draft(people, kind="accident", at_work=True)
    assert "payee" not in filing.faults(claim)
    actions.keep(claim.pk, {"died_on": claim.event_on}, by=people[Role.VILLAGE_HEAD], now=build.NOW)
    assert "ahli waris" in filing.faults(Claim.objects.get(pk=claim.pk))["payee"]
