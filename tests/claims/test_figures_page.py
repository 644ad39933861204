"""Figures only, for the regent and those above the office."""

import csv
import io
import re

import pytest
from django.utils import timezone

from claims import actions
from regencies.models import Programme, Role
from tests import build
from tests.build import STORY
from tests.claims.pages import recent

QUERIES = 17


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.BUPATI, 200), (Role.SEKDA, 200), (Role.OPD_HEAD, 200), (Role.OPD_SECTION_HEAD, 200),
     (Role.AUDITOR, 200), (Role.OPD_VERIFIER, 403), (Role.CASHIER, 403), (Role.CAMAT, 403),
     (Role.VILLAGE_HEAD, 403)],
)  # fmt: skip
def test_who_sees_the_figures(client, people, role, status):
    client.force_login(people[role])
    assert client.get("/panel/figures/").status_code == status


def test_the_regent_sees_figures_and_no_claim(client, people):
    claim = recent("awarded", people)
    client.force_login(people[Role.BUPATI])
    page = client.get("/panel/figures/")
    text = page.content.decode()
    for private in (claim.code, claim.name, claim.heir_name, build.NIK, claim.village.name):
        assert private not in text
    assert (page.context["total"], page.context["share"]) == (1, 100)
    for path in ("/panel/", f"/panel/{claim.code}/", "/money/", f"/money/{claim.code}/1/",
                 "/district/"):  # fmt: skip
        assert client.get(path).status_code == 403


def test_sums_by_programme_and_district(client, people):
    for state in ("awarded", "settled", "submitted"):
        recent(state, people)
    build.claim_in("endorsed", people)  # long ago, and late
    client.force_login(people[Role.BUPATI])
    found = client.get("/panel/figures/").context
    oki = next(row for row in found["programmes"] if "Santunan" in row.programme)
    assert (oki.n, oki.awarded, oki.paid, oki.waiting) == (2, 2_000_000, 1_000_000, 0)
    [place] = found["places"]
    assert (place.district, place.n, place.awarded) == ("Kayu Agung", 4, 86_000_000)
    kayu_agung = next(row for row in found["districts"] if row["filed"])
    assert (kayu_agung["filed"], kayu_agung["open"], kayu_agung["decided"]) == (4, 2, 2)
    assert (kayu_agung["on_time"], kayu_agung["late"], found["late_all"]) == (2, 1, 1)
    assert len(found["districts"]) == 18


def test_a_share_of_the_decided_says_how_many_are_late_and_undecided(client, people):
    recent("awarded", people)
    client.force_login(people[Role.BUPATI])
    assert "lagi terlambat" not in client.get("/panel/figures/").content.decode()
    build.claim_in("endorsed", people)  # long ago
    page = client.get("/panel/figures/")
    assert page.context["share"] == 100
    assert "1 lagi terlambat dan belum diputuskan." in page.content.decode()


def test_reported_accidents_are_told_beside_the_claims_filed(client, people):
    recent("submitted", people)
    recent("reported", people)
    client.force_login(people[Role.BUPATI])
    page = client.get("/panel/figures/")
    assert (page.context["total"], page.context["reported"]) == (1, 1)
    assert "kecelakaan dilaporkan, belum diklaim" in page.content.decode()


def test_what_waits_for_budget_is_told_apart_and_what_was_cancelled_is_left_out(client, people):
    waiting, cancelled = recent("awarded", people), recent("awarded", people)
    now = timezone.now()
    own = waiting.payouts.get(estimate=False)
    actions.wait(own.pk, note="DPA belum sah.", by=people[Role.CASHIER], now=now)
    for payout in cancelled.payouts.all():
        actions.ask_cancel(payout.pk, note="Ganda.", by=people[Role.CASHIER], now=now)
        actions.cancel(payout.pk, note="Benar.", by=people[Role.OPD_HEAD], now=now)
    client.force_login(people[Role.BUPATI])
    page = client.get("/panel/figures/")
    [place] = page.context["places"]
    assert (place.n, place.awarded, place.waiting, place.paid) == (2, 43_000_000, 1_000_000, 0)
    text = page.content.decode()
    # One million beside the longest bar of 42, and the same sums in the table.
    assert text.count("<svg") == 3 and 'class="waiting" x="0" width="23"' in text
    # The kecamatan, and the total of the two programmes.
    assert text.count("Rp43.000.000") == 2


def test_what_was_paid_stands_on_top_and_what_waits_beside_it(client, people):
    recent("settled", people)
    client.force_login(people[Role.BUPATI])
    page = client.get("/panel/figures/")
    paid = sum(row.paid for row in page.context["programmes"])
    assert page.context["money"].paid == paid > 0
    text = page.content.decode()
    assert "dibayarkan kepada keluarga" in text and "menunggu anggaran</span></li>" not in text


def test_a_kecamatan_without_claims_is_named_and_has_no_row_of_noughts(client, people):
    recent("submitted", people)
    client.force_login(people[Role.BUPATI])
    page = client.get("/panel/figures/")
    text = page.content.decode()
    assert len(page.context["quiet"]) == 17 and "Kayu Agung" not in page.context["quiet"]
    assert '<th scope="row">Kayu Agung</th>' in text
    for name in page.context["quiet"]:
        assert name in text and f'<th scope="row">{name}</th>' not in text


def test_the_sums_leave_as_a_table_without_people(client, people):
    claim = recent("awarded", people)
    Programme.objects.filter(code="santunan_oki").update(name="=1+1")
    client.force_login(people[Role.BUPATI])
    answer = client.get("/panel/figures/money.csv")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert ["Kayu Agung", "'=1+1", "1000000"] in [[row[1], row[2], row[5]] for row in rows]
    for private in (claim.code, claim.name, claim.heir_name, build.NIK, claim.village.name):
        assert private not in text
    client.force_login(people[Role.CASHIER])
    assert client.get("/panel/figures/money.csv").status_code == 403


@pytest.mark.parametrize("path", ["/panel/figures/", "/panel/board/"])
def test_no_person_is_on_the_regents_pages(client, people, path):
    for state in ("endorsed", "awarded", "rejected"):
        recent(state, people, name="Zulkarnain Tersembunyi")
    client.force_login(people[Role.BUPATI])
    text = client.get(path).content.decode()
    assert "Tersembunyi" not in text and STORY["heir_name"] not in text
    assert not re.search(r"\d{4}-\d{2}-\d{6}|\b\d{16}\b", text)


def test_another_regencys_figures_stay_there(client, people):
    muba = build.everybody(build.MUBA, "2")
    recent("endorsed", muba, village=build.MUBA)
    client.force_login(people[Role.BUPATI])
    assert client.get("/panel/figures/").context["total"] == 0


@pytest.mark.parametrize("n", [1, 3])
def test_the_same_number_of_questions(client, people, n, django_assert_num_queries):
    for _ in range(n):
        recent("awarded", people)
    client.force_login(people[Role.BUPATI])
    with django_assert_num_queries(QUERIES):
        client.get("/panel/figures/")
