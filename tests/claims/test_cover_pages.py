"""The page of the programme year: who may see what of it, and what it says of the January gap."""

import csv
import hashlib
import io
import logging
import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import CoverReason, Export
from claims.renewals import NOWHERE
from claims.views.desks import COVER_ROLES
from regencies.models import Coverage, Figure, Participant, Role
from tests import build
from tests.build import JAKARTA, datetime
from tests.claims.enrolled import YEAR_2025, YEAR_2026, enrol, whole_list

pytestmark = pytest.mark.django_db
FEBRUARY = datetime(2026, 2, 14, 9, tzinfo=JAKARTA)
HERE = {"regency": "16.02", "payer": "APBD OKI", "agreement": "PKS 1", "ends_on": "2025-12-31"}
NAMERS = (Role.ADMINISTRATOR, Role.OPD_SECTION_HEAD, Role.OPD_HEAD)


@pytest.fixture(autouse=True)
def in_february():
    with time_machine.travel(FEBRUARY, tick=False):
        yield


@pytest.fixture
def head(client, people):
    client.force_login(people[Role.OPD_HEAD])
    return client


def page(client, path="", **said):
    return client.get(f"/panel/cover/{path}", said)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def table(answer):
    sheet = answer.content.decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(sheet), delimiter=";"))


def test_45_000_people_have_no_cover_since_january_and_cost_756_million_a_month(client):
    people = build.everybody(build.MUBA)
    whole_list(45_000, (*YEAR_2025, "PKS 54/2025"), regency="16.06")
    client.force_login(people[Role.BUPATI])
    answer = page(client)
    said = text_of(answer)
    assert "Rp756.000.000" in said
    assert "45.000 × (10.000 + 6.800) = 45.000 × 16.800 = Rp756.000.000" in said
    assert "Tanpa perlindungan sejak 1 Januari 2026." in said
    assert "Masa tenggang berakhir pada 31 Maret 2026." in said
    year = answer.context["year"]
    assert (year.without, year.losing, year.covered.people) == (45_000, 0, 0)


def test_before_it_bites_the_page_says_who_loses_cover_and_what_it_will_cost(head):
    with time_machine.travel(FEBRUARY - timedelta(days=90)):
        enrol(3, YEAR_2025)
        enrol(1, YEAR_2025, category_id="rt_rw")
        answer = page(head)
    (row,) = answer.context["endings"]
    assert (row.here, row.people, row.bill.sum) == ("ahead", 4, 67_200)
    assert dict(row.categories) == {"Pekerja rentan": 3, "RT/RW": 1}
    spans = answer.context["year"].groups[0].spans
    assert [(span.first.month, span.bill.people, span.bill.sum) for span in spans] == [
        (11, 4, 67_200), (1, 0, 0),
    ]  # fmt: skip
    assert "Tidak ada masa perlindungan yang tercatat" in text_of(answer)


def test_a_renewal_from_april_shows_the_days_between(head):
    enrol(2, YEAR_2025, (date(2026, 4, 28), YEAR_2026[1], {"agreement": "PKS 2"}))
    said = text_of(page(head))
    assert "Tanpa perlindungan dari 1 Januari 2026 sampai 27 April 2026" in said
    # Of these days nothing is to be explained: a period is on record.
    assert "ends_on=2025-12-31" not in said.partition("/panel/cover/explain/")[2].partition('"')[0]


def test_where_they_live_and_who_they_are(head):
    enrol(1, YEAR_2025, nik=build.NIK)
    enrol(1, YEAR_2025)
    enrol(1, YEAR_2025, village=build.NEXT_DOOR)
    where = page(head, "list/", **HERE)
    assert [row["people"] for row in where.context["rows"]] == [2, 1]
    here = page(head, "names/", **HERE, village=build.HERE)
    assert [row.name for row in here.context["rows"]] == ["Peserta 00000"] * 2
    assert "1602••••" in text_of(here) and build.NIK[:10] not in text_of(here)
    assert "Tidak ada lagi" in text_of(page(head, "names/", **HERE, village=NOWHERE))


def test_names_go_on_from_the_last_one(head):
    enrol(150, YEAR_2025)
    seen, after = [], {}
    for _ in range(3):
        answer = page(head, "names/", **HERE, village=build.HERE, **after)
        seen += [row.name for row in answer.context["rows"]]
        after = {"after": answer.context["next"]}
    assert seen == sorted(set(seen)) and len(seen) == 150 and after == {"after": None}


def test_names_leave_without_numbers_and_that_is_on_record(head, people):
    enrol(2, YEAR_2025)
    Participant.objects.filter(name="Peserta 00001").update(name="=HYPERLINK(1)")
    path = "/panel/cover/names/take/?" + "&".join(f"{k}={v}" for k, v in HERE.items())
    assert head.get(path).status_code == 405 and not Export.objects.exists()
    sent = b"".join(head.post(path))
    rows = list(csv.reader(io.StringIO(sent.decode("utf-8-sig")), delimiter=";"))
    assert [row[2] for row in rows[1:]] == ["'=HYPERLINK(1)", "Peserta 00000"]
    row = Export.objects.get()
    assert (row.by, row.kind, row.rows, row.masked) == (people[Role.OPD_HEAD], "cover", 2, True)
    assert row.sha256 == hashlib.sha256(sent).hexdigest()
    head.post(f"{path}&village={build.HERE}")
    assert Export.objects.latest("id").said["village"] == build.HERE


def test_why_it_is_not_renewed_is_said_once_and_shown(head, people):
    enrol(2, YEAR_2025)
    path = "/panel/cover/explain/?" + "&".join(f"{k}={v}" for k, v in HERE.items())
    assert path.partition("?")[0] in text_of(page(head))
    said = {"key": uuid.uuid4(), "reason": "signing", "note": "PKS di meja Bupati.",
            "again_on": "2026-03-01"}  # fmt: skip
    assert head.get(path).status_code == 200
    for wrong in ({"note": ""}, {"reason": "x"}, {"again_on": "2026-02-14"}, {"key": "x"}):
        assert head.post(path, said | wrong).status_code == 422
    assert not CoverReason.objects.exists()
    for _ in range(2):
        assert head.post(path, said).status_code == 302
    assert CoverReason.objects.count() == 1
    shown = text_of(page(head))
    assert "PKS di meja Bupati." in shown and "/panel/cover/explain/" not in shown
    assert "Diingatkan lagi mulai 1 Maret 2026." in shown


def test_the_table_of_endings_is_a_file_of_numbers(head):
    enrol(2, YEAR_2025)
    (line,) = table(page(head, "ends.csv"))[1:]
    assert line[1:7] == ["APBD OKI", "PKS 1", "2025-12-31", "", "2", "33600"]


@pytest.mark.parametrize("role", list(Role))
def test_who_may_see_numbers_and_who_names(client, people, role):
    enrol(1, YEAR_2025)
    client.force_login(people[role])
    figures = 200 if role in COVER_ROLES else 403
    names = 200 if role in NAMERS else 403
    query = "&".join(f"{k}={v}" for k, v in HERE.items())
    assert page(client).status_code == figures
    assert page(client, "ends.csv").status_code == figures
    assert page(client, "list/", **HERE).status_code == figures
    assert page(client, "names/", **HERE, village=build.HERE).status_code == names
    assert page(client, "explain/", **HERE).status_code == names
    assert client.post(f"/panel/cover/names/take/?{query}").status_code == names
    if figures == 200:
        assert "Peserta 0" not in text_of(page(client)) + text_of(page(client, "list/", **HERE))


def test_another_regencys_cover_does_not_exist_here(client, people):
    muba = build.everybody(build.MUBA, ".muba")
    enrol(1, YEAR_2025)
    client.force_login(muba[Role.OPD_HEAD])
    assert not page(client).context["endings"]
    for path in ("list/", "names/", "explain/"):
        answers = [
            client.get(f"/panel/cover/{path}", {**HERE, "regency": code, "village": build.HERE})
            for code in ("16.02", "16.99")
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
    # Nor a village of another regency in one's own.
    own = {**HERE, "regency": "16.06", "village": build.HERE}
    assert page(client, "names/", **own).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"ends_on": "kemarin"}, {"ends_on": "0001-01-01"}, {"ends_on": "9999-12-31"}, {"payer": ""},
     {"payer": "\0"}, {"regency": "1602"}, {"village": "1 OR 1"}, {"after": "x"},
     {"after": "99999999999999999999"}],
)  # fmt: skip
def test_an_address_that_says_nothing_leads_nowhere(head, wrong):
    assert page(head, "names/", **{**HERE, "village": build.HERE} | wrong).status_code == 404


def test_without_its_figure_no_bill_is_made_up(head):
    enrol(1, YEAR_2026)
    Figure.objects.filter(key="jkm_contribution").delete()
    assert "jkm_contribution" in text_of(page(head))


def test_no_number_is_in_a_page_an_address_or_a_log(head, caplog):
    caplog.set_level(logging.DEBUG)
    (person,) = enrol(1, YEAR_2025, nik=build.NIK, kk=build.KK)
    said = "".join(
        text_of(page(head, path, **HERE, village=build.HERE)) for path in ("", "list/", "names/")
    )
    assert person.name in said
    assert build.NIK not in said + caplog.text and build.KK not in said + caplog.text


def test_the_page_asks_as_often_of_120_000_people_as_of_one(head):
    enrol(1, YEAR_2025)
    with CaptureQueriesContext(connection) as few:
        page(head)
    Coverage.objects.all().delete()
    whole_list(3_000, (*YEAR_2025, "PKS 1"), (date(2026, 4, 28), YEAR_2026[1], "PKS 2"))
    with CaptureQueriesContext(connection) as many:
        page(head)
    assert len(few) == len(many)
