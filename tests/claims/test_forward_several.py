"""Several files go to the BPJS branch in one bundle and on one receipt."""

import csv
import hashlib
import io
import zipfile
from uuid import uuid4

import pytest
from django.utils import timezone

from claims.models import Event, Export
from claims.rules.states import PayoutState
from regencies.models import Role
from tests import build
from tests.claims.pages import recent

ADDRESS = "/money/forward_several/"
QUERIES = 5


@pytest.fixture
def cashier(client, people):
    client.force_login(people[Role.CASHIER])
    return client


@pytest.fixture
def awarded(people):
    return [recent("awarded", people) for _ in range(2)]


def names(claims):
    return [f"{claim.code}/1" for claim in claims]


def states(claims):
    return [claim.payouts.order_by("id")[0].state for claim in claims]


def test_only_what_has_to_go_to_the_branch_is_listed(cashier, awarded):
    rows = cashier.get(ADDRESS).context["rows"]
    assert sorted(name for _row, name in rows) == names(awarded)


def test_all_those_ticked_go_on_one_receipt_each_with_days_of_its_own(cashier, awarded):
    said = {"key": uuid4(), "chosen": names(awarded), "reference": "TT-7", "forward": "yes"}
    for _ in range(2):  # the same click twice
        assert cashier.post(ADDRESS, said).status_code == 302
    assert states(awarded) == [PayoutState.FORWARDED] * 2
    for claim in awarded:
        event = claim.events.get(move="forward")
        assert event.data["reference"] == "TT-7"
        assert event.payout.deadlines.get().stage == "branch"


def test_their_bundles_come_in_one_file_and_each_is_on_record(cashier, awarded):
    said = {"key": uuid4(), "chosen": names(awarded), "note": "Ke cabang.", "bundle": "yes"}
    answer = cashier.post(ADDRESS, said)
    file = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    inner = [f"berkas-{claim.code}-1-1.zip" for claim in awarded]
    assert sorted(file.namelist()) == sorted(["daftar.csv", "MANIFEST.sha256", *inner])
    lines = io.StringIO(file.read("daftar.csv").decode("utf-8-sig"))
    sums = {row["Paket"]: row["SHA-256"] for row in csv.DictReader(lines, delimiter=";")}
    for claim, name in zip(awarded, inner, strict=True):
        body = file.read(name)
        assert zipfile.ZipFile(io.BytesIO(body)).testzip() is None
        told = hashlib.sha256(body).hexdigest()
        assert sums[name] == told == claim.events.get(move="bundle").data["sha256"]
    assert states(awarded) == [PayoutState.AWARDED] * 2
    again = b"".join(cashier.post(ADDRESS, said).streaming_content)
    assert sorted(zipfile.ZipFile(io.BytesIO(again)).namelist()) == sorted(file.namelist())
    assert Export.objects.filter(kind="bundle").count() == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [({"forward": "yes"}, "reference"), ({"bundle": "yes"}, "note"),
     ({"forward": "yes", "reference": "TT-7", "chosen": []}, "chosen"),
     ({"forward": "yes", "reference": "TT-7", "chosen": ["1602-26-999999/1"]}, "chosen")],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_happens(cashier, awarded, said, field):
    page = cashier.post(ADDRESS, {"key": uuid4(), "chosen": names(awarded)} | said)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert states(awarded) == [PayoutState.AWARDED] * 2
    assert not Event.objects.filter(move__in=["bundle", "forward"]).exists()


def test_one_that_cannot_go_keeps_no_other_from_it(cashier, people, awarded):
    build.pay(awarded[0].payouts.order_by("id")[0], people, now=timezone.now())
    said = {"key": uuid4(), "chosen": names(awarded), "reference": "TT-7", "forward": "yes"}
    page = cashier.post(ADDRESS, said, follow=True).content.decode()
    assert states(awarded) == [PayoutState.PAID, PayoutState.FORWARDED]
    assert f"{awarded[0].code}/1:" in page


def test_a_strangers_payout_is_none_of_those_to_choose(cashier, awarded):
    muba = recent("awarded", build.everybody(build.MUBA, "2"), village=build.MUBA)
    said = {"key": uuid4(), "chosen": names([muba]), "reference": "TT-7", "forward": "yes"}
    assert cashier.post(ADDRESS, said).status_code == 422
    assert states([muba]) == [PayoutState.AWARDED]


@pytest.mark.parametrize("role", [Role.OPD_HEAD, Role.AUDITOR, Role.CAMAT])
def test_only_the_cashier_sends(client, people, role):
    client.force_login(people[role])
    assert client.get(ADDRESS).status_code == 403


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_as_often_of_three_as_of_one(cashier, people, n, django_assert_num_queries):
    for _ in range(n):
        recent("awarded", people)
    with django_assert_num_queries(QUERIES):
        assert len(cashier.get(ADDRESS).context["rows"]) == n
