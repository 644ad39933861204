"""A file that was sent back has, when it returns, what was left of its days, whatever the calendar
became meanwhile."""

from datetime import date

import pytest

from claims import sweeps
from claims.models import Breach, Deadline, Event
from tests import build
from tests.build import JAKARTA
from tests.claims.test_reschedule import at, leave, working

pytestmark = pytest.mark.django_db


def fallen(claim):
    rows = Event.objects.filter(claim=claim, deadline__stage="office").exclude(rung="")
    return [(row.rung, row.at.astimezone(JAKARTA)) for row in rows.order_by("at")]


def test_a_file_answered_after_a_day_off_was_struck_out_has_what_was_left_of_its_days(people):
    """Sent back on its last day, it has that day when it returns: the days before stay what they
    were counted as, and only what somebody says moves them."""
    off = leave(date(2026, 3, 4))
    working("office", days=5)
    claim = build.claim_in("endorsed", people)  # Monday 2 to Tuesday 10 March
    build.do("send_back", claim, people, now=at(10, 9))
    off.delete()
    build.do("answer", claim, people, now=at(12, 9))
    row = Deadline.objects.get(claim=claim, stage="office")
    assert (row.due_on, row.due_at) == (date(2026, 3, 13), at(14, 0))
    assert row.trace["counted"] == [f"2026-03-{day:02}" for day in (3, 5, 6, 9, 13)]
    stood = [[f"2026-03-{day}", "paused"] for day in (10, 11, 12)]
    assert row.trace["skipped"][-3:] == stood and ["2026-03-04", "holiday"] in row.trace["skipped"]
    for day in range(13, 20):
        sweeps.run(at(day, 8, 30), lambda: at(day, 8, 30))  # noqa: B023
    assert fallen(claim) == [
        ("warn_0", at(10)), ("warn_0", at(13)),
        ("breach", at(14, 0)), ("escalate_1", at(15)), ("escalate_2", at(16)),
    ]  # fmt: skip
    assert Breach.objects.filter(claim=claim, stage="office").count() == 1


def test_it_keeps_them_through_a_second_return_and_a_new_day_off_ahead(people):
    off = leave(date(2026, 3, 4))
    working("office", days=5)
    claim = build.claim_in("endorsed", people)
    build.do("send_back", claim, people, now=at(9, 9))  # two days left
    off.delete()
    build.do("answer", claim, people, now=at(10, 9))
    row = Deadline.objects.get(claim=claim, stage="office")
    assert row.due_on == date(2026, 3, 12)
    build.do("send_back", claim, people, now=at(12, 9))
    leave(date(2026, 3, 16))
    build.do("answer", claim, people, now=at(13, 9))
    row.refresh_from_db()
    assert row.due_on == date(2026, 3, 17)


def test_what_was_late_when_it_was_sent_back_stays_as_late_and_goes_on_up(people):
    off = leave(date(2026, 3, 4))
    working("office", days=5)
    claim = build.claim_in("endorsed", people)
    build.do("send_back", claim, people, now=at(11, 9))
    off.delete()
    build.do("answer", claim, people, now=at(13, 9))
    row = Deadline.objects.get(claim=claim, stage="office")
    assert row.due_on == date(2026, 3, 10)
    sweeps.run(at(14), lambda: at(14))
    assert fallen(claim) == [
        ("breach", at(11, 0)), ("escalate_1", at(13, 9)), ("escalate_2", at(13, 9)),
    ]  # fmt: skip


def test_a_day_off_that_came_meanwhile_leaves_nothing_of_a_late_file_unsaid(people):
    """Late by the new day too: who is further up hears, once."""
    working("office", days=5)
    claim = build.claim_in("endorsed", people)  # to Monday 9 March
    build.do("send_back", claim, people, now=at(11, 9))
    leave(date(2026, 3, 6))
    build.do("answer", claim, people, now=at(13, 9))
    row = Deadline.objects.get(claim=claim, stage="office")
    assert row.due_on == date(2026, 3, 10)
    sweeps.run(at(14), lambda: at(14))
    names = [name for name, _ in fallen(claim)]
    assert names == ["breach", "escalate_1", "escalate_2"]
