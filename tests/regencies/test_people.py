"""An appointment gives a role in a place for a time, and nothing outside it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from claims import actions
from claims.actions import NotYours
from claims.models import Claim
from regencies.models import Actor, Appointment, Role
from tests import build
from tests.build import NOW


def test_the_first_and_the_last_day_count_and_no_other(people):
    acting = build.person("plh.camat")
    build.appoint(
        acting, Role.CAMAT, acting="plh", acts_for=people[Role.CAMAT],
        from_on=date(2026, 3, 2), to_on=date(2026, 3, 3),
    )  # fmt: skip
    claim = build.claim_in("submitted", people)
    for day, may in ((1, False), (2, True), (3, True), (4, False)):
        for hour, minute in ((0, 0), (23, 59)):
            now = datetime(2026, 3, day, hour, minute, tzinfo=build.JAKARTA)
            assert bool(Actor.at(acting, now).seat([Role.CAMAT], claim)) == may


def test_a_day_begins_in_the_regencys_own_zone(people):
    camat = people[Role.CAMAT]
    row = camat.appointments.get()
    row.regency.zone = "Asia/Jayapura"
    row.regency.save()
    Appointment.objects.filter(pk=row.pk).update(from_on=date(2026, 3, 2))
    # 15:00 UTC on 1 March is midnight in Jayapura and still the day before in Jakarta.
    begins = datetime(2026, 3, 1, 15, tzinfo=ZoneInfo("UTC"))
    assert Actor.at(camat, begins).seats
    assert not Actor.at(camat, begins - timedelta(seconds=1)).seats


def test_both_names_are_on_record(people):
    acting, camat = build.person("plt.camat"), people[Role.CAMAT]
    build.appoint(acting, Role.CAMAT, acting="plt", acts_for=camat)
    claim = build.claim_in("submitted", people)
    event = build.do("endorse", claim, people, by=acting)
    assert (event.by, event.acts_for, event.title) == (acting, camat, "plt camat")
    held = set(claim.duties.filter(duty="verify").values_list("person", flat=True))
    assert held == {acting.pk, camat.pk}


def test_an_account_that_was_closed_holds_no_seat(people):
    camat = people[Role.CAMAT]
    camat.is_active = False
    camat.save()
    claim = build.claim_in("submitted", people)
    with pytest.raises(NotYours):
        build.do("endorse", claim, people)


@pytest.mark.parametrize(
    ("village", "role"),
    [
        (build.NEXT_DOOR, Role.VILLAGE_HEAD),
        (build.ELSEWHERE, Role.CAMAT),
        (build.MUBA, Role.OPD_VERIFIER),
    ],
)
def test_a_role_elsewhere_gives_nothing_here(people, village, role):
    stranger = build.person("stranger")
    build.appoint(stranger, role, village)
    claim = build.claim_in("endorsed", people)
    assert not Claim.objects.visible_to(Actor.at(stranger, NOW)).exists()
    if role == Role.OPD_VERIFIER:
        with pytest.raises(NotYours):
            actions.take(claim.pk, by=stranger, now=NOW)


def test_who_sees_a_claim_and_who_a_draft(people):
    build.claim_in("submitted", people)
    build.claim_in("reported", people)
    build.claim_in("draft", people)
    seen = {
        role.value: Claim.objects.visible_to(Actor.at(person, NOW)).count()
        for role, person in people.items()
    }
    assert seen == {
        "village_head": 3, "village_operator": 3, "camat": 2, "district_officer": 2,
        "opd_verifier": 2, "opd_section_head": 2, "opd_head": 2, "cashier": 2, "sekda": 2,
        "bupati": 0, "auditor": 2, "administrator": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        {"role": Role.CAMAT, "village_id": build.HERE},  # a camat has no village
        {"role": Role.VILLAGE_HEAD, "village_id": None},
        {"role": Role.SEKDA, "village_id": None},  # and the Sekda no district
        {"acting": "plh"},  # for whom?
        {"to_on": date(2019, 12, 31)},
    ],
)
def test_sql_refuses_an_appointment_that_makes_no_sense(people, values):
    row = {
        "person": people[Role.AUDITOR], "role": Role.VILLAGE_HEAD, "regency_id": build.HERE[:5],
        "district_id": build.HERE[:8], "village_id": build.HERE, "from_on": date(2020, 1, 1),
    }  # fmt: skip
    Appointment.objects.create(**row).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(**(row | values))
