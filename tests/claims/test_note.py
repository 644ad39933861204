"""Notes of the office: for the office alone, and whom they name hears of them."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from claims import actions
from claims.actions import Incomplete, NotYours
from claims.models import Note, Notice
from regencies.models import Role
from tests import build
from tests.build import NOW
from tests.claims.pages import do, form, recent


@pytest.fixture
def claim(people):
    return build.claim_in("endorsed", people)


def write(claim, who, text, **act):
    return actions.note(claim.pk, text=text, by=who, now=NOW, **act)


def told(note):
    return {row.person for row in Notice.objects.filter(event=note.event, channel="inbox")}


def test_whoever_is_named_hears_of_it_and_nobody_else(people, claim):
    note = write(claim, people[Role.OPD_VERIFIER], "@opd_head @auditor: KK ini ganda?")
    assert told(note) == {people[Role.OPD_HEAD], people[Role.AUDITOR]}
    assert note.event.data == {"mentions": [people[Role.OPD_HEAD].pk, people[Role.AUDITOR].pk]}
    assert note.event.note == ""
    assert told(write(claim, people[Role.OPD_VERIFIER], "Tidak ada yang disebut.")) == set()


def test_naming_oneself_tells_nobody(people, claim):
    assert told(write(claim, people[Role.OPD_VERIFIER], "@opd_verifier ingat!")) == set()


@pytest.mark.parametrize("text", ["@rusdi tolong", "@camat tolong", "@bupati", "   "])
def test_only_who_may_read_the_claim_can_be_named(people, claim, text):
    with pytest.raises(Incomplete) as refusal:
        write(claim, people[Role.OPD_VERIFIER], text)
    assert set(refusal.value.faults) == {"text"}
    assert not Note.objects.exists()


@pytest.mark.parametrize("role", [Role.VILLAGE_HEAD, Role.CAMAT, Role.BUPATI, Role.ADMINISTRATOR])
def test_others_write_none(people, claim, role):
    with pytest.raises(NotYours):
        write(claim, people[role], "x")


def test_a_second_click_writes_one(people, claim):
    key = uuid.uuid4()
    notes = [write(claim, people[Role.OPD_HEAD], "@auditor", key=key) for _ in range(2)]
    assert notes[0] == notes[1] and len(told(notes[0])) == 1


@pytest.mark.parametrize("sql", ["UPDATE claims_note SET text = 'y'", "DELETE FROM claims_note"])
def test_a_note_is_never_edited_nor_deleted(people, claim, sql):
    write(claim, people[Role.OPD_HEAD], "x")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_office_reads_it_and_village_and_kecamatan_do_not(client, people):
    claim = recent("endorsed", people)
    client.force_login(people[Role.OPD_VERIFIER])
    url = f"/panel/{claim.code}/note/"
    assert client.post(url, form(claim, text="Rahasia @opd_head")).status_code == 302
    do("verify", claim, people)
    for role, desk, sees in ((Role.OPD_HEAD, "panel", True), (Role.CAMAT, "district", False),
                             (Role.VILLAGE_HEAD, "village", False)):  # fmt: skip
        client.force_login(people[role])
        text = client.get(f"/{desk}/{claim.code}/").content.decode()
        assert ("Rahasia" in text, "Catatan dinas" in text) == (sees, sees)
    client.force_login(people[Role.OPD_HEAD])
    inbox = client.get("/inbox/").content.decode()
    assert "menyebut Anda" in inbox and "Rahasia" not in inbox


def test_what_is_wrong_is_told_beside_the_words(client, people):
    claim = recent("endorsed", people)
    client.force_login(people[Role.AUDITOR])
    answer = client.post(f"/panel/{claim.code}/note/", form(claim, text="@rusdi apa kabar"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "@rusdi" in text and "@rusdi apa kabar" in text
    assert "text" in answer.context["form"].errors


def test_an_old_page_may_still_write(client, people):
    claim = recent("endorsed", people)
    client.force_login(people[Role.OPD_VERIFIER])
    old = form(claim, text="x")
    do("verify", claim, people)
    assert client.post(f"/panel/{claim.code}/note/", old).status_code == 302
