"""The NIK on the list of participants: what a village may learn, and what stays on record."""

from datetime import date

import pytest
from django.utils import timezone

from claims.actions.looking_up import MOST_LOOK_UPS
from regencies.models import Coverage, Participant, Role, Village
from tests import build


@pytest.fixture
def head(client, people):
    client.force_login(people[Role.VILLAGE_HEAD])
    return client


def listed(village=build.HERE, regency=build.HERE[:5], nik=build.NIK):
    now = timezone.now()
    row = Participant.objects.create(
        regency_id=regency, village=Village.objects.get(code=village) if village else None,
        name="Sulaiman bin Daftar", nik=nik, kk=build.KK, born_on=date(1971, 3, 12), sex="M",
        category_id="vulnerable", created_at=now, updated_at=now,
    )  # fmt: skip
    Coverage.objects.create(
        participant=row, from_on=date(2025, 1, 1), to_on=date(2025, 12, 31), payer="APBD"
    )
    return row


def empty(people):
    nothing = {"name": "", "nik": "", "kk": "", "born_on": None, "sex": ""}
    return build.draft(people, **nothing)


def ask(client, claim, nik=build.NIK, **values):
    said = {"version": claim.version, "nik": nik, **values}
    return client.post(f"/village/{claim.code}/look_up/", said)


def test_what_the_list_knows_is_offered_and_filled_in(head, people):
    listed()
    claim = empty(people)
    text = ask(head, claim).content.decode()
    assert "Sulaiman bin Daftar" in text and "31 Desember 2025" in text
    assert build.KK not in text
    claim.refresh_from_db()
    assert claim.name == ""
    assert ask(head, claim, fill="1").url.endswith("/person/")
    claim.refresh_from_db()
    assert (claim.name, claim.sex, claim.born_on) == ("Sulaiman bin Daftar", "M", date(1971, 3, 12))
    assert (claim.nik.reveal(), claim.kk.reveal()) == (build.NIK, build.KK)


@pytest.mark.parametrize("known", [True, False])
def test_whoever_has_looked_up_goes_on_by_the_buttons_of_the_page(head, people, known):
    if known:
        listed()
    claim = empty(people)
    page = ask(head, claim).content.decode()
    form = page.partition('data-keep="each"')[0].rpartition("<form")[2]
    assert f'action="/village/{claim.code}/person/"' in form


@pytest.mark.parametrize("village", [build.NEXT_DOOR, None])
def test_of_somebody_from_elsewhere_nothing_is_said_but_that_they_are_known(head, people, village):
    listed(village=village)
    claim = empty(people)
    for fill in ({}, {"fill": "1"}):
        text = ask(head, claim, **fill).content.decode()
        assert "desa lain" in text and "Daftar" not in text.replace("Daftar peserta", "")
    claim.refresh_from_db()
    assert claim.name == ""


def test_the_list_of_another_regency_is_not_asked(head, people):
    listed(village=build.MUBA, regency=build.MUBA[:5])
    text = ask(head, empty(people)).content.decode()
    assert "desa lain" not in text and "Sulaiman" not in text


def test_not_on_the_list_is_said_kindly_and_what_was_typed_stays(head, people):
    text = ask(head, empty(people), name="Siti Demo").content.decode()
    assert "Siti Demo" in text and build.NIK in text and "dengan tangan" in text


def test_each_look_is_on_record_without_the_number(head, people):
    listed()
    claim = empty(people)
    ask(head, claim)
    ask(head, claim, nik="1602051203719977")
    events = claim.events.filter(move="look_up")
    assert [event.data for event in events] == [{"listed": "here"}, {"listed": "nowhere"}]
    assert {event.by for event in events} == {people[Role.VILLAGE_HEAD]}


def test_numbers_can_not_be_tried_for_ever(head, people):
    claim = empty(people)
    for _ in range(MOST_LOOK_UPS):
        assert ask(head, claim).status_code == 200
    assert ask(head, claim).status_code == 422


@pytest.mark.parametrize("nik", ["", "123", "9902051203719901"])
def test_a_number_that_can_not_be_is_told_beside_it(head, people, nik):
    answer = ask(head, empty(people), nik=nik)
    assert answer.status_code == 422 and 'id="id_nik_error"' in answer.content.decode()


def test_nobody_looks_up_for_a_strangers_claim_or_by_an_address(head, people):
    claim = empty(people)
    assert head.get(f"/village/{claim.code}/look_up/").url.endswith("/person/")
    head.force_login(build.everybody(build.NEXT_DOOR, "2")[Role.VILLAGE_HEAD])
    assert ask(head, claim).status_code == 404
