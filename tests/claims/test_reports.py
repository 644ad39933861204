"""Per kecamatan, programme and month: numbers of places, nobody's name."""

import io

import openpyxl
import pytest
from django.utils import timezone

from claims import reports
from claims.board import Period
from claims.models import Export
from regencies.models import Role
from tests import build
from tests.build import ELSEWHERE, JAKARTA, NOW
from tests.claims.pages import recent

PERIOD = Period((NOW.date().replace(day=1),), JAKARTA)
QUERIES = 8
FILES = {"regency": "16.02", "year": 2026, "first": 1, "last": 12}


def take(client, format, **said):
    return client.post(f"/panel/reports/take/{format}/", FILES | said)


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.BUPATI, 200), (Role.SEKDA, 200), (Role.OPD_VERIFIER, 200), (Role.CASHIER, 200),
     (Role.AUDITOR, 200), (Role.CAMAT, 403), (Role.VILLAGE_HEAD, 403), (Role.ADMINISTRATOR, 403)],
)  # fmt: skip
def test_who_reads_reports(client, people, role, status):
    client.force_login(people[role])
    assert client.get("/panel/reports/").status_code == status
    assert take(client, "csv").status_code == status


def test_a_claim_is_one_of_its_kecamatan_and_one_of_each_of_its_programmes(people):
    elsewhere = build.everybody(ELSEWHERE, ".e")
    for state in ("settled", "rejected", "submitted"):
        build.claim_in(state, people)
    build.claim_in("awarded", elsewhere, village=ELSEWHERE)
    found = reports.report(["16.02"], PERIOD)
    assert (found.all.submitted, found.all.decided, found.all.refused) == (4, 3, 1)
    assert {row.programme: row.submitted for row in found.programmes} == {
        "jkm": 4, "santunan_oki": 4,
    }  # fmt: skip
    assert {row.district: row.submitted for row in found.districts} == {
        "16.02.05": 3, ELSEWHERE[:8]: 1,
    }  # fmt: skip
    paid = {(row.district, row.programme): row.paid for row in found.cells}
    assert paid["16.02.05", "santunan_oki"] == 1_000_000
    assert paid["16.02.05", "jkm"] == 42_000_000
    assert paid[ELSEWHERE[:8], "jkm"] == 0
    branch = {row.programme: row.branch for row in found.programmes}
    assert branch == {"jkm": True, "santunan_oki": False}


def test_each_number_stands_in_the_month_in_which_it_happened(people):
    claim = build.claim_in("endorsed", people)
    later = NOW.replace(month=4, day=3)
    build.do("verify", claim, people, now=later)
    build.do("approve", claim, people, now=later)
    build.do("award", claim, people, now=later)
    march, april = (
        reports.report(["16.02"], Period((NOW.date().replace(month=month, day=1),), JAKARTA)).all
        for month in (3, 4)
    )
    assert (march.submitted, march.decided, march.awarded, march.days) == (1, 0, 0, None)
    assert (april.submitted, april.decided, april.late) == (0, 1, 1)
    assert april.awarded == 43_000_000
    # Received on 2 March, decided on 3 April; Friday and its hours count like any day.
    assert april.days == 32


def test_another_regencys_claims_are_not_counted(people):
    muba = build.everybody(build.MUBA, ".m")
    build.claim_in("awarded", muba, village=build.MUBA)
    assert reports.report(["16.02"], PERIOD).all.submitted == 0
    assert reports.report(["16.06"], PERIOD).all.submitted == 1


def test_the_page_names_no_person_and_no_claim(client, people):
    claim = recent("awarded", people)
    client.force_login(people[Role.BUPATI])
    page = client.get("/panel/reports/?district=16.02.05")
    text = page.content.decode()
    for private in (claim.code, claim.name, claim.heir_name, build.NIK):
        assert private not in text
    assert "Kayu Agung" in text and "BPJS Ketenagakerjaan" in text
    assert [row.programme for row in page.context["cells"]] == ["jkm", "santunan_oki"]


def test_the_same_table_leaves_as_a_file_and_is_on_record(client, people):
    recent("settled", people)
    client.force_login(people[Role.SEKDA])
    year = timezone.localdate().year
    text = body(take(client, "csv", year=year)).decode("utf-8-sig")
    heads, *rows = [line.split(";") for line in text.splitlines()]
    assert len(rows) == 2 and heads[1] == "Kecamatan"
    assert sorted(row[-1] for row in rows) == ["1000000", "42000000"]
    book = openpyxl.load_workbook(io.BytesIO(body(take(client, "xlsx", year=year))))
    found = list(book.active.iter_rows(values_only=True))
    assert sorted(row[-1] for row in found[1:]) == [1_000_000, 42_000_000]
    xlsx, csv = Export.objects.all()
    assert (csv.kind, csv.format, csv.rows, csv.masked) == ("report", "csv", 2, True)
    assert (xlsx.by, xlsx.format, xlsx.rows) == (people[Role.SEKDA], "xlsx", 2)
    assert csv.said == {"from": f"{year}-01-01", "before": f"{year + 1}-01-01"}


def test_looking_at_a_report_writes_nothing_and_a_file_needs_its_button(client, people):
    client.force_login(people[Role.BUPATI])
    client.get("/panel/reports/")
    assert client.get("/panel/reports/take/csv/").status_code == 405
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    "query", ["year=x", "first=13", "first=9&last=2", "district=%00", "regency=16.06", "year=1900"]
)
def test_an_address_that_says_nonsense_shows_the_usual_months(client, people, query):
    client.force_login(people[Role.BUPATI])
    page = client.get(f"/panel/reports/?{query}")
    assert page.status_code == 200
    assert page.context["months"][0] == timezone.localdate().replace(month=1, day=1)


def test_a_file_of_another_regency_is_not_given(client, people):
    client.force_login(people[Role.BUPATI])
    assert take(client, "csv", regency="16.06").status_code == 302
    assert not Export.objects.exists()


@pytest.mark.parametrize("n", [1, 6])
def test_a_report_asks_as_often_of_many_claims_as_of_one(client, people, n,
                                                        django_assert_num_queries):  # fmt: skip
    for _ in range(n):
        recent("settled", people)
    client.force_login(people[Role.BUPATI])
    with django_assert_num_queries(QUERIES):
        client.get("/panel/reports/?district=16.02.05")
