"""A third regency begins without code: from the register to a claim that is approved."""

import csv
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim
from regencies.models import (
    Activation,
    Appointment,
    Change,
    DeadlineRule,
    District,
    Person,
    Province,
    Regency,
    Village,
)
from tests import build
from tests.build import PASSWORD

# Real codes of Kemendagri, on the clock of Central Indonesia.
CODE, VILLAGE = "51.03", "51.03.05.2001"
HEAD = ("Kode Wilayah", "Jabatan", "Nama", "TMT")
OFFICIALS = (
    (VILLAGE, "Kepala Desa", "Wayan Contoh"),
    (VILLAGE[:8], "Camat", "Made Contoh"),
    (CODE, "Verifikator", "Nyoman Contoh"),
    (CODE, "Kabid", "Ketut Contoh"),
    (CODE, "Kepala Dinas", "Putu Contoh"),
    (CODE, "Bendahara", "Gede Contoh"),
    (CODE, "Sekda", "Komang Contoh"),
)


@pytest.fixture
def register(db):
    """The regency as load_reference --places leaves it: known, not served."""
    Province.objects.create(code="51", name="Bali")
    Regency.objects.create(code=CODE, name="Badung", province_id="51", zone="Asia/Makassar")
    District.objects.create(code=VILLAGE[:8], name="Kuta", regency_id=CODE)
    Village.objects.create(code=VILLAGE, name="Contoh", district_id=VILLAGE[:8])


def create(code=CODE, **options) -> str:
    said = StringIO()
    options = {"from_on": build.NOW.date().replace(day=1)} | options
    call_command("create_regency", code, stdout=said, **options)
    return said.getvalue()


def test_a_claim_is_filed_and_approved_in_a_third_regency(register, client, tmp_path):
    said = create(administrator="Ayu Contoh", office_name="Dinas Sosial", office_town="Mangupura")
    # The first administrator opens the account with the code that was printed.
    code = re.search(r"Code: (\S+)", said).group(1)
    answer = client.post(
        "/aktivasi/",
        {"username": "ayu.contoh", "secret": code, "password": PASSWORD, "again": PASSWORD},
    )
    assert answer.status_code == 302 and client.login(username="ayu.contoh", password=PASSWORD)
    # The others come by their list, on the administrator's page.
    path = tmp_path / "pejabat.csv"
    with path.open("w", newline="") as out:
        csv.writer(out).writerows([HEAD, *((*row, "1/3/2026") for row in OFFICIALS)])
    with path.open("rb") as file:
        page = client.post("/reference/people/import/", {"file": file})
    found = {"kept": page.context["kept"], "seen": page.context["found"].seen}
    answer = client.post(
        "/reference/people/import/", {**found, "confirm": "yes", "reason": "SK Bupati"}
    )
    assert answer.status_code == 302
    seats = Appointment.objects.filter(regency=CODE).select_related("person")
    people = {seat.role: seat.person for seat in seats}
    assert len(people) == len(OFFICIALS) + 1
    claim = build.claim_in("approved", people, village=VILLAGE)
    assert claim.code.startswith("5103-")
    build.do("award", claim, people)
    payout = claim.payouts.get()
    assert (payout.programme_id, payout.amount) == ("jkm", 42_000_000)
    build.pay(payout, people)
    build.do("settle", claim, people)
    assert Claim.objects.get(pk=claim.pk).state == "settled"
    # Days end at midnight in Makassar, by limits of its own.
    camat, office = claim.deadlines.filter(stage__in=("camat", "office")).order_by("id")
    assert (camat.rule.regency_id, office.rule.regency_id) == (CODE, CODE)
    assert office.due_at.astimezone(build.JAKARTA).hour == 23
    assert client.get(f"/standar-pelayanan/?regency={CODE}").status_code == 200


def test_a_second_run_changes_nothing(register):
    create(administrator="Ayu Contoh")
    counts = [m.objects.count() for m in (Change, DeadlineRule, Person, Appointment, Activation)]
    said = create(administrator="Ayu Contoh")
    assert "0 time limits added" in said and "Code:" not in said
    assert counts == [
        m.objects.count() for m in (Change, DeadlineRule, Person, Appointment, Activation)
    ]
    assert Change.objects.filter(by=None, reason=f"create_regency {CODE}").count() == counts[0]


def test_what_another_regency_chose_is_no_rule_here(register):
    create()
    rules = DeadlineRule.objects.filter(regency=CODE)
    assert {rule.stage for rule in rules} == {"camat", "office", "village", "payment"}
    assert {rule.confidence for rule in rules} == {"L"}


def test_another_code_ends_the_one_before_until_the_account_is_open(register):
    create(administrator="Ayu Contoh")
    assert "Code:" in create(administrator="Ayu Contoh", new_code=True)
    assert Activation.objects.open().count() == 1 and Activation.objects.count() == 2
    person = Person.objects.get(username="ayu.contoh")
    person.set_password(PASSWORD)
    person.save()
    with pytest.raises(CommandError):
        create(administrator="Ayu Contoh", new_code=True)


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("99.01", {}),
        (CODE, {"administrator": "Ayu", "mail": "no mailbox"}),
        (CODE, {"administrator": "Ayu", "mail": "taken@example.org"}),
    ],
)
def test_what_cannot_be_leaves_nothing(register, code, options):
    build.person("taken")
    with pytest.raises(CommandError):
        create(code, **options)
    assert not Regency.objects.filter(code=CODE, served=True).exists()
    assert not Change.objects.exists()


def test_a_regency_without_villages_waits_for_them(register):
    Village.objects.filter(code=VILLAGE).update(active=False)
    with pytest.raises(CommandError, match="no villages"):
        create()
