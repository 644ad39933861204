"""How long a clock ran: the database counts as the rules do."""

from datetime import date, timedelta

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import board
from claims.models import Deadline
from claims.rules.deadlines import Pause, days_late, received_on
from claims.spans import DaysRun, DaysWithoutBudget
from tests import build

ZONE = "Asia/Jakarta"
pauses = st.lists(
    st.tuples(st.integers(-2, 30), st.integers(0, 12), st.sampled_from(["paper", "no_budget"])),
    max_size=4,
)


def clock(claim, *, hours, rows, cut_off=None, still_open=False):
    """The stopped clock of this claim, with pauses at days after its start."""
    deadline = Deadline.objects.get(claim=claim, stage="camat")
    day = deadline.started_at.astimezone(build.JAKARTA).date()
    said = [
        {"from": str(day + timedelta(start)), "to": str(day + timedelta(start + n)), "why": why}
        for start, n, why in rows
    ]
    if said and still_open:
        said[-1]["to"] = None
    deadline.pauses = said
    deadline.terms = deadline.terms | {"cut_off_hour": cut_off}
    deadline.stopped_at = deadline.started_at + timedelta(hours=hours)
    deadline.next_action_at = None
    deadline.save()
    return deadline


def read(deadline, reckoning):
    return Deadline.objects.filter(pk=deadline.pk).values_list(reckoning, flat=True).get()


@given(hours=st.integers(0, 800), rows=pauses, cut_off=st.sampled_from([None, 9, 10, 14]),
       still_open=st.booleans())  # fmt: skip
@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_the_database_counts_days_as_the_rules_do(
    hours, rows, cut_off, still_open, people, one_claim
):
    found = clock(one_claim, hours=hours, rows=rows, cut_off=cut_off, still_open=still_open)
    began = received_on(found.started_at, ZONE, cut_off)
    ended = found.stopped_at.astimezone(build.JAKARTA).date()

    def stood_still(why=None):
        return [
            Pause(date.fromisoformat(p["from"]), date.fromisoformat(p["to"]) if p["to"] else ended)
            for p in found.pauses if why in (None, p["why"])
        ]  # fmt: skip

    assert read(found, DaysRun()) == days_late(began, ended, stood_still())
    in_all = days_late(began, ended)
    assert read(found, DaysWithoutBudget()) == in_all - days_late(
        began, ended, stood_still("no_budget")
    )


@pytest.fixture
def one_claim(people):
    return build.claim_in("submitted", people)


def test_decided_on_the_day_of_receipt_is_no_day(one_claim):
    assert read(clock(one_claim, hours=3, rows=[]), DaysRun()) == 0


def test_the_day_is_the_regencys_own(one_claim):
    # 09:00 in Jakarta and 16 hours: the next day there, the same day in Greenwich.
    assert read(clock(one_claim, hours=16, rows=[]), DaysRun()) == 1


def test_median_and_ninetieth_lie_between_their_neighbours(people, one_claim):
    for days in (1, 2, 10):
        claim = build.claim_in("submitted", people)
        clock(claim, hours=24 * days, rows=[])
    clock(one_claim, hours=0, rows=[])
    rows = Deadline.objects.annotate(place=F("stage"), place_name=F("stage"))
    by_stage, _by_place, _without_budget = board.speeds(rows)
    # 0, 1, 2, 10: half way between 1 and 2; seven tenths of the way from 2 to 10.
    assert by_stage == [{"stage": "camat", "n": 4, "days": pytest.approx([1.5, 7.6])}]
