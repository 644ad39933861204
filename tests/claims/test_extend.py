"""More time: only by a right that a rule names, once, before the limit has passed."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims import actions, sweeps
from claims.actions import Incomplete, NotYours, TooLate
from claims.models import Event
from regencies.models import DeadlineRule, Role
from tests import build
from tests.build import DAY, NOW
from tests.claims.pages import form

RIGHT = "Perbup contoh pasal 9"


@pytest.fixture
def right(people):
    DeadlineRule.objects.filter(stage="office", regency="16.02").update(
        extension_days=3, extension_right=RIGHT
    )


def extend(claim, people, days=2, now=NOW + DAY, by=None):
    by = by or people[Role.OPD_HEAD]
    return actions.extend(claim.pk, days=days, note="Kunjungan lapangan.", by=by, now=now)


def test_without_a_right_nothing_is_extended(people):
    claim = build.claim_in("endorsed", people)
    with pytest.raises(Incomplete):
        extend(claim, people)
    assert not Event.objects.filter(move="extend").exists()


def test_an_extension_moves_the_last_day_and_keeps_the_first_one(people, right):
    claim = build.claim_in("endorsed", people)
    event = extend(claim, people)
    clock = claim.deadlines.get(stage="office")
    assert (clock.original_due_on, clock.due_on) == (date(2026, 3, 9), date(2026, 3, 11))
    assert event.data["old_on"] == "2026-03-09"
    assert (event.data["days"], event.data["right"]) == (2, RIGHT)
    assert event.note == "Kunjungan lapangan."
    # Warned anew before the new day, and breached only after it.
    sweeps.run(NOW + 9 * DAY, lambda: NOW)
    assert not Event.objects.filter(rung="breach", deadline=clock).exists()
    sweeps.run(NOW + 10 * DAY, lambda: NOW)
    assert Event.objects.filter(rung="breach", deadline=clock).count() == 1


def test_it_can_be_extended_once(people, right):
    claim = build.claim_in("endorsed", people)
    extend(claim, people, days=1)
    with pytest.raises(Incomplete):
        extend(claim, people, days=1)


def test_no_longer_than_the_right_allows(people, right):
    claim = build.claim_in("endorsed", people)
    for days in (0, 4):
        with pytest.raises(Incomplete):
            extend(claim, people, days=days)


def test_what_has_passed_is_not_extended(people, right):
    claim = build.claim_in("endorsed", people)
    with pytest.raises(Incomplete):
        extend(claim, people, now=NOW + 8 * DAY)


def test_only_the_head_of_the_office_extends_and_only_the_offices_clock(people, right):
    claim = build.claim_in("endorsed", people)
    for role in set(people) - {Role.OPD_HEAD}:
        with pytest.raises(NotYours):
            extend(claim, people, by=people[role])
    with pytest.raises(TooLate):
        extend(build.claim_in("submitted", people), people)


def test_an_extended_clock_survives_a_pause(people, right):
    claim = build.claim_in("endorsed", people)
    extend(claim, people)
    build.do("send_back", claim, people, now=NOW + 2 * DAY)
    build.do("answer", claim, people, now=NOW + 4 * DAY)
    clock = claim.deadlines.get(stage="office")
    assert clock.due_on == date(2026, 3, 14)  # three paused days


def test_the_page_shows_the_right_and_the_file_shows_the_extension(people, right):
    claim = build.claim_in("endorsed", people, now=timezone.now())
    client = Client()
    client.force_login(people[Role.OPD_HEAD])
    url = reverse("panel:extend", args=[claim.code])
    assert url in client.get(reverse("panel:claim", args=[claim.code])).content.decode()
    page = client.get(url)
    assert RIGHT in page.content.decode()
    said = {"key": page.context["form"]["key"].value(), "version": claim.version}
    answer = client.post(url, said | {"days": 2, "note": "Kunjungan lapangan."})
    assert answer.status_code == 302
    file = client.get(reverse("panel:claim", args=[claim.code])).content.decode()
    assert RIGHT in file
    assert url not in file


def test_too_many_days_and_no_word_are_told_at_once(people, right):
    claim = build.claim_in("endorsed", people, now=timezone.now())
    client = Client()
    client.force_login(people[Role.OPD_HEAD])
    answer = client.post(f"/panel/{claim.code}/extend/", form(claim, days=99, note=""))
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"days", "note"}
