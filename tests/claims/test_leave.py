"""Entering who is away: one's own days, and those of others in one's regency."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.actions import Incomplete, NotYours, Stale
from claims.actions import leave as absence
from regencies.models import Change, Leave, Role
from tests import build
from tests.waiting import PATIENCE

NOW = build.NOW
TODAY = NOW.date()
KEEPERS = (Role.OPD_SECTION_HEAD, Role.OPD_HEAD, Role.ADMINISTRATOR)


def day(n):
    return TODAY + timedelta(days=n)


def entered(person, by=None, begins=0, ends=2, **values):
    return absence.leave(person, from_on=day(begins), to_on=day(ends), by=by or person, now=NOW,
                         **values)  # fmt: skip


# The verbs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_everybody_with_a_seat_enters_themself(people, role):
    row = entered(people[role], note=" ND 12 ")
    assert (row.person, row.note) == (people[role], "ND 12")
    change = Change.objects.get(what=Change.What.LEAVE)
    assert (change.by, change.at, change.reason) == (people[role], NOW, "ND 12")
    assert change.before is None and change.after["from_on"] == TODAY.isoformat()


@pytest.mark.parametrize("role", list(Role))
def test_who_keeps_the_regency_enters_others_of_it(people, role):
    camat = people[Role.CAMAT]
    if role in (*KEEPERS, Role.CAMAT):
        assert entered(camat, by=people[role]).person == camat
    else:
        with pytest.raises(NotYours):
            entered(camat, by=people[role])
        assert not Leave.objects.exists()


def test_nobody_enters_a_person_of_another_regency_or_without_a_seat(people):
    stranger = build.everybody(build.MUBA, "2")[Role.OPD_VERIFIER]
    for person in (stranger, build.person("nobody")):
        with pytest.raises(NotYours):
            entered(person, by=people[Role.OPD_HEAD])
    with pytest.raises(NotYours):
        entered(build.person("seatless"))


@pytest.mark.parametrize(
    ("begins", "ends", "field"),
    [(2, 1, "to_on"), (-9, -1, "to_on"), (0, 366, "to_on")],
)
def test_days_that_cannot_be_are_refused(people, begins, ends, field):
    with pytest.raises(Incomplete) as refusal:
        entered(people[Role.CAMAT], begins=begins, ends=ends)
    assert list(refusal.value.faults) == [field]


@pytest.mark.parametrize(("begins", "ends"), [(5, 9), (3, 5), (9, 12), (6, 7), (1, 20)])
def test_a_day_is_entered_once(people, begins, ends):
    camat = people[Role.CAMAT]
    entered(camat, begins=5, ends=9)
    with pytest.raises(Incomplete) as refusal:
        entered(camat, begins=begins, ends=ends)
    assert "7 Maret 2026" in refusal.value.faults["from_on"]
    assert Leave.objects.count() == Change.objects.count() == 1


def test_the_database_knows_too(people):
    entered(people[Role.CAMAT], begins=5, ends=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.create(person=people[Role.CAMAT], from_on=day(9), to_on=day(11))
    entered(people[Role.CAMAT], begins=10, ends=11)
    entered(people[Role.OPD_HEAD], begins=5, ends=9)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_instant_one_is_entered(committed):
    people = build.everybody()
    both, found = threading.Barrier(2), []

    def enter(by):
        try:
            both.wait(PATIENCE)
            entered(people[Role.CAMAT], by=people[by])
            found.append("entered")
        except (Incomplete, Stale) as refusal:
            found.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=[by]) for by in (Role.CAMAT, Role.OPD_HEAD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert "entered" in found and len(found) == 2
    assert Leave.objects.count() == Change.objects.count() == 1


def test_back_earlier_ends_it_the_day_before(people):
    camat = people[Role.CAMAT]
    row = entered(camat, ends=9)
    absence.end_leave(row.pk, back_on=day(4), by=people[Role.OPD_HEAD], now=NOW)
    row.refresh_from_db()
    assert row.to_on == day(3)
    change = Change.objects.first()
    assert (change.before["to_on"], change.after["to_on"]) == (str(day(9)), str(day(3)))


def test_back_before_it_began_takes_it_off_the_list(people):
    row = entered(people[Role.CAMAT], begins=3, ends=9)
    absence.end_leave(row.pk, back_on=day(3), by=people[Role.CAMAT], now=NOW)
    assert not Leave.objects.exists()
    assert Change.objects.first().after is None
    with pytest.raises(Stale):
        absence.end_leave(row.pk, back_on=day(3), by=people[Role.CAMAT], now=NOW)


def test_what_ends_anyway_is_not_ended(people):
    row = entered(people[Role.CAMAT])
    with pytest.raises(Incomplete):
        absence.end_leave(row.pk, back_on=day(3), by=people[Role.CAMAT], now=NOW)
    with pytest.raises(Incomplete):
        absence.end_leave(row.pk, back_on=day(1), by=people[Role.CAMAT], now=NOW + 9 * build.DAY)


def test_strangers_do_not_end_it(people):
    row = entered(people[Role.CAMAT])
    with pytest.raises(NotYours):
        absence.end_leave(row.pk, back_on=day(1), by=people[Role.OPD_VERIFIER], now=NOW)


# The pages ----------------------------------------------------------------------------------


def said(begins=0, ends=2, **values):
    today = timezone.localdate()
    return {
        "from_on": today + timedelta(days=begins), "to_on": today + timedelta(days=ends), **values,
    }  # fmt: skip


@pytest.mark.parametrize("role", [Role.VILLAGE_HEAD, Role.CAMAT, Role.OPD_VERIFIER, Role.BUPATI])
def test_ones_own_days_from_entering_to_ending(client, people, role):
    client.force_login(people[role])
    assert client.post("/leave/add/", said(note="ND 1")).status_code == 302
    row = Leave.objects.get()
    page = client.get("/leave/")
    assert [found.pk for found in page.context["page"]] == [row.pk]
    assert "ND 1" in page.content.decode()
    back = {"back_on": row.from_on + timedelta(days=1)}
    assert client.get(f"/leave/{row.pk}/end/").status_code == 200
    assert client.post(f"/leave/{row.pk}/end/", back).status_code == 302
    row.refresh_from_db()
    assert row.to_on == row.from_on


def test_days_entered_twice_are_told_beside_the_field(client, people):
    client.force_login(people[Role.CAMAT])
    client.post("/leave/add/", said())
    answer = client.post("/leave/add/", said(begins=1, ends=5))
    assert answer.status_code == 422 and "from_on" in answer.context["form"].errors
    assert "sudah tercatat" in answer.content.decode()


@pytest.mark.parametrize("wrong", [{}, {"from_on": "x"}, {"from_on": "\0", "to_on": "2026-13-01"}])
def test_rubbish_is_told_beside_the_field(client, people, wrong):
    client.force_login(people[Role.CAMAT])
    assert client.post("/leave/add/", wrong).status_code == 422
    assert not Leave.objects.exists()


def test_other_peoples_days_are_not_on_ones_own_page(client, people):
    row = absence.leave(people[Role.OPD_HEAD], **said(), by=people[Role.OPD_HEAD],
                        now=timezone.now())  # fmt: skip
    client.force_login(people[Role.CAMAT])
    assert not client.get("/leave/").context["page"].object_list
    assert client.get(f"/leave/{row.pk}/end/").status_code == 404


def test_without_a_seat_there_is_no_page(client, db):
    client.force_login(build.person("seatless"))
    for path in ("/leave/", "/leave/add/"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_who_keeps_everybodys_days(client, people, role):
    client.force_login(people[role])
    status = 200 if role in KEEPERS else 403
    for path in ("/panel/leave/", "/panel/leave/add/"):
        assert client.get(path).status_code == status


def test_a_keeper_enters_and_ends_somebodys_days(client, people):
    verifier = people[Role.OPD_VERIFIER]
    client.force_login(people[Role.OPD_SECTION_HEAD])
    assert client.post("/panel/leave/add/", said(person=verifier.pk)).status_code == 302
    row = Leave.objects.get()
    page = client.get("/panel/leave/")
    assert row.person == verifier and verifier.name in page.content.decode()
    sent = {"back_on": timezone.localdate()}
    assert client.post(f"/panel/leave/{row.pk}/end/", sent).status_code == 302
    assert not Leave.objects.exists()


def test_the_village_is_found_by_name(client, people):
    head = people[Role.VILLAGE_HEAD]
    client.force_login(people[Role.OPD_HEAD])

    def offered(**query):
        form = client.get("/panel/leave/add/", query).context["form"]
        return {key for key, _name in form.fields["person"].choices}

    assert head.pk not in offered() and people[Role.CAMAT].pk in offered()
    assert offered(q="village_head") == {"", head.pk}
    assert client.post("/panel/leave/add/", said(person=head.pk)).status_code == 302


def test_a_stranger_cannot_be_chosen(client, people):
    stranger = build.everybody(build.MUBA, "2")[Role.OPD_VERIFIER]
    client.force_login(people[Role.OPD_HEAD])
    for person in (stranger.pk, "x", "9" * 30, ""):
        answer = client.post("/panel/leave/add/", said(person=person))
        assert answer.status_code == 422 and "person" in answer.context["form"].errors
    row = Leave.objects.create(person=stranger, **said())
    assert client.get(f"/panel/leave/{row.pk}/end/").status_code == 404
    assert not client.get("/panel/leave/").context["page"].object_list


def test_the_change_can_be_read_at_the_administrators_desk(client, people):
    entered(people[Role.CAMAT], note="ND 5")
    client.force_login(people[Role.ADMINISTRATOR])
    text = client.get("/reference/changes/").content.decode()
    assert people[Role.CAMAT].name in text and "ND 5" in text
