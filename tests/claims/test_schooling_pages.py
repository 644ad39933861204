"""The scholarship's pages: what the village owes, what the office accepts, and who may not."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from claims import actions
from claims.actions import schooling
from claims.models import Scholarship, SchoolYear
from claims.rules.coverage import months_after
from regencies.models import Role
from tests import build
from tests.claims.family import look
from tests.claims.pages import recent, same_404

HEAD, OPERATOR, VERIFIER, SECTION = (
    Role.VILLAGE_HEAD, Role.VILLAGE_OPERATOR, Role.OPD_VERIFIER, Role.OPD_SECTION_HEAD,
)  # fmt: skip
TODAY = timezone.localdate()
CHILD = {"name": "Dewi Demo", "born_on": date(TODAY.year - 10, 1, 5), "level": "sd", "grade": 4}
FOUND = {"months_paid": actions.Finding(36, "Daftar BPJS", TODAY)}


def text(page):
    return page.content.decode()


@pytest.fixture
def year(people):
    claim = recent("awarded", people, children=[CHILD], found=FOUND)
    payout = claim.payouts.get(programme="jkm")
    build.pay(payout, people, now=timezone.now())
    schooling.open_years(claim.pk, now=timezone.now())
    return SchoolYear.objects.get()


def address(year, desk, verb):
    claim, child = year.scholarship.claim, year.scholarship.child
    return f"/{desk}/{claim.code}/school/{child.order}/{year.begins}/{verb}/"


def letter():
    return SimpleUploadedFile("surat.jpg", build.jpeg(), content_type="image/jpeg")


def proof(**values):
    return {"key": uuid.uuid4(), "level": "sd", "grade": 4, "file": letter(), **values}


def proved(year, people):
    schooling.prove_school(
        year.pk, level="sd", grade=4, file=letter(), content_type="image/jpeg",
        by=people[HEAD], now=timezone.now(),
    )  # fmt: skip


def test_the_village_is_led_to_the_proof_and_sends_it(client, people, year):
    client.force_login(people[HEAD])
    assert "/village/schools/" in text(client.get("/village/"))
    page = text(client.get("/village/schools/"))
    assert "Dewi Demo" in page and address(year, "village", "prove") in page
    shown = client.get(address(year, "village", "prove"))
    assert shown.context["form"].initial["grade"] == 4
    said = proof(grade=5)
    assert client.post(address(year, "village", "prove"), said).status_code == 302
    year.refresh_from_db()
    assert (year.grade, year.proof.content_type) == (5, "image/jpeg")
    assert "/village/schools/" not in text(client.get("/village/"))
    assert client.get(address(year, "village", "prove")).status_code == 409


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(client, people, year):
    client.force_login(people[OPERATOR])
    page = client.post(address(year, "village", "prove"), proof(grade="lima"))
    assert page.status_code == 422
    assert "grade" in page.context["form"].errors and "lima" in text(page)
    page = client.post(address(year, "village", "prove"), proof(grade=9))
    assert page.status_code == 422 and "grade" in page.context["form"].errors
    bad = SimpleUploadedFile("surat.jpg", b"no photo", content_type="image/jpeg")
    page = client.post(address(year, "village", "prove"), proof(file=bad))
    assert page.status_code == 422 and "file" in page.context["form"].errors
    year.refresh_from_db()
    assert year.proved_at is None


def test_plafon_and_jadwal_stand_apart_on_the_claims_pages(client, people, year):
    for role, desk in ((HEAD, "village"), (VERIFIER, "panel")):
        client.force_login(people[role])
        page = text(client.get(f"/{desk}/{year.scholarship.claim.code}/"))
        # SD 4 to 6, SMP, SMA, S1.
        assert "Rp79.500.000" in page and "Plafon" in page and "Jadwal" in page


def test_the_sheet_for_the_family_tells_both_apart(client, people):
    """22 at the death: the year under way is all that comes, whatever the ceiling says."""
    born_on = months_after(TODAY + timedelta(1), -12 * 23)  # 23 tomorrow
    grown = CHILD | {"born_on": born_on, "level": "pt", "grade": 1}
    claim = recent("awarded", people, children=[grown], found=FOUND)
    number = 1 + [row.programme_id for row in claim.payouts.order_by("id")].index("jkm")
    client.force_login(people[HEAD])
    page = text(client.get(f"/village/{claim.code}/{number}/sheet/"))
    assert "Rp60.000.000" in page and "Dewi Demo: Rp12.000.000" in page


def test_the_family_reads_which_years_letter_is_missing(client, people, year):
    claim = year.scholarship.claim
    page = text(look(claim, client=client))
    assert f"{year.name}: mohon bawa surat keterangan sekolah" in page
    assert "Dewi" not in page


def test_the_office_accepts_and_the_cashier_has_a_payout(client, people, year):
    proved(year, people)
    client.force_login(people[VERIFIER])
    assert "/panel/schools/" in text(client.get("/panel/"))
    assert "Dewi Demo" in text(client.get("/panel/schools/"))
    page = client.get(address(year, "panel", "accept"))
    assert "Rp1.500.000" in text(page)
    sent = {"key": uuid.uuid4()}
    for _ in range(2):  # a double click
        assert client.post(address(year, "panel", "accept"), sent).status_code == 302
    claim = year.scholarship.claim
    assert claim.payouts.filter(amount=1_500_000).count() == 1
    client.force_login(people[Role.CASHIER])
    number = list(claim.payouts.order_by("id")).index(claim.payouts.get(amount=1_500_000)) + 1
    shown = text(client.get(f"/money/{claim.code}/{number}/"))
    assert "Rp1.500.000" in shown and "beasiswa SD" in shown
    assert client.get(f"/money/{claim.code}/{number}/sheet/").status_code == 200
    assert client.get(f"/money/{claim.code}/{number}/forward/").status_code == 200


def test_a_returned_proof_says_why(client, people, year):
    proved(year, people)
    client.force_login(people[SECTION])
    assert client.post(address(year, "panel", "return"), {"key": uuid.uuid4()}).status_code == 422
    said = {"key": uuid.uuid4(), "note": "Suratnya dari tahun lalu."}
    assert client.post(address(year, "panel", "return"), said).status_code == 302
    client.force_login(people[HEAD])
    page = text(client.get(f"/village/{year.scholarship.claim.code}/"))
    assert "Suratnya dari tahun lalu." in page and address(year, "village", "prove") in page


def test_either_desk_ends_it_and_the_office_alone_resumes_it(client, people, year):
    claim = year.scholarship.claim
    client.force_login(people[HEAD])
    said = {"key": uuid.uuid4(), "reason": "working", "note": "Bekerja sejak Mei."}
    assert client.post(f"/village/{claim.code}/school/1/end/", said).status_code == 302
    page = text(client.get(f"/village/{claim.code}/"))
    assert "Bekerja sejak Mei." in page and address(year, "village", "prove") not in page
    assert client.get(f"/village/{claim.code}/school/1/end/").status_code == 409
    assert client.get(f"/panel/{claim.code}/school/1/resume/").status_code == 403
    client.force_login(people[VERIFIER])
    said = {"key": uuid.uuid4(), "note": "Yang bekerja kakaknya."}
    assert client.post(f"/panel/{claim.code}/school/1/resume/", said).status_code == 302
    year.scholarship.refresh_from_db()
    assert year.scholarship.ended_at is None


@pytest.mark.parametrize("role", [Role.CAMAT, Role.CASHIER, Role.OPD_HEAD, Role.AUDITOR, HEAD])
def test_nobody_else_accepts(client, people, year, role):
    proved(year, people)
    client.force_login(people[role])
    for verb in ("accept", "return"):
        said = {"key": uuid.uuid4(), "note": "x"}
        assert client.post(address(year, "panel", verb), said).status_code == 403
    year.refresh_from_db()
    assert year.proved_at and not year.accepted_at


def test_another_village_and_regency_see_nothing_of_it(client, people, year):
    code, begins = year.scholarship.claim.code, year.begins
    for village, suffix in ((build.NEXT_DOOR, "2"), (build.MUBA, "3")):
        others = build.everybody(village, suffix)
        client.force_login(others[HEAD])
        assert same_404(client, f"/village/{{code}}/school/1/{begins}/prove/", code)
        assert "Dewi Demo" not in text(client.get("/village/schools/"))
    client.force_login(others[VERIFIER])
    assert same_404(client, f"/panel/{{code}}/school/1/{begins}/accept/", code)
    assert "Dewi Demo" not in text(client.get("/panel/schools/?show=to_prove"))


def test_the_years_of_a_right_that_the_clock_ended_are_still_asked_for(client, people, year):
    Scholarship.objects.update(ended_at=timezone.now(), end_reason="age", opens_at=None)
    client.force_login(people[HEAD])
    for page in ("/village/schools/", f"/village/{year.scholarship.claim.code}/"):
        assert address(year, "village", "prove") in text(client.get(page))
    assert year.name in text(look(year.scholarship.claim, client=client))
    client.force_login(people[HEAD])
    assert client.post(address(year, "village", "prove"), proof()).status_code == 302
    assert f"{year.name}" in text(look(year.scholarship.claim, client=client))


def test_a_year_or_child_that_does_not_exist_is_no_page(client, people, year):
    client.force_login(people[HEAD])
    code = year.scholarship.claim.code
    for path in ("school/9/2026/prove/", "school/1/1/prove/", "school/1/99999999999999/prove/",
                 "school/99999999999999999999/end/"):  # fmt: skip
        assert client.get(f"/village/{code}/{path}").status_code == 404
