"""After a return the reviewer sees what the village has changed, in colour and in words."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from claims import actions
from claims.models import Event
from claims.views.changed import changed
from claims.views.story import events_of, facts_of
from regencies.models import Role
from tests import build
from tests.build import DAY, NOW
from tests.claims.pages import do, recent

CHILD = {"name": "Budi Demo", "born_on": date(2014, 5, 1), "level": "sd", "grade": 3}


def returned(people, **story):
    return build.claim_in("sent_back", people, **story)


def mended(claim, people, values=None, **more):
    actions.keep(claim.pk, values or {}, by=people[Role.VILLAGE_HEAD], now=NOW + DAY, **more)
    build.do("answer", claim, people, now=NOW + DAY)
    claim.refresh_from_db()
    return claim


def seen(claim):
    return changed(claim, events_of(claim), facts_of(claim))


def marked(claim):
    return {row.label: (row.value, row.before) for section in seen(claim).sections
            for row in section.rows if row.changed}  # fmt: skip


def test_what_was_changed_is_marked_with_what_it_said_before(people):
    claim = returned(people)
    mended(claim, people, {"cause": "Jatuh", "born_on": date(1971, 3, 21), "at_work": True})
    assert set(marked(claim).values()) == {
        ("Jatuh", "Sakit"), ("21 Maret 1971", "12 Maret 1971"), ("ya", "tidak"),
    }  # fmt: skip


def test_nothing_is_marked_where_nothing_was_changed(people):
    claim = mended(returned(people, facts={"decile": Decimal(4)}, children=[CHILD]), people)
    assert marked(claim) == {} and seen(claim).count == 0


@pytest.mark.parametrize(
    ("field", "new"),
    [("nik", "1602051203719999"), ("kk", "1602051502109999"), ("account", "0012345678999"),
     ("heir_nik", "1602054503749998")],
)  # fmt: skip
def test_of_a_persons_number_only_that_it_changed(people, field, new):
    claim = returned(people)
    old = getattr(claim, field).reveal()
    mended(claim, people, {field: new})
    (row,) = marked(claim).values()
    assert row[1] is None and str(row[0]).endswith("•")
    event = Event.objects.get(claim=claim, move="send_back")
    text = json.dumps(event.data)
    assert (not old or old not in text) and new not in text
    # Nor is the story itself to be read in the event.
    assert claim.name not in text and "Sakit" not in text


def test_facts_children_and_files_are_compared_too(people):
    claim = returned(people, facts={"decile": Decimal(4)}, children=[CHILD])
    akta = claim.documents.get(paper="akta_kematian")
    actions.detach(claim.pk, akta.token, by=people[Role.VILLAGE_HEAD], now=NOW + DAY)
    new = build.attach(claim, people, "akta_kematian", now=NOW + DAY)
    other = CHILD | {"name": "Ani Demo"}
    mended(claim, people, facts={"decile": Decimal(2)}, children=[other])
    found = marked(claim)
    assert found["Ani Demo"][1] == "tidak ada" and "kelas 3" in found["Ani Demo"][0]
    assert found["Budi Demo"][0] == "" and "kelas 3" in found["Budi Demo"][1]
    assert [pair for pair in found.values() if pair == ("2", "4")]
    since = seen(claim)
    assert since.added == {new.pk} and [one.pk for one in since.gone] == [akta.pk]


@pytest.mark.parametrize(("desk", "role"), [("district", Role.CAMAT), ("panel", Role.OPD_VERIFIER)])
def test_the_file_says_what_was_asked_for_and_then_what_was_answered(client, people, desk, role):
    claim = returned(people)
    client.force_login(people[role])
    asked = client.get(f"/{desk}/{claim.code}/").content.decode()
    assert "“KTP?”" in asked and "Sejak berkas dikembalikan" not in asked
    mended(claim, people, {"cause": "Jatuh"})
    page = client.get(f"/{desk}/{claim.code}/")
    told = page.content.decode()
    assert "1 jawaban berubah." in told and "0 file" not in told
    assert page.context["since"].word == "Sudah dilengkapi." and "“Sudah dilengkapi.”" in told


def test_children_taken_out_altogether_are_still_told_of(people):
    claim = mended(returned(people, children=[CHILD]), people, children=[])
    assert marked(claim)["Budi Demo"][0] == ""


def test_what_the_office_assessed_is_no_change_of_the_village(people):
    claim = returned(people, facts={"decile": Decimal(4)})
    mended(claim, people)
    verifier = people[Role.OPD_VERIFIER]
    actions.assess(claim.pk, build.FOUND, by=verifier, now=NOW + DAY)
    assert marked(claim) == {}


def test_before_the_answer_there_is_nothing_to_show(people):
    claim = returned(people)
    actions.keep(claim.pk, {"cause": "Jatuh"}, by=people[Role.VILLAGE_HEAD], now=NOW)
    claim.refresh_from_db()
    assert seen(claim) is None
    assert seen(build.claim_in("endorsed", people)) is None


def test_after_two_returns_the_last_one_counts(people):
    claim = mended(returned(people), people, {"cause": "Jatuh"})
    build.do("send_back", claim, people, now=NOW + 2 * DAY)
    actions.keep(
        claim.pk, {"event_place": "Kebun"}, by=people[Role.VILLAGE_HEAD], now=NOW + 3 * DAY
    )
    build.do("answer", claim, people, now=NOW + 3 * DAY)
    claim.refresh_from_db()
    assert list(marked(claim).values()) == [("Kebun", "Rumah")]


@pytest.mark.parametrize(
    ("role", "desk", "state"), [(Role.CAMAT, "district", "submitted"),
                                (Role.OPD_VERIFIER, "panel", "endorsed")]
)  # fmt: skip
def test_both_desks_show_it_in_colour_and_in_words(client, people, role, desk, state):
    claim = recent(state, people)
    do("send_back", claim, people)
    head = people[Role.VILLAGE_HEAD]
    actions.keep(claim.pk, {"cause": "Jatuh"}, by=head, now=timezone.now())
    do("answer", claim, people)
    client.force_login(people[role])
    text = client.get(f"/{desk}/{claim.code}/").content.decode()
    assert 'class="changed"' in text and "diubah" in text and "<del>Sakit</del>" in text
    client.force_login(head)
    assert "<del>" not in client.get(f"/village/{claim.code}/").content.decode()
