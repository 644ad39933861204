"""The village's list of deaths without a claim, and what those above see of it."""

import io
import json
import logging
import random
import re
import tempfile
import uuid
import zlib
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from claims.actions.deaths import Whose, load_deaths
from claims.forms.brought import BroughtForm
from claims.forms.deaths import DeathFileForm
from claims.models import Claim, Death, DeathAnswer, DeathList, Export
from claims.models.deaths import OFFICE
from claims.views.desks import DEATH_ROLES
from regencies.deaths import reading
from regencies.deaths.reading import Table, table_of
from regencies.models import Regency, Role
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES
from regencies.models.sealed import seal_bytes
from regencies.roster.files import BadFile
from tests import build, deaths
from tests.claims.enrolled import enrol, whole_list
from tests.homes import ROOT

pytestmark = pytest.mark.django_db
READERS = (*VILLAGE_ROLES, *DISTRICT_ROLES, *OFFICE)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def days_ago(n):
    return (timezone.localdate() - timedelta(n)).strftime("%d/%m/%Y")


def row(n, **values):
    return deaths.death(n, **{"Tanggal Meninggal": days_ago(10)} | values)


def listed(n, village=build.HERE):
    today = timezone.localdate()
    period = (today - timedelta(300), today + timedelta(30))
    (person,) = enrol(1, period, nik=deaths.nik(n), village=village)
    return person


@pytest.fixture
def one(people, tmp_path):
    """A participant of build.HERE who has died."""
    listed(1)
    table = deaths.table(tmp_path, [row(1)])
    load_deaths(table, Whose(Regency.objects.get(pk="16.02")), seen=None, by=None,
                now=timezone.now())  # fmt: skip
    return Death.objects.get()


def sent(rows, **said):
    return {"whose": 0, "file": SimpleUploadedFile("mati.csv", deaths.written(rows)), **said}


def read_back(rows):
    with tempfile.NamedTemporaryFile() as file:
        file.write(deaths.written(rows))
        file.flush()
        return table_of(Path(file.name), "mati.csv")


def hidden(answer):
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


class TestTheList:
    def test_the_village_sees_who_has_died_and_what_to_do(self, client, people, one):
        client.force_login(people[Role.VILLAGE_HEAD])
        said = text_of(client.get("/deaths/"))
        assert one.name in said and f"/deaths/{one.pk}/file/" in said
        assert f"/deaths/{one.pk}/answer/" in said and "terlindungi pada hari itu" in said
        assert "ajukan" in text_of(client.get("/village/"))

    def test_the_button_files_a_draft_and_the_list_leads_on_to_it(self, client, people, one):
        client.force_login(people[Role.VILLAGE_HEAD])
        assert client.get(f"/deaths/{one.pk}/file/").status_code == 405
        answers = [client.post(f"/deaths/{one.pk}/file/") for _ in range(2)]
        claim = Claim.objects.get()
        assert {answer.url for answer in answers} == {f"/village/{claim.code}/person/"}
        assert f"/village/{claim.code}/check/" in text_of(client.get("/deaths/"))

    def test_why_there_is_no_claim_is_on_record(self, client, people, one):
        client.force_login(people[Role.VILLAGE_OPERATOR])
        path = f"/deaths/{one.pk}/answer/"
        said = {"key": uuid.uuid4(), "reason": "not_covered", "note": "Iuran berhenti 2024."}
        for wrong in ({"note": ""}, {"reason": ""}, {"key": "x"}):
            assert client.post(path, said | wrong).status_code == 422
        assert client.get(path).status_code == 200 and not DeathAnswer.objects.exists()
        for _ in range(2):
            assert client.post(path, said).status_code == 302
        assert DeathAnswer.objects.get().by == people[Role.VILLAGE_OPERATOR]
        shown = text_of(client.get("/deaths/"))
        assert "Iuran berhenti 2024." in shown and f"/deaths/{one.pk}/file/" not in shown
        assert client.post(path, said | {"key": uuid.uuid4()}).status_code == 409

    def test_the_village_says_whether_it_is_this_person(self, client, people):
        (like,) = enrol(1, born_on="1971-03-12", name="Moh. Hasan")
        client.force_login(people[Role.VILLAGE_HEAD])
        typed = {"village": build.HERE, "name": "Muhammad Hasan", "born_on": "1971-03-12",
                 "died_on": timezone.localdate().isoformat()}  # fmt: skip
        assert client.post("/deaths/add/", typed).status_code == 302
        death = Death.objects.get()
        assert (death.likely, death.participant) == (like, None)
        assert "Moh. Hasan" in text_of(client.get("/deaths/"))
        assert client.get(f"/deaths/{death.pk}/confirm/").status_code == 405
        client.post(f"/deaths/{death.pk}/confirm/", {"same": "yes"})
        death.refresh_from_db()
        assert death.participant == like

    @pytest.mark.parametrize(
        "wrong",
        [{"name": ""}, {"died_on": ""}, {"died_on": "2999-01-01"}, {"died_on": "1970-01-01"},
         {"nik": "123"}, {"born_on": "", "nik": ""}, {"village": build.NEXT_DOOR}],
    )  # fmt: skip
    def test_what_is_typed_wrongly_stays_on_the_page(self, client, people, wrong):
        client.force_login(people[Role.VILLAGE_HEAD])
        typed = {"village": build.HERE, "name": "Hasan", "born_on": "1971-03-12",
                 "died_on": timezone.localdate().isoformat()}  # fmt: skip
        assert client.post("/deaths/add/", typed | wrong).status_code == 422
        assert not Death.objects.exists()

    def test_an_accident_has_a_last_day_and_another_death_has_none(self, client, people, one):
        client.force_login(people[Role.VILLAGE_HEAD])
        assert "ajukan paling lambat" not in text_of(client.get("/deaths/"))
        Death.objects.update(accident=True)
        year = one.died_on.year + 5
        assert (
            f"{year}" in text_of(client.get("/deaths/")).partition("ajukan paling lambat")[2][:40]
        )


def posted(client, look, **button):
    """The page's own form sent as a browser would: the test client's multipart would hide one that
    is sent as an address is."""
    forms = re.findall(r"<form.*?</form>", look.content.decode(), re.DOTALL)
    (form,) = [one for one in forms if f'name="{next(iter(button))}"' in one]
    said = hidden(look) | button
    if "multipart/form-data" in form.partition(">")[0]:
        return client.post("/deaths/bring/", said)
    return client.post("/deaths/bring/", urlencode(said), "application/x-www-form-urlencoded")


def unlike(n):
    """A row that packs badly."""
    draw = random.Random(n)
    letters = "".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=110))
    akta = f"1602-KM-{draw.randrange(10**29, 10**30)}"
    return row(n, Nama=letters.title(), **{"No Akta Kematian": akta})


class TestTheFile:
    def test_the_largest_list_that_is_looked_at_is_loaded(self, client, people):
        """As many rows as fill what a page may carry, but for a few; some more are refused."""
        client.force_login(people[Role.ADMINISTRATOR])
        rows = [unlike(n) for n in range(9_000)]
        kept = len(read_back(rows[:3_000]).kept()) / 3_000
        most = DeathFileForm.most_kept
        n = int(most * 0.99 / kept)
        assert 5_500 < n * 1.04 < len(rows)
        look = client.post("/deaths/bring/", sent(rows[:n]))
        assert look.status_code == 200 and len(look.context["plan"].added) == n
        assert most * 0.97 < len(look.context["kept"]) <= most
        assert posted(client, look, confirm="1").status_code == 302
        assert Death.objects.count() == n
        beyond = client.post("/deaths/bring/", sent(rows[: int(n * 1.04)]))
        assert beyond.status_code == 422 and "terlalu banyak" in text_of(beyond).lower()

    def test_refused_rows_of_a_long_list_leave_by_the_pages_own_form(self, client, people):
        client.force_login(people[Role.ADMINISTRATOR])
        look = client.post("/deaths/bring/", sent([row(n, NIK="1") for n in range(7_000)]))
        assert posted(client, look, refused="1").status_code == 200

    def test_one_text_in_very_many_cells_is_too_big(self, client, people):
        client.force_login(people[Role.ADMINISTRATOR])
        book, out = Workbook(write_only=True), io.BytesIO()
        sheet = book.create_sheet()
        sheet.append(list(deaths.HEADS))
        for n in range(2_000):
            sheet.append([*row(n).values(), *["x" * 500] * 10])
        book.save(out)
        said = {"whose": 0, "file": SimpleUploadedFile("mati.xlsx", out.getvalue())}
        assert len(out.getvalue()) < DeathFileForm.most_bytes
        answer = client.post("/deaths/bring/", said)
        assert answer.status_code == 422 and "terlalu besar" in text_of(answer).lower()

    def test_what_was_kept_is_unpacked_so_far_and_no_further(self):
        bomb = json.dumps([["x" * (reading.MOST_KEPT + 1)], [], "", ""])
        with pytest.raises(BadFile):
            Table.again(seal_bytes(zlib.compress(bomb.encode()), reading.KEPT))

    @pytest.mark.parametrize("kind", BroughtForm.__subclasses__())
    def test_what_any_such_page_carries_back_is_taken(self, settings, kind):
        """With room for the other fields of the page."""
        assert kind.most_kept <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 100_000

    def test_whatever_carries_a_list_back_is_sent_as_it_stands(self):
        """Else each + and / of it takes three bytes."""
        found = 0
        for page in (ROOT / "templates").rglob("*.html"):
            for form in re.findall(r"<form.*?</form>", page.read_text(), re.DOTALL):
                if 'name="kept"' in form:
                    found += 1
                    assert 'enctype="multipart/form-data"' in form.partition(">")[0], page
        assert found >= 8

    def test_looked_at_then_loaded_and_twice_is_once(self, client, people):
        listed(1)
        client.force_login(people[Role.ADMINISTRATOR])
        rows = [row(1), row(2), row(3, NIK="123")]
        look = client.post("/deaths/bring/", sent(rows))
        assert look.status_code == 200 and not Death.objects.exists()
        assert (len(look.context["plan"].added), look.context["plan"].protected) == (2, 1)
        assert "NIK: tidak 16 digit" in text_of(look) or "NIK:" in text_of(look)
        for _ in range(2):
            client.post("/deaths/bring/", hidden(look) | {"confirm": "1"})
        assert Death.objects.count() == 2
        assert DeathList.objects.first().by == people[Role.ADMINISTRATOR]

    def test_refused_rows_leave_as_a_workbook_and_that_is_on_record(self, client, people):
        client.force_login(people[Role.VILLAGE_HEAD])
        look = client.post("/deaths/bring/", sent([row(3, NIK="123")]))
        file = b"".join(client.post("/deaths/bring/", hidden(look) | {"refused": "1"}))
        cells = [cell.value for cell in load_workbook(io.BytesIO(file)).active[2]]
        assert cells[0] == "123" and cells[-1].startswith("NIK:")
        row_ = Export.objects.get()
        assert (row_.kind, row_.by, row_.rows) == ("refused_rows", people[Role.VILLAGE_HEAD], 1)

    def test_a_village_brings_its_own_dead_alone(self, client, people):
        client.force_login(people[Role.VILLAGE_HEAD])
        rows = [row(1), row(2, **{"Kode Desa": build.NEXT_DOOR})]
        look = client.post("/deaths/bring/", sent(rows))
        assert (len(look.context["plan"].added), len(look.context["plan"].refused)) == (1, 1)

    def test_rubbish_is_told_and_changes_nothing(self, client, people):
        client.force_login(people[Role.ADMINISTRATOR])
        broken = {"whose": 0, "file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04")}
        unsealed = {"whose": 0, "kept": "x", "confirm": "1"}
        for said in ({}, {"whose": 5, "kept": "x"}, unsealed, sent([]), broken):
            assert client.post("/deaths/bring/", said).status_code == 422
        assert not DeathList.objects.exists()

    def test_another_preview_by_now_is_not_confirmed(self, client, people):
        client.force_login(people[Role.ADMINISTRATOR])
        look = client.post("/deaths/bring/", sent([row(1), row(2)]))
        other = client.post("/deaths/bring/", sent([row(1)]))
        client.post("/deaths/bring/", hidden(other) | {"confirm": "1"})
        again = client.post("/deaths/bring/", hidden(look) | {"confirm": "1"})
        assert again.status_code == 409 and Death.objects.count() == 1

    def test_the_command_does_the_same(self, people, tmp_path, capsys):
        listed(1)
        path = tmp_path / "kematian.csv"
        path.write_bytes(deaths.written([row(1), row(2)]))
        call_command("import_deaths", str(path), regency="16.02", preview=True)
        assert "2 added" in capsys.readouterr().out and not Death.objects.exists()
        for said in ("2 added, 0 known. 1", "0 added, 2 known"):
            call_command("import_deaths", str(path), regency="16.02", by="administrator")
            assert said in capsys.readouterr().out
        path.write_bytes(deaths.written([row(5, NIK="1")]))
        with pytest.raises(CommandError, match="1 rows were refused"):
            call_command("import_deaths", str(path), village=build.HERE)
        assert (tmp_path / "kematian-refused.xlsx").stat().st_mode & 0o777 == 0o600
        for said in ({}, {"regency": "99.99"}, {"village": "x"},
                     {"regency": "16.02", "by": "nobody"}):  # fmt: skip
            with pytest.raises(CommandError):
                call_command("import_deaths", str(path), **said)


class TestWho:
    @pytest.mark.parametrize("role", list(Role))
    def test_what_each_role_sees(self, client, people, one, role):
        client.force_login(people[role])
        answer = client.get("/deaths/")
        assert answer.status_code == (200 if role in DEATH_ROLES else 403)
        if answer.status_code == 200:
            assert (one.name in text_of(answer)) == (role in READERS)
            assert answer.context["people"] == 1
        village = role in VILLAGE_ROLES
        assert client.get("/deaths/add/").status_code == (200 if village else 403)
        brings = village or role == Role.ADMINISTRATOR
        assert client.get("/deaths/bring/").status_code == (200 if brings else 403)
        assert client.get(f"/deaths/{one.pk}/answer/").status_code == (200 if village else 403)
        if not village:
            for verb in ("file", "confirm", "answer"):
                assert client.post(f"/deaths/{one.pk}/{verb}/").status_code == 403

    @pytest.mark.parametrize("village", [build.NEXT_DOOR, build.ELSEWHERE, build.MUBA])
    def test_another_villages_dead_do_not_exist_here(self, client, people, one, village):
        strangers = build.everybody(village, ".there")
        client.force_login(strangers[Role.VILLAGE_HEAD])
        assert one.name not in text_of(client.get("/deaths/"))
        for verb in ("file", "confirm", "answer"):
            pages = [client.post(f"/deaths/{pk}/{verb}/") for pk in (one.pk, 999_999)]
            assert [page.status_code for page in pages] == [404, 404]
            texts = [re.sub(r'value="[\w-]{64}"|/deaths/\d+/', "", page.content.decode())
                     for page in pages]  # fmt: skip
            assert texts[0] == texts[1]
        client.force_login(strangers[Role.CAMAT])
        near = village == build.NEXT_DOOR
        assert (one.name in text_of(client.get("/deaths/"))) == near
        client.force_login(strangers[Role.OPD_HEAD])
        assert (one.name in text_of(client.get("/deaths/"))) == (village != build.MUBA)

    def test_no_number_is_in_a_page_an_address_or_a_log(self, client, people, caplog):
        caplog.set_level(logging.DEBUG)
        listed(1)
        client.force_login(people[Role.VILLAGE_HEAD])
        look = client.post("/deaths/bring/", sent([row(1), row(2, **{"Tgl Lahir": deaths.nik(2)})]))
        said = text_of(look)
        said += client.post("/deaths/bring/", hidden(look) | {"confirm": "1"}).url
        said += text_of(client.get("/deaths/"))
        pk = Death.objects.get().pk
        said += text_of(client.get(f"/deaths/{pk}/answer/"))
        said += client.post(f"/deaths/{pk}/file/").url + caplog.text
        assert len(said) > 5_000
        assert deaths.nik(1) not in said and deaths.nik(2) not in said


def test_the_page_asks_as_often_of_thirty_as_of_one(client, people, one):
    client.force_login(people[Role.VILLAGE_HEAD])
    with CaptureQueriesContext(connection) as few:
        client.get("/deaths/")
    for n in range(2, 30):
        deaths.unfiled(people[Role.VILLAGE_HEAD], timezone.now(), n)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get("/deaths/").context["rows"]) == 29
    assert len(many) == len(few)


def test_a_years_list_of_a_whole_regency_is_loaded_in_a_moment(people, tmp_path):
    whole_list(20_000)
    rows = [row(n) for n in range(5_000)]
    table = deaths.table(tmp_path, rows)
    with CaptureQueriesContext(connection) as asked:
        loaded, _plan = load_deaths(
            table, Whose(Regency.objects.get(pk="16.02")), seen=None, by=None, now=timezone.now()
        )
    assert loaded.added == 5_000
    # So many hundred at a time, never one by one.
    assert len(asked) < 60
