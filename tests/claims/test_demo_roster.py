"""The demo's list of participants: most of its people, and what is odd about a few."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from claims.demo import run
from claims.demo.people import VILLAGES, settle_in
from claims.demo.roster import OTHERS, TOLD_KK, TOLD_NIK, enrol, spans
from claims.demo.stories import COVERED, GRACE, LAPSED, STORIES, TWICE, UNLISTED
from claims.rules import identity
from claims.rules.coverage import Paid, months_paid, standing
from regencies.models import Coverage, Participant
from tests.homes import ROOT

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


@pytest.fixture
def told(db):
    """The people of every story, before anything has happened to them."""
    found = run.cast(random.Random(7), len(STORIES), settle_in(NOW), NOW)
    told = [one for one, _ in found]
    enrol(random.Random(7), told, NOW)
    return told


def on_the_list(one):
    return Participant.objects.by_nik(one.family.values["nik"], one.village.code[:5]).first()


def test_each_stands_on_the_list_as_the_story_says(told):
    seen = Counter()
    for one in told:
        person, event_on = on_the_list(one), one.family.values["event_on"]
        seen[one.story.listed] += 1
        if one.story.listed == UNLISTED:
            assert person is None
            continue
        periods = [Paid(*row) for row in person.periods()]
        answer = COVERED if one.story.listed == TWICE else one.story.listed
        assert standing(event_on, periods, 3) == answer, one.story.name
        if "months_paid" in one.family.assessed:
            assert months_paid(periods, event_on) == one.family.assessed["months_paid"]
        assert person.decile == one.family.assessed.get("decile", person.decile)
        assert (person.name, person.base) == (
            one.family.values["name"], one.family.assessed.get("base", 1_000_000),
        )  # fmt: skip
    assert set(seen) == {COVERED, GRACE, LAPSED, TWICE, UNLISTED}
    assert seen[COVERED] > len(told) / 2


def test_months_in_two_memberships_look_like_more(told):
    one = next(one for one in told if one.story.listed == TWICE)
    months = [row.months for row in on_the_list(one).coverages.all()]
    assert one.family.stated["months_paid"] == 29
    assert months_paid([Paid(*row) for row in on_the_list(one).periods()], NOW.date()) == 24
    assert sum(months) > 24


def test_forty_others_without_a_claim_and_a_second_run_adds_none(told):
    count = Participant.objects.count()
    assert count == sum(one.story.listed != UNLISTED for one in told) + OTHERS
    enrol(random.Random(7), told, NOW)
    assert Participant.objects.count() == count
    assert not Participant.objects.filter(coverages=None).exists()
    for person in Participant.objects.all():
        assert identity.faults(person.nik.reveal()) == []
        assert identity.faults(person.kk.reveal(), card="kk") == []
    assert Coverage.objects.exclude(months__gt=0).count() == 0


def test_the_nik_of_the_readme_is_on_the_list_of_the_first_village(told):
    person = Participant.objects.by_nik(TOLD_NIK, "16.02").get()
    assert person.village_id == VILLAGES[0] and person.kk.reveal() == TOLD_KK
    assert TOLD_NIK in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("how", [COVERED, GRACE, LAPSED, TWICE])
@pytest.mark.parametrize("months", [1, 2, 12, 24, 42])
def test_on_any_day_of_the_year(how, months):
    day = date(2024, 1, 1)
    while day <= date(2024, 12, 31):
        periods = [Paid(first, last) for first, last, _ in spans(how, day, months, "16.02")]
        assert standing(day, periods, 3) == (COVERED if how == TWICE else how), day
        if how != TWICE or months > 8:
            assert months_paid(periods, day) == months, day
        day += timedelta(days=1)
