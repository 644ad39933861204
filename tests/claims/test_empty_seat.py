"""Where nobody holds the seat that should hear, somebody else does: there is no silence."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from claims import notices, posts, sweeps
from claims.models import Event, Notice
from regencies.models import Appointment, Role
from tests import build
from tests.build import DAY, NOW

pytestmark = pytest.mark.django_db
LATE = NOW + 4 * DAY


def vacate(*roles):
    Appointment.objects.filter(role__in=roles).update(to_on=(NOW - DAY).date())


def heard(**event):
    rows = Notice.objects.filter(channel="inbox", **event)
    return {row.person.username for row in rows.select_related("person")}


def about_seats():
    rows = Notice.objects.filter(kind="empty_seat", channel="inbox").select_related("person")
    return {(row.person.username, row.about) for row in rows}


def test_the_breach_of_a_district_without_a_camat_goes_to_the_head_of_the_office(people):
    claim = build.claim_in("submitted", people)
    vacate(Role.CAMAT)
    sweeps.run(LATE, lambda: LATE)
    assert heard(event__rung="breach", claim=claim) == {"opd_head"}
    assert about_seats() == {("administrator", "camat 16.02.05 2026-03")}


def test_the_administrator_is_told_of_an_empty_seat_once_a_month(people):
    for _ in range(3):
        build.claim_in("submitted", people)
    vacate(Role.CAMAT)
    for now in (LATE, LATE + DAY, LATE + 2 * DAY):
        build.claim_in("submitted", people, now=now - 4 * DAY)
        sweeps.run(now, lambda: NOW)
    assert len(about_seats()) == 1
    april = NOW + 35 * DAY
    build.claim_in("submitted", people, now=april - 4 * DAY, event_on=april.date() - 6 * DAY)
    sweeps.run(april, lambda: NOW)
    assert ("administrator", "camat 16.02.05 2026-04") in about_seats()


def test_a_seat_that_another_shares_is_no_silence(people):
    """The district officer is warned beside the camat, so somebody hears."""
    claim = build.claim_in("submitted", people)
    vacate(Role.CAMAT)
    sweeps.run(NOW + 2 * DAY, lambda: NOW)
    assert heard(event__rung="warn_1", claim=claim) == {"district_officer"}
    assert not about_seats()


def test_a_move_into_a_district_without_anybody_is_heard_too(people):
    vacate(Role.CAMAT, Role.DISTRICT_OFFICER)
    claim = build.claim_in("submitted", people)
    assert heard(event__move="submit", claim=claim) == {"opd_head"}


def test_whoever_made_the_move_is_no_empty_seat(people):
    vacate(Role.VILLAGE_OPERATOR)
    claim = build.claim_in("submitted", people)
    build.do("withdraw", claim, people)
    assert not about_seats()


def test_every_event_of_the_clock_reaches_somebody_whatever_seat_is_empty(people):
    for state in ("submitted", "endorsed", "sent_back"):
        build.claim_in(state, people)
    vacate(*(role for role in Role if role != Role.OPD_HEAD))
    for day in range(20):
        sweeps.run(NOW + day * DAY, lambda: NOW)
    rungs = Event.objects.exclude(rung="")
    assert rungs.count() > 12
    assert not rungs.exclude(notices__channel="inbox").exists()


def test_the_letter_names_the_seat_and_leads_to_the_appointments(people):
    build.claim_in("submitted", people)
    vacate(Role.CAMAT)
    sweeps.run(LATE, lambda: LATE)
    row = Notice.objects.get(kind="empty_seat", channel="inbox")
    with translation.override("en"):
        assert notices.text(row).startswith("Nobody holds this seat: Camat, ")
    posts.run(LATE + DAY)
    letter = next(m for m in mail.outbox if m.to == ["administrator@example.org"])
    assert "16.02.05" not in letter.subject
    browser = Client()
    browser.force_login(people[Role.ADMINISTRATOR])
    assert "/admin/regencies/appointment/" in browser.get("/inbox/").content.decode()
