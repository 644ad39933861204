"""The desk of the regency's own money over HTTP: batches, the list, the budget, the bank's file."""

import csv
import hashlib
import io
import re
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import actions
from claims.actions import batches
from claims.models import Batch, BatchFile, BudgetEntry
from regencies.models import Role
from tests import build
from tests.claims.pages import do, form, recent

CASHIER, HEAD, SECTION = Role.CASHIER, Role.OPD_HEAD, Role.OPD_SECTION_HEAD
FORMULA = "=HYPERLINK(1)"
PAGES = ["batches/", "waiting/", "budget/", "answers/"]


def as_role(client, people, role):
    client.force_login(people[role])
    return client


def santunan(people, **story):
    return recent("awarded", people, **story).payouts.get(programme="santunan_oki")


def prepared(people, *payouts) -> Batch:
    return batches.prepare(
        "16.02", "santunan_oki", payouts=[one.pk for one in payouts], purpose="Santunan",
        by=people[CASHIER], now=timezone.now(), key=uuid4(),
    )  # fmt: skip


def approved(people, *payouts) -> Batch:
    batch = prepared(people, *payouts)
    return batches.approve_batch(batch.pk, by=people[SECTION], now=timezone.now())


def click(client, path, **values):
    return client.post(f"/money/{path}", {"key": uuid4(), **values})


@pytest.mark.parametrize(
    ("role", "status"),
    [(CASHIER, 200), (HEAD, 200), (SECTION, 200), (Role.AUDITOR, 200),
     (Role.VILLAGE_HEAD, 403), (Role.CAMAT, 403), (Role.OPD_VERIFIER, 403), (Role.BUPATI, 403)],
)  # fmt: skip
def test_the_pages_open_for_cashier_heads_and_auditor(client, people, role, status):
    batch = approved(people, santunan(people))
    as_role(client, people, role)
    for page in [*PAGES, f"batches/{batch.code}/"]:
        assert client.get(f"/money/{page}").status_code == status


def test_from_the_list_to_the_order_by_two_people(client, people):
    payouts = [santunan(people) for _ in range(3)]
    as_role(client, people, CASHIER)
    page = client.get("/money/batches/prepare/")
    assert page.context["ticked"] == [str(one.pk) for one in payouts]
    sent = {"key": uuid4(), "purpose": "Santunan", "payouts": [one.pk for one in payouts[:2]]}
    made = [client.post("/money/batches/prepare/", sent).url for _ in range(2)]
    batch = Batch.objects.get()
    assert made == [f"/money/batches/{batch.code}/"] * 2
    text = client.get(made[0]).content.decode()
    assert "Anda yang menyiapkan" in text and "/approve/" not in text
    assert client.get(f"{made[0]}approve/").status_code == 403
    as_role(client, people, HEAD)
    assert f"{made[0]}approve/" in client.get(made[0]).content.decode()
    assert client.get(f"{made[0]}approve/").status_code == 200
    assert not batch.lines.exclude(payout__state="awarded").exists()
    assert [click(client, f"batches/{batch.code}/approve/").status_code for _ in "12"] == [302, 302]
    assert not batch.lines.exclude(payout__state="ordered").exists()
    late = as_role(client, people, SECTION).get(f"{made[0]}approve/")
    assert late.status_code == 409 and people[HEAD].name in late.content.decode()


def test_what_became_of_a_line_is_said_in_words(client, people):
    payout = santunan(people)
    batch = approved(people, payout)
    actions.fail(payout.pk, note="Rekening tutup.", by=people[CASHIER], now=timezone.now())
    page = as_role(client, people, CASHIER).get(f"/money/batches/{batch.code}/").content.decode()
    assert "gagal," in page and "failed" not in page


def test_a_fault_stands_beside_its_field_and_what_was_ticked_stays(client, people):
    first, second = santunan(people), santunan(people)
    as_role(client, people, CASHIER)
    page = click(client, "batches/prepare/", purpose="", payouts=[second.pk])
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"purpose"}
    page = click(client, "batches/prepare/", purpose="x", payouts=[second.pk])
    assert set(page.context["form"].errors) == {"overtaking"}
    assert page.context["ticked"] == [str(second.pk)]
    page = click(client, "batches/prepare/", purpose="x")
    assert page.status_code == 422
    page = click(client, "batches/prepare/", purpose="x", payouts=[first.pk, 10**12])
    assert page.status_code == 422
    assert not Batch.objects.exists()


def test_one_payout_is_a_batch_of_one(client, people):
    payout = santunan(people)
    url = f"/money/{payout.claim.code}/2/"
    as_role(client, people, CASHIER)
    assert f"{url}order/" in client.get(url).content.decode()
    assert client.get(f"{url}order/").status_code == 200
    answer = client.post(f"{url}order/", {"key": uuid4(), "purpose": "Santunan"})
    batch = Batch.objects.get()
    assert answer.url == f"/money/batches/{batch.code}/"
    text = client.get(url).content.decode()
    assert batch.code in text and f"{url}order/" not in text
    payout.refresh_from_db()
    assert payout.state == "awarded"


def test_who_has_another_part_in_the_claim_is_told_so(client, people):
    payout = santunan(people)
    build.appoint(people[Role.OPD_VERIFIER], CASHIER)
    as_role(client, people, Role.OPD_VERIFIER)
    page = click(client, "batches/prepare/", purpose="x", payouts=[payout.pk])
    assert page.status_code == 422 and payout.claim.code in page.content.decode()
    batch = prepared(people, payout)
    page = click(client, f"batches/{batch.code}/approve/")
    assert page.status_code == 422 and payout.claim.code in page.content.decode()


def test_a_strangers_batch_looks_like_one_that_does_not_exist(client, people):
    batch = approved(people, santunan(people))
    muba = build.everybody(build.MUBA, "2")
    as_role(client, muba, CASHIER)
    for page in ("", "approve/", "dissolve/", "take/"):
        texts = []
        for code in (batch.code, "1606-26-B9999"):
            answer = client.get(f"/money/batches/{code}/{page}")
            assert answer.status_code == 404
            text = re.sub(r'value="[\w-]{64}"', "", answer.content.decode())
            texts.append(text.replace(code, ""))
        assert texts[0] == texts[1]
    assert batch.code not in client.get("/money/batches/").content.decode()
    assert client.get("/money/batches/prepare/").context["purse"] is None


def test_a_batch_is_dissolved_by_either_with_a_reason(client, people):
    batch = prepared(people, santunan(people))
    as_role(client, people, SECTION)
    assert click(client, f"batches/{batch.code}/dissolve/").status_code == 422
    done = [click(client, f"batches/{batch.code}/dissolve/", note="Salah.") for _ in "12"]
    assert [one.status_code for one in done] == [302, 302]
    assert "Salah." in client.get(f"/money/batches/{batch.code}/").content.decode()
    assert client.get(f"/money/batches/{batch.code}/dissolve/").status_code == 409


# The list and the budget -----------------------------------------------------------------------


def test_the_list_shows_the_place_and_the_days_without_budget(client, people):
    payouts = [santunan(people) for _ in range(2)]
    actions.wait(payouts[1].pk, note="DPA", by=people[CASHIER], now=timezone.now())
    page = as_role(client, people, Role.AUDITOR).get("/money/waiting/")
    assert [(row["place"], row["payout"].pk, row["waited"]) for row in page.context["rows"]] == [
        (1, payouts[0].pk, 0), (2, payouts[1].pk, 1),
    ]  # fmt: skip


def test_the_page_says_plainly_that_no_ceiling_is_known(client, people):
    as_role(client, people, CASHIER)
    assert "tidak ada yang tahu pagunya" in client.get("/money/budget/").content.decode()


def test_the_head_enters_a_budget_and_a_change_and_others_read_it(client, people):
    as_role(client, people, HEAD)
    assert client.get("/money/budget/enter/").status_code == 200
    year = timezone.localdate().year
    said = {"purse": "16.02/santunan_oki", "year": year, "direction": "more",
            "amount": "Rp5.000.000", "document": "DPA 1", "reason": "APBD"}  # fmt: skip
    sent = {"key": uuid4(), **said}
    assert [client.post("/money/budget/enter/", sent).status_code for _ in "12"] == [302, 302]
    page = click(client, "budget/enter/", **said | {"direction": "less", "amount": "6.000.000"})
    assert page.status_code == 422 and "amount" in page.context["form"].errors
    sent = said | {"direction": "less", "amount": "1.000.000", "document": "DPPA 1"}
    assert click(client, "budget/enter/", **sent).status_code == 302
    assert [row.amount for row in BudgetEntry.objects.all()] == [5_000_000, -1_000_000]
    for role in (CASHIER, Role.AUDITOR):
        text = as_role(client, people, role).get("/money/budget/").content.decode()
        assert "Rp4.000.000" in text and "−Rp1.000.000" in text and "DPPA 1" in text
        assert client.get("/money/budget/enter/").status_code == 403


def test_a_head_enters_nothing_for_another_regency(client, people):
    as_role(client, people, HEAD)
    said = {"purse": "16.06/santunan_oki", "year": 2026, "direction": "more", "amount": "1",
            "document": "x", "reason": "x"}  # fmt: skip
    assert click(client, "budget/enter/", **said).status_code == 422
    assert not BudgetEntry.objects.exists()


# The bank's file -------------------------------------------------------------------------------


def take(client, batch, **values):
    said = {"format": "csv", "reason": "Unggah ke bank."} | values
    return click(client, f"batches/{batch.code}/take/", **said)


def test_the_file_is_the_same_whenever_and_by_whomever_it_is_taken(client, people):
    batch = approved(people, *[santunan(people) for _ in range(3)])
    as_role(client, people, CASHIER)
    for format in ("csv", "xlsx"):
        first = take(client, batch, format=format).content
        assert take(client, batch, format=format).content == first
        row = BatchFile.objects.filter(format=format).last()
        assert row.sha256 == hashlib.sha256(first).hexdigest()
        assert row.sha256 in client.get(f"/money/batches/{batch.code}/").content.decode()
    assert BatchFile.objects.count() == 4


def test_what_the_file_says(client, people):
    payouts = [santunan(people), santunan(people, heir_name=FORMULA, payee_name=FORMULA)]
    batch = approved(people, *payouts)
    as_role(client, people, CASHIER)
    rows = list(csv.reader(io.StringIO(take(client, batch).content.decode()), delimiter=";"))
    assert rows[1] == [
        "1", f"{payouts[0].claim.code}/2", "120", "Bank Sumsel Babel", build.ACCOUNT,
        "Aminah Demo", "1000000", f"Santunan {payouts[0].claim.code}/2",
    ]  # fmt: skip
    assert rows[2][5] == "'=HYPERLINK(1)"
    book = openpyxl.load_workbook(io.BytesIO(take(client, batch, format="xlsx").content))
    cells = list(book.active.iter_rows(values_only=True))
    assert cells[1][4] == build.ACCOUNT and cells[1][6] == 1_000_000
    assert cells[2][5] == "=HYPERLINK(1)"
    assert book.active.cell(3, 6).data_type == "s"


def test_the_file_is_behind_a_reason_an_approval_and_the_cashiers_seat(client, people):
    payout = santunan(people)
    batch = prepared(people, payout)
    as_role(client, people, CASHIER)
    assert client.get(f"/money/batches/{batch.code}/take/").status_code == 409
    assert take(client, batch).status_code == 409
    batches.approve_batch(batch.pk, by=people[SECTION], now=timezone.now())
    page = client.get(f"/money/batches/{batch.code}/take/")
    assert page.status_code == 200 and build.ACCOUNT not in page.content.decode()
    refused = take(client, batch, reason="")
    assert refused.status_code == 422 and build.ACCOUNT not in refused.content.decode()
    for role in (HEAD, SECTION, Role.AUDITOR):
        as_role(client, people, role)
        assert take(client, batch).status_code == 403
    assert not BatchFile.objects.exists()
    as_role(client, people, CASHIER)
    sent = {"key": uuid4(), "format": "csv", "reason": "Unggah."}
    twice = [client.post(f"/money/batches/{batch.code}/take/", sent) for _ in "12"]
    assert twice[0].content == twice[1].content and build.ACCOUNT in twice[0].content.decode()
    row = BatchFile.objects.get()
    assert (row.by, row.reason) == (people[CASHIER], "Unggah.")
    text = client.get(f"/money/batches/{batch.code}/").content.decode()
    assert row.sha256 in text and build.ACCOUNT not in text


QUERIES = {"batch": 10, "batches/prepare/": 9, "waiting/": 10, "batches/": 9, "budget/": 8}


@pytest.mark.parametrize("n", [1, 12])
def test_pages_of_one_and_of_many_lines_ask_as_often(client, people, n):
    first = approved(people, *[santunan(people) for _ in range(n)])
    for _ in range(n):
        santunan(people)
    as_role(client, people, CASHIER)
    found = {}
    for page in QUERIES:
        path = f"/money/batches/{first.code}/" if page == "batch" else f"/money/{page}"
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        found[page] = len(asked)
    assert found == QUERIES


def test_a_settled_claim_is_still_read_from_its_batch(client, people):
    payout = santunan(people)
    batch = approved(people, payout)
    do("pay", payout.claim, people)
    as_role(client, people, Role.AUDITOR)
    assert client.get(f"/money/batches/{batch.code}/").status_code == 200
    assert form(payout)["version"] > 0
