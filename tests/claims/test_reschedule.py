"""A changed calendar or limit moves due days only when somebody says so, and then exactly those
that a recount by hand would move."""

import random
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from claims import actions, posts, sweeps
from claims.actions import reschedule
from claims.models import Deadline, Event, Notice
from regencies.models import Appointment, Change, DeadlineRule, Holiday, Role, digest, plain
from tests import build
from tests.build import DAY, JAKARTA, NOW

pytestmark = pytest.mark.django_db
HERE = ["16.02"]
WHY = "SKB 9/2026"


def at(day, hour=8, minute=0, month=3):
    return datetime(2026, month, day, hour, minute, tzinfo=JAKARTA)


def working(*stages, days=None, unit="working"):
    rows = DeadlineRule.objects.filter(stage__in=stages or ["camat", "office", "village"])
    rows.update(unit=unit, **({"days": days} if days else {}))


def leave(day, regency=None):
    """A day off that nobody knew of when the clocks began."""
    return Holiday.objects.create(
        day=day, name="Cuti bersama", kind="local" if regency else "cuti_bersama",
        regency_id=regency, source=WHY, confidence="H",
    )  # fmt: skip


def look(**options):
    return reschedule.preview(HERE, **{"now": at(3)} | options)


def move(people, now=None, seen=None, **options):
    now = now or at(3)
    found = reschedule.preview(HERE, now=now, **options)
    return reschedule.apply(
        found.seen if seen is None else seen, by=people[Role.ADMINISTRATOR], now=now, reason=WHY,
        **options,
    )  # fmt: skip


def by_hand(row) -> date:
    """The due day of a clock in working days, by a way of counting of its own."""
    off = set(Holiday.objects.filter(regency=None).values_list("day", flat=True)) | set(
        Holiday.objects.filter(regency=row.claim.regency_id).values_list("day", flat=True)
    )
    stood = set()
    for pause in row.pauses:
        if pause["to"]:
            on = date.fromisoformat(pause["from"])
            while on <= date.fromisoformat(pause["to"]):
                stood.add(on)
                on += DAY
    on, left = row.started_at.astimezone(JAKARTA).date(), row.terms["days"]
    while left:
        on += DAY
        if row.terms["unit"] == "working":
            left -= not (on.isoweekday() > 5 or on in off or on in stood)
        else:
            left -= on not in stood
    while row.terms["unit"] == "slide" and (on.isoweekday() > 5 or on in off or on in stood):
        on += DAY
    return on


def test_exactly_the_clocks_move_that_a_recount_moves(people):
    dice = random.Random(7)
    for n in range(24):
        unit = dice.choice(["working", "slide", "calendar"])
        working("camat", "office", "village", unit=unit)
        begun = NOW + timedelta(days=dice.randrange(0, 12), hours=dice.randrange(0, 10))
        claim = build.claim_in(dice.choice(["submitted", "endorsed"]), people, now=begun)
        if n % 3 == 0:
            state = claim.state
            build.do("send_back", claim, people, now=begun + DAY)
            if n % 6 == 0 and state == "endorsed":
                build.do("answer", claim, people, now=begun + dice.randrange(2, 6) * DAY)
    before = {row.pk: row.due_on for row in Deadline.objects.all()}
    for day in (date(2026, 3, 10), date(2026, 3, 12)):
        leave(day)
    leave(date(2026, 3, 11), "16.02")
    leave(date(2026, 3, 13), "16.06")  # the neighbours'
    assert {row.pk: row.due_on for row in Deadline.objects.all()} == before

    rows = Deadline.objects.filter(stopped_at=None).exclude(terms__unit="calendar")
    wanted = {row.pk: by_hand(row) for row in rows.select_related("claim")}
    wanted = {pk: day for pk, day in wanted.items() if day != before[pk]}
    assert len(wanted) > 5
    found = look()
    assert {m.deadline.pk: m.new_on for m in found.moves} == wanted
    assert sum(n for _, _, n in found.groups) == len(wanted)
    assert {row.pk: row.due_on for row in Deadline.objects.all()} == before  # only a look

    events = move(people)
    after = {row.pk: row.due_on for row in Deadline.objects.all()}
    assert after == before | wanted
    assert {e.deadline_id: e.data["due_on"] for e in events} == {
        pk: str(day) for pk, day in wanted.items()
    }
    for event in Event.objects.filter(move="reschedule"):
        assert event.data["old_on"] == str(before[event.deadline_id])
        assert (event.note, event.reason, event.by) == (
            WHY, "calendar", people[Role.ADMINISTRATOR],
        )  # fmt: skip
    assert not look().moves


def test_a_stopped_or_calendar_clock_never_moves(people):
    working("office")
    stopped = build.claim_in("approved", people)
    working("office", unit="calendar")
    running = build.claim_in("endorsed", people)
    rows = {row.pk: row.due_on for row in Deadline.objects.all()}
    leave(date(2026, 3, 5))
    assert look().moves == () and move(people) == []
    assert {row.pk: row.due_on for row in Deadline.objects.all()} == rows
    assert stopped.pk != running.pk


def test_the_ladder_is_set_anew_and_the_first_day_is_kept(people):
    working("office", days=5)
    claim = build.claim_in("endorsed", people)  # Monday 2 to Monday 9 March
    sweeps.run(at(8, 9), lambda: at(8, 9))  # warned on the day before
    leave(date(2026, 3, 6))
    (event,) = move(people, now=at(8, 10))
    row = Deadline.objects.get(claim=claim, stage="office")
    assert (row.due_on, row.original_due_on) == (date(2026, 3, 10), date(2026, 3, 9))
    assert row.cycle == 1 and row.next_action_at == at(9) and row.due_at == at(11, 0)
    assert [name for name, *_ in row.rungs] == [
        "warn_1", "warn_0", "breach", "escalate_1", "escalate_2",
    ]  # fmt: skip
    assert ["2026-03-06", "holiday"] in row.trace["skipped"]
    told = Notice.objects.filter(event=event)
    assert {(n.person.username, n.channel) for n in told} == {
        ("opd_verifier", "inbox"), ("opd_verifier", "email"),
    }  # fmt: skip
    assert all(n.digested for n in told.filter(channel="email"))
    sweeps.run(at(11, 1), lambda: at(11, 1))
    assert Event.objects.filter(claim=claim, rung="breach").count() == 1


def test_a_breach_stays_on_record_and_the_clock_warns_anew(people):
    working("office", days=5)
    claim = build.claim_in("endorsed", people)
    sweeps.run(at(10, 1), lambda: at(10, 1))
    for day in (4, 5, 6):
        leave(date(2026, 3, day))
    move(people, now=at(10, 9))  # now due on Thursday 12
    row = Deadline.objects.get(claim=claim, stage="office")
    assert not row.late(at(10, 9)) and row.next_action_at == at(11)
    for day in range(11, 16):
        sweeps.run(at(day, 8, 30), lambda: at(day, 8, 30))  # noqa: B023
    rungs = list(Event.objects.filter(claim=claim).exclude(rung="").order_by("at"))
    assert [(e.rung, e.at.astimezone(JAKARTA)) for e in rungs] == [
        ("breach", at(10, 0)), ("warn_1", at(11)), ("warn_0", at(12)), ("escalate_0", at(13, 0)),
        ("escalate_1", at(14)), ("escalate_2", at(15)),
    ]  # fmt: skip


def test_a_breach_that_no_sweep_has_written_yet_is_written_first(people):
    working("office", days=5)
    claim = build.claim_in("endorsed", people)
    leave(date(2026, 3, 6))
    move(people, now=at(10, 0, 1))
    breach = Event.objects.get(claim=claim, rung="breach")
    assert (breach.at, breach.data["due_on"]) == (at(10, 0), "2026-03-09")


def test_an_earlier_day_that_has_passed_is_late_at_once_and_once(people):
    day = leave(date(2026, 3, 5))
    working("office", days=5)
    claim = build.claim_in("endorsed", people)
    assert str(Deadline.objects.get(claim=claim, stage="office").due_on) == "2026-03-10"
    day.delete()
    assert [m.late for m in look(now=at(10, 9)).moves] == [True]
    move(people, now=at(10, 9))
    for hour in (10, 11):
        sweeps.run(at(10, hour), lambda: at(10, hour))  # noqa: B023
    rungs = Event.objects.filter(claim=claim).exclude(rung="").order_by("at")
    assert [(e.rung, e.at.astimezone(JAKARTA)) for e in rungs][-1] == ("breach", at(10, 9))


def test_a_clock_that_stands_still_keeps_still_and_goes_on_rightly(people):
    working("office", days=5)
    claim = build.claim_in("endorsed", people)
    build.do("send_back", claim, people, now=at(4, 10))
    leave(date(2026, 3, 3))
    move(people, now=at(5))
    row = Deadline.objects.get(claim=claim, stage="office")
    assert row.due_on == date(2026, 3, 10) and row.paused_at and row.next_action_at is None
    build.do("answer", claim, people, now=at(6, 10))
    row.refresh_from_db()
    assert row.due_on == by_hand(row) == date(2026, 3, 13)


def test_what_changed_since_the_preview_is_refused(people):
    working("office")
    build.claim_in("endorsed", people)
    leave(date(2026, 3, 5))
    seen = look().seen
    leave(date(2026, 3, 6))
    rows = list(Deadline.objects.values_list("pk", "due_on"))
    with pytest.raises(actions.Stale) as refusal:
        move(people, seen=seen)
    assert refusal.value.status == 409
    assert list(Deadline.objects.values_list("pk", "due_on")) == rows
    assert not Event.objects.filter(move="reschedule").exists()


def test_only_an_administrator_moves_and_only_at_home(people):
    working("office")
    build.claim_in("endorsed", people)
    leave(date(2026, 3, 5))
    for role in Role:
        if role != Role.ADMINISTRATOR:
            with pytest.raises(actions.NotYours):
                reschedule.apply(look().seen, by=people[role], now=at(3), reason=WHY)
    Appointment.objects.filter(role=Role.ADMINISTRATOR).update(regency_id="16.06")
    assert move(people) == []
    with pytest.raises(actions.Incomplete):
        reschedule.apply("x", by=people[Role.ADMINISTRATOR], now=at(3), reason="  ")


def test_a_new_rule_reaches_running_clocks_only_when_given_to_them(people):
    claim = build.claim_in("endorsed", people)
    old = Deadline.objects.get(claim=claim, stage="office")
    rule = actions.add_row(
        DeadlineRule, stage="office", regency_id="16.02", programme_id=None,
        from_on=date(2026, 3, 3), days=10, unit="working", start_event="endorse",
        warn_days=[1], warn_hour=8, steps=[], source=WHY, confidence="H",
        by=people[Role.ADMINISTRATOR], now=NOW, reason=WHY,
    )  # fmt: skip
    old.refresh_from_db()
    assert (old.due_on, old.terms["days"]) == (date(2026, 3, 9), 7) and not look().moves
    assert not look(rule=rule, now=NOW).moves  # not yet in force
    assert [(m.old_on, m.new_on) for m in look(rule=rule).moves] == [
        (date(2026, 3, 9), date(2026, 3, 16))
    ]
    (event,) = move(people, rule=rule)
    old.refresh_from_db()
    assert (old.due_on, old.terms["days"], old.rule) == (date(2026, 3, 16), 10, rule)
    assert old.terms["calendar"] and event.reason == "rule"
    assert not look(rule=rule).moves


def test_an_unknown_year_is_counted_apart_and_moves_nothing(people):
    working("office")
    build.claim_in("endorsed", people)
    Holiday.objects.filter(day__year=2026).delete()
    found = look()
    assert found.moves == () and found.uncounted == {2026: 1}


@pytest.mark.parametrize("n", [1, 6])
def test_the_same_number_of_questions_for_one_and_for_six(people, n, django_assert_num_queries):
    working("office")
    for _ in range(n):
        build.claim_in("endorsed", people)
    leave(date(2026, 3, 5))
    with django_assert_num_queries(2):
        found = look()
    with django_assert_num_queries(11):
        events = reschedule.apply(found.seen, by=people[Role.ADMINISTRATOR], now=at(3), reason=WHY)
    assert len(events) == n


# A year without holidays ----------------------------------------------------------------------


def test_a_limit_into_an_unknown_year_is_refused_and_nothing_is_written(people):
    working("camat", days=10)
    late = datetime(2027, 12, 27, 9, tzinfo=JAKARTA)
    claim = build.draft(people, now=late, event_on=date(2027, 12, 26))
    with pytest.raises(actions.CalendarUnknown) as refusal, transaction.atomic():
        build.do("submit", claim, people, now=late)
    assert refusal.value.status == 409 and "2028" in str(refusal.value)
    claim.refresh_from_db()
    assert claim.state == "draft" and not claim.deadlines.exists()
    working("camat", unit="calendar")
    build.do("submit", claim, people, now=late)
    assert str(claim.deadlines.get().due_on) == "2028-01-06"


def test_the_administrators_hear_of_a_year_once(people):
    for _ in range(3):
        actions.tell_gap(2028, now=NOW)
    rows = Notice.objects.filter(kind="calendar_gap", about="2028")
    assert {(row.person.username, row.channel) for row in rows} == {
        ("administrator", "inbox"), ("administrator", "email"),
    }  # fmt: skip
    assert rows.count() == 2
    posts.run(NOW)
    assert "2028" in mail.outbox[-1].subject and "/reference/holidays/" in mail.outbox[-1].body


def test_an_award_by_the_clock_waits_and_tells(people):
    working("payment", days=10)
    late = datetime(2027, 12, 27, 9, tzinfo=JAKARTA)
    claim = build.claim_in("approved", people, now=late, event_on=date(2027, 12, 26))
    with pytest.raises(sweeps.SweepFailed):
        sweeps.run(late, lambda: late)
    claim.refresh_from_db()
    assert claim.state == "approved"
    assert Notice.objects.filter(kind="calendar_gap", about="2028").exists()
    Holiday.objects.create(
        day=date(2028, 1, 1), name="Tahun baru", kind="public", source=WHY, confidence="H"
    )
    sweeps.run(late, lambda: late)
    claim.refresh_from_db()
    assert claim.state == "awarded"


@pytest.mark.parametrize(
    ("day", "years"),
    [(date(2027, 10, 31), []), (date(2027, 11, 1), [2028]), (date(2028, 1, 2), [2028])],
)
def test_from_november_the_next_year_is_asked_for(people, day, years, django_assert_num_queries):
    now = datetime(day.year, day.month, day.day, 12, tzinfo=JAKARTA)
    with django_assert_num_queries(1):
        assert actions.years_missing(now) == years


def test_a_clock_that_may_run_into_an_unknown_year_asks_for_it(people):
    working("camat")
    begun = datetime(2027, 12, 1, 9, tzinfo=JAKARTA)
    build.claim_in("submitted", people, now=begun, event_on=date(2027, 11, 30))
    assert actions.years_missing(datetime(2027, 10, 1, tzinfo=JAKARTA)) == [2028]


def test_a_change_is_never_edited_nor_deleted(people):
    row = leave(date(2026, 3, 5))
    actions.correct_row(
        Holiday, row.pk, seen=digest(plain(row)), by=people[Role.ADMINISTRATOR], now=NOW,
        reason=WHY,
        name="Cuti",
    )  # fmt: skip
    change = Change.objects.get()
    assert (change.before["name"], change.after["name"]) == ("Cuti bersama", "Cuti")
    for act in (lambda: Change.objects.update(reason="?"), lambda: change.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
