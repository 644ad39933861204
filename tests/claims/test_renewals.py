"""A whole list's ends of cover in one question: against an oracle that walks person by person, in
time, and by its indexes."""

import time
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import renewals
from claims.renewals import Group
from regencies.models import Coverage, Participant
from tests import build
from tests.claims.enrolled import YEAR_2025, YEAR_2026, enrol, whole_list

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 14)
DAY = timedelta(days=1)
FIRST = date(2025, 6, 1)
ONCE = """
    SELECT count(following) FROM (
        SELECT lead(from_on) OVER (PARTITION BY participant_id, programme_id ORDER BY from_on)
            AS following
        FROM regencies_coverage
    ) each
"""


def ends(today=TODAY, regencies=("16.02",)):
    found = Counter()
    for one in renewals.cohorts(regencies, today):
        if one.loses:
            found[one.programme, one.to_on, one.next_on] += one.people
    return found


def walked(people, programme):
    """The oracle: of each person the last day before one without cover of this programme, and the
    first day with it again."""
    found = Counter()
    for periods in people:
        days = {
            FIRST + timedelta(days=n) for first, length, code in periods
            if code in {"", programme} for n in range(first, first + length + 1)
        }  # fmt: skip
        for day in days:
            if day + DAY not in days:
                later = [other for other in days if other > day]
                found[day, min(later, default=None)] += 1
    return found


PERIOD = st.tuples(st.integers(0, 60), st.integers(0, 25))


@settings(max_examples=40, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(st.lists(PERIOD, max_size=4, unique_by=lambda one: one[0]), max_size=4),
       st.sampled_from(["", "jkm"]))  # fmt: skip
def test_an_oracle_that_walks_day_by_day_finds_the_same(db, lists, programme):
    Coverage.objects.all().delete()
    Participant.objects.all().delete()
    for periods in lists:
        (person,) = enrol(1)
        Coverage.objects.bulk_create(
            Coverage(participant=person, from_on=FIRST + timedelta(days=first), payer="APBD OKI",
                     to_on=FIRST + timedelta(days=first + length), programme_id=programme or None)
            for first, length in periods
        )  # fmt: skip
    expected = walked([[(*one, programme) for one in some] for some in lists], "jkm")
    found = Counter({(to, then): n for (_, to, then), n in ends(FIRST + timedelta(99)).items()})
    assert found == expected


def test_a_period_of_one_programme_does_not_go_on_for_both():
    enrol(1, YEAR_2025, (*YEAR_2026, {"programme_id": "jkm"}))
    assert ends() == {("", YEAR_2025[1], None): 1, ("jkm", YEAR_2026[1], None): 1}
    Coverage.objects.filter(programme="jkm").update(programme=None)
    assert ends() == {("", YEAR_2026[1], None): 1}


def test_who_lives_in_another_regency_is_not_counted():
    enrol(2, YEAR_2025)
    enrol(3, YEAR_2025, village=build.MUBA)
    assert ends() == {("", YEAR_2025[1], None): 2}
    assert sum(ends(regencies=("16.02", "16.06")).values()) == 5


def test_the_people_behind_an_ending_are_those_that_it_counts():
    lost = enrol(3, YEAR_2025)
    there = enrol(2, YEAR_2025, village=build.NEXT_DOOR)
    nowhere = enrol(1, YEAR_2025)
    Participant.objects.filter(pk=nowhere[0].pk).update(village=None)
    enrol(4, YEAR_2025, YEAR_2026)
    enrol(5, YEAR_2025, agreement="PKS 2")
    group = Group("16.02", "APBD OKI", "PKS 1", YEAR_2025[1])
    assert set(renewals.losing(group)) == {*lost, *there, *nowhere}
    assert set(renewals.losing(group, build.NEXT_DOOR)) == set(there)
    assert set(renewals.losing(group, renewals.NOWHERE)) == set(nowhere)
    counted = [(row["village"], row["people"]) for row in renewals.by_village(group)]
    assert sorted(counted, key=str) == [(build.HERE, 3), (build.NEXT_DOOR, 2), (None, 1)]


def test_a_list_of_120_000_people_is_read_about_once():
    """Some 0.3 s on two quiet cores."""
    whole_list(120_000, (*YEAR_2025, "PKS 1"), (date(2026, 4, 28), YEAR_2026[1], "PKS 2"))
    took, bare = [], []
    for _ in range(3):
        began = time.perf_counter()
        found = renewals.cohorts(["16.02"], TODAY)
        took.append(time.perf_counter() - began)
        # The bare work beside it: each person's periods put in order, once.
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(ONCE)
        bare.append(time.perf_counter() - began)
    assert sum(one.people for one in found) == 240_000 and len(found) < 20
    assert min(took) < 10 * min(bare), (took, bare)
    group = Group("16.02", "APBD", "PKS 1", YEAR_2025[1], date(2026, 4, 28))
    assert sum(row["people"] for row in renewals.by_village(group)) == 120_000
    # One village is read by its index, whatever the list is long.
    with CaptureQueriesContext(connection) as asked:
        names = list(renewals.losing(group, build.HERE).order_by("name", "id")[:60])
    assert len(names) == 60 and len(asked) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "regencies_participant_village_id" in plan
    assert "Seq Scan on regencies_participant" not in plan
    assert "Seq Scan on regencies_coverage" not in plan
