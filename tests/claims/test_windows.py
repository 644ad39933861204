"""The administrator's windows on claims: to look through, never to reach in."""

import pytest
from django.apps import apps
from django.utils import timezone

from claims import sweeps
from claims.models import Claim, Deadline, Event, Notice, Payout
from regencies.models import Role
from tests import build
from tests.claims.pages import recent

PAGES = ("claim", "payout", "deadline", "event", "notice", "sweeprun")


@pytest.fixture
def administrator(client, people):
    person = people[Role.ADMINISTRATOR]
    person.is_staff = person.is_superuser = True
    person.save()
    client.force_login(person)
    return client


@pytest.mark.parametrize("page", PAGES)
def test_lists_open_and_nothing_can_be_added(administrator, people, page):
    recent("awarded", people)
    assert administrator.get(f"/admin/claims/{page}/").status_code == 200
    assert administrator.get(f"/admin/claims/{page}/add/").status_code == 403


@pytest.mark.parametrize("model", [Claim, Payout, Deadline, Event, Notice])
def test_a_row_is_shown_and_neither_changed_nor_deleted(administrator, people, model):
    recent("awarded", people)
    row = model.objects.first()
    url = f"/admin/claims/{model.__name__.lower()}/{row.pk}"
    page = administrator.get(f"{url}/change/")
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    for number in (build.NIK, build.KK, build.ACCOUNT):
        assert number not in page.content.decode()
    assert administrator.post(f"{url}/change/", {"name": "x"}).status_code == 403
    assert administrator.post(f"{url}/delete/", {"post": "yes"}).status_code == 403


def test_staff_without_an_appointment_sees_no_claim(client, people):
    recent("submitted", people)
    boss = build.person("boss", is_staff=True, is_superuser=True)
    client.force_login(boss)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/claims/claim/").status_code == 403


def test_an_administrator_sees_their_own_regency(administrator, people):
    muba = build.everybody(build.MUBA, "2")
    claim = recent("submitted", muba, village=build.MUBA)
    page = administrator.get("/admin/claims/claim/")
    assert claim.code not in page.content.decode()
    assert administrator.get(f"/admin/claims/claim/{claim.pk}/change/").status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_the_windows_speak_indonesian(administrator, people, page):
    """Columns, sieves and fields by their names, codes by their words."""
    recent("awarded", people)
    sweeps.run(timezone.now(), timezone.now)
    listed = administrator.get(f"/admin/claims/{page}/").content.decode()
    model = apps.get_model("claims", page)
    row = administrator.get(f"/admin/claims/{page}/{model.objects.last().pk}/change/")
    for field in model._meta.fields:
        ours = str(field.name).replace("_", " ").capitalize()
        if "_" in field.name:
            assert f">{ours}" not in listed and f"{ours}:" not in row.content.decode(), field
    assert " object (" not in row.content.decode()
    assert 'title="awarded"' not in listed and ">awarded<" not in listed


def test_a_sieve_keeps_what_it_names(administrator, people):
    claim, other = recent("submitted", people), recent("awarded", people)
    page = administrator.get("/admin/claims/claim/?state=awarded").content.decode()
    assert other.code in page and claim.code not in page
    late = administrator.get("/admin/claims/deadline/?stopped_at_is=no").content.decode()
    assert claim.code in late
    everything = administrator.get("/admin/claims/claim/?state=nonsense").content.decode()
    assert claim.code in everything
