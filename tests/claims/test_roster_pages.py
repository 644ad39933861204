"""The list of participants over HTTP: a file brought, read, looked at and loaded."""

import hashlib
import io
import logging
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from claims import actions, tasks
from claims.actions import roster as lists
from claims.models import Export
from regencies.models import (
    Coverage,
    Participant,
    Role,
    RosterHead,
    RosterImport,
    RosterLook,
    RosterRow,
)
from regencies.roster import importing
from tests import build, rosters
from tests.claims.test_reference_pages import admin, text_of

__all__ = ["admin"]  # the fixture

pytestmark = pytest.mark.django_db
WHY = "Surat Kepala Dinas 400/2025"


def bring(client, tmp_path, rows, name="peserta.csv", regency="16.02", **how):
    content = rosters.write_csv(tmp_path / "x.csv", rows, **how).read_bytes()
    return posted(client, content, name, regency)


def posted(client, content, name="peserta.csv", regency="16.02"):
    said = {"regency_id": regency, "file": SimpleUploadedFile(name, content)}
    return client.post("/reference/roster/bring/", said)


def page(client, one):
    return client.get(f"/reference/roster/{one.pk}/")


def confirm(client, one, **values):
    said = {"reason": WHY, "seen": page(client, one).context["form"]["seen"].value()} | values
    return client.post(f"/reference/roster/{one.pk}/", said)


def last():
    return RosterImport.objects.latest("id")


def test_a_list_is_brought_read_looked_at_and_loaded(admin, people, tmp_path):
    client = admin
    answer = bring(client, tmp_path, [*rosters.people(30), rosters.person(31) | {"NIK": "1"}])
    one = last()
    assert answer.url == f"/reference/roster/{one.pk}/"
    waits = page(client, one)
    assert waits["Refresh"] == "3" and "<progress" in text_of(waits)

    tasks.enrol()
    shown = page(client, one)
    assert "Refresh" not in shown
    assert not Participant.objects.exists()
    assert "31 baris" in text_of(shown) and "Baris 32: NIK:" in text_of(shown)
    assert f"/reference/roster/{one.pk}/columns/" in text_of(shown)

    assert confirm(client, one, reason="").status_code == 422
    assert confirm(client, one).status_code == 302
    assert page(client, one)["Refresh"] == "3"
    tasks.enrol()
    one.refresh_from_db()
    assert (one.step, one.people_new, one.covers_new, one.refused) == ("loaded", 30, 30, 1)
    assert (one.by, one.confirmed_by, one.reason) == (people[Role.ADMINISTRATOR],) * 2 + (WHY,)
    assert Participant.objects.count() == Coverage.objects.count() == 30
    assert not RosterRow.objects.exists()
    assert WHY in text_of(page(client, one)) and one.sha256[:12] in text_of(
        client.get("/reference/roster/")
    )


def test_the_same_file_again_says_so_and_offers_nothing_to_load(admin, tmp_path):
    for _ in range(2):
        bring(admin, tmp_path, rosters.people(5))
        tasks.enrol()
        if last().changes:
            confirm(admin, last())
            tasks.enrol()
    one = last()
    assert (one.step, one.people_same, one.covers_same, one.changes) == ("read", 5, 5, 0)
    shown = page(admin, one)
    assert shown.context["twin"].step == "loaded"
    assert 'name="reason"' not in text_of(shown)


def test_unknown_heads_are_asked_about_once(admin, tmp_path):
    rows = list(rosters.people(3))
    heads = ["Identitas", "Yang Bersangkutan", "Dusun"]
    lines = [heads, *([row["NIK"], row["Nama Peserta"], "II"] for row in rows)]
    content = "\n".join(";".join(cells) for cells in lines).encode()
    posted(admin, content)
    tasks.enrol()
    one = last()
    answer = page(admin, one)
    assert answer.url == (address := f"/reference/roster/{one.pk}/columns/")
    assert "Identitas" in text_of(admin.get(address))
    said = {"head_0": "nik", "head_1": "nik", "head_2": "", "payer": "APBD OKI",
            "cover_from": "2025-09-02", "cover_to": "2025-12-31"}  # fmt: skip
    assert admin.post(address, said).status_code == 422
    assert admin.post(address, said | {"head_1": "name"}).status_code == 422  # no category
    said |= {"head_1": "name", "category": "vulnerable"}
    assert admin.post(address, said).status_code == 302
    assert dict(RosterHead.objects.values_list("head", "column")) == {
        "identitas": "nik", "yang bersangkutan": "name", "dusun": "",
    }  # fmt: skip
    tasks.enrol()
    confirm(admin, one)
    tasks.enrol()
    person = Participant.objects.by_nik(rows[0]["NIK"]).get()
    assert (person.category_id, person.segment) == ("vulnerable", "bpu")
    assert person.periods() == ((date(2025, 9, 2), date(2025, 12, 31), None),)

    posted(admin, content)
    tasks.enrol()
    assert last().columns == one.columns | last().columns
    assert admin.get(f"/reference/roster/{last().pk}/columns/").status_code == 200


def test_the_refused_rows_leave_as_a_file_and_that_is_on_record(admin, people, tmp_path):
    bring(admin, tmp_path, [rosters.person(0) | {"JK": "X"}, rosters.person(1)])
    tasks.enrol()
    address = f"/reference/roster/{last().pk}/refused/"
    assert admin.get(address).status_code == 405 and not RosterLook.objects.exists()
    file = admin.post(address).content
    sheet = load_workbook(io.BytesIO(file)).active
    cells = [cell.value for cell in sheet[2]]
    assert rosters.person(0)["NIK"] in cells and cells[-2:] == [
        "2",
        "Jenis kelamin: bukan L atau P",
    ]
    look = RosterLook.objects.get()
    assert (look.by, look.roster_import) == (people[Role.ADMINISTRATOR], last())
    left = Export.objects.get()
    assert (left.kind, left.by, left.masked) == ("refused_rows", people[Role.ADMINISTRATOR], False)
    assert left.sha256 == hashlib.sha256(file).hexdigest()


def test_a_preview_that_has_changed_meanwhile_is_not_confirmed(admin, people, tmp_path):
    bring(admin, tmp_path, rosters.people(3))
    tasks.enrol()
    one = last()
    seen = page(admin, one).context["form"]["seen"].value()
    importing.choose(one.pk, one.columns, {"months": "3"}, timezone.now())
    tasks.enrol()
    answer = confirm(admin, one, seen=seen)
    assert answer.status_code == 409
    assert last().step == "read"


def test_a_list_may_be_put_away_and_a_bad_file_is_told(admin, tmp_path):
    bring(admin, tmp_path, rosters.people(3))
    tasks.enrol()
    one = last()
    assert admin.post(f"/reference/roster/{one.pk}/cancel/").status_code == 302
    assert last().step == "cancelled" and not last().file and not RosterRow.objects.exists()
    assert admin.post(f"/reference/roster/{one.pk}/cancel/").status_code == 409
    assert page(admin, one).status_code == 200

    posted(admin, b"\xd0\xcf\x11\xe0 an old one", "lama.xls")
    tasks.enrol()
    assert last().step == "failed"
    assert "XLSX" in text_of(page(admin, last()))
    assert posted(admin, b"").status_code == 422


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_nobody_else_opens_or_brings(client, people, role, tmp_path):
    content = rosters.write_csv(tmp_path / "x.csv", rosters.people(1)).read_bytes()
    client.force_login(people[Role.ADMINISTRATOR])
    posted(client, content)
    client.force_login(people[role])
    for path in ("", "bring/", f"{last().pk}/", f"{last().pk}/columns/", f"{last().pk}/cancel/",
                 f"{last().pk}/refused/"):  # fmt: skip
        assert client.get(f"/reference/roster/{path}").status_code == 403
        assert client.post(f"/reference/roster/{path}").status_code == 403
    assert posted(client, content).status_code == 403
    with pytest.raises(actions.NotYours):
        lists.cancel_roster(last().pk, by=people[role], now=timezone.now())
    assert RosterImport.objects.count() == 1 and last().step == "reading"


def test_the_list_of_another_regency_does_not_exist_here(admin, people, client, tmp_path):
    muba = build.everybody(build.MUBA, ".muba")
    bring(admin, tmp_path, rosters.people(2))
    one = last()
    client.force_login(muba[Role.ADMINISTRATOR])
    assert page(client, one).status_code == 404
    assert client.post(f"/reference/roster/{one.pk}/refused/").status_code == 404
    assert bring(client, tmp_path, rosters.people(2)).status_code == 422
    with pytest.raises(actions.NotYours):
        lists.load_roster(one.pk, seen="", by=muba[Role.ADMINISTRATOR], now=timezone.now(),
                          reason=WHY)  # fmt: skip
    assert one.file_name not in text_of(client.get("/reference/roster/"))


def test_no_number_is_in_a_log_an_address_or_a_page(admin, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    rows = list(rosters.people(3))
    rows[1]["JK"] = rows[1]["NIK"]
    answer = bring(admin, tmp_path, rows, name=f"data {rows[0]['NIK']}.csv")
    tasks.enrol()
    said = text_of(page(admin, last())) + answer.url + last().file.name + last().file_name
    confirm(admin, last())
    tasks.enrol()
    said += caplog.text + text_of(page(admin, last())) + text_of(admin.get("/reference/roster/"))
    assert len(said) > 5_000
    assert not any(row[head] in said for row in rows for head in ("NIK", "No. KK"))
