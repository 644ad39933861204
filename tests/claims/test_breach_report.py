"""Whose data was reachable: by the rows of looks and downloads, without a name or a number."""

import csv
import stat
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims.actions import signing_in
from claims.actions.signing_in import Place
from claims.reach import ACCOUNT, NAMES, NUMBERS, PAPERS
from regencies.models import Role
from tests import build
from tests.claims.exported import released, take
from tests.claims.pages import form, recent

CASHIER = Role.CASHIER


def told(*words) -> str:
    out = StringIO()
    now = timezone.now()
    span = (now - timedelta(hours=1)).isoformat(), (now + timedelta(hours=1)).isoformat()
    call_command("breach_report", *span, *words, stdout=out)
    assert build.NIK not in out.getvalue() and build.ACCOUNT not in out.getvalue()
    return out.getvalue()


def rows(path, *words) -> list[dict]:
    told("--csv", str(path), *words)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    assert build.NIK not in text and build.ACCOUNT not in text
    return list(csv.DictReader(StringIO(text)))


@pytest.fixture
def awarded(people):
    return recent("awarded", people)


def test_each_kind_of_look_names_its_claim_its_person_and_its_data(
    people, client, awarded, tmp_path
):
    client.force_login(people[CASHIER])
    branch, ours = awarded.payouts.order_by("id")
    client.post(f"/money/{awarded.code}/2/reveal/", form(ours, note="SP2D"))
    client.post(f"/money/{awarded.code}/1/bundle/", form(branch, note="Cabang"))
    client.post(f"/exports/{released(people).pk}/take/")
    batch = build.order(ours, people=people, now=timezone.now())
    client.post(
        f"/money/batches/{batch.code}/take/", {"key": uuid4(), "format": "csv", "reason": "Unggah"}
    )
    found = [row for row in rows(tmp_path / "rows.csv") if row["by"] == people[CASHIER].username]
    by_how = {row["how"].split(" ")[0]: row for row in found}
    assert ACCOUNT in by_how["reveal"]["kinds of data"]
    assert PAPERS in by_how["bundle"]["kinds of data"]
    lists = [row for row in found if row["how"].startswith("export claims")]
    assert NUMBERS in lists[0]["kinds of data"]
    assert ACCOUNT in by_how["bank"]["kinds of data"]
    assert {row["claim"] for row in found} == {awarded.code}
    assert {row["concerned"] for row in found} == {"peserta, ahli waris, pelapor, anak"}


def test_only_what_happened_in_that_time_is_told(people, awarded):
    out = StringIO()
    call_command("breach_report", "2001-01-01", "2001-02-01", stdout=out)
    assert out.getvalue().startswith("0 accesses to 0 claims.")


def test_of_one_account_also_what_it_could_have_opened(people, awarded, tmp_path):
    auditor = people[Role.AUDITOR]
    found = rows(tmp_path / "rows.csv", "--account", auditor.username)
    assert [(row["claim"], row["how"]) for row in found] == [
        (awarded.code, "could open it at its desk")
    ]
    stranger = build.everybody(build.MUBA, ".muba")[Role.AUDITOR]
    assert rows(tmp_path / "none.csv", "--account", stranger.username) == []


def test_papers_that_were_opened_and_claims_that_the_auditor_read_are_told(
    people, client, awarded, tmp_path
):
    paper = awarded.documents.first()
    for role in (CASHIER, Role.AUDITOR):
        client.force_login(people[role])
        assert client.get(f"/papers/{awarded.code}/{paper.token}").status_code == 200
    assert client.get(f"/panel/{awarded.code}/").status_code == 200
    found = rows(tmp_path / "rows.csv")
    looks = sorted((row["by"], row["how"]) for row in found if row["how"].startswith("looked"))
    cashier, auditor = people[CASHIER].username, people[Role.AUDITOR].username
    assert (cashier, "looked: paper") in looks and (auditor, "looked: paper") in looks
    assert (auditor, "looked: file") in looks
    whole = next(row for row in found if row["how"] == "looked: paper")
    assert PAPERS in whole["kinds of data"] and NUMBERS in whole["kinds of data"]


def test_a_taken_account_is_told_by_its_sign_ins_and_from_where(people, client, awarded, tmp_path):
    cashier, now = people[CASHIER], timezone.now()
    own, other = Place("10.1.1.1"), Place("10.9.9.9")
    signing_in.succeeded(cashier, own, now - timedelta(days=3))
    signing_in.failed(cashier.username, other, now - timedelta(minutes=50))
    signing_in.succeeded(cashier, other, now - timedelta(minutes=40))
    client.force_login(cashier)
    client.post(f"/money/{awarded.code}/2/reveal/", form(awarded.payouts.last(), note="SP2D"))
    text = told("--account", cashier.username)
    assert text.count("never come in before") == 2  # the wrong password, and the right one
    assert f"sign_in, from {other.mark}" in text and f"fail, from {other.mark}" in text
    assert own.mark not in text and "10.9.9.9" not in text
    seen = [row for row in rows(tmp_path / "rows.csv") if row["by"] == cashier.username]
    assert seen and all(row["signed in"].endswith(other.mark) for row in seen)
    assert "fail 1, sign_in 1" in told()


def test_a_masked_list_and_a_report_name_nobody(people, client, awarded, tmp_path):
    client.force_login(people[CASHIER])
    assert take(client).status_code == 200
    found = rows(tmp_path / "rows.csv")
    assert not [row for row in found if row["how"].startswith("export claims")]


def test_the_notice_is_due_three_times_a_day_and_a_night_after_it_was_known(people, awarded):
    known = timezone.now() - timedelta(hours=70)
    text = told("--known", known.isoformat())
    assert "2 hours left" in text and "Pasal 46 UU Nomor 27 Tahun 2022" in text
    assert NAMES in text
    assert "8 hours late" in told("--known", (known - timedelta(hours=10)).isoformat())


@pytest.mark.parametrize(
    "words", [("2026-02-01", "2026-01-01"), ("x", "2026-01-01"),
              ("2026-01-01", "2026-02-01", "--account", "nobody.at.all")],
)  # fmt: skip
def test_what_can_not_be_asked_is_said(db, words):
    with pytest.raises((CommandError, SystemExit)):
        call_command("breach_report", *words, stdout=StringIO())
