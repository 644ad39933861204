"""A person's copy of their data: their own numbers whole, others hidden, who saw it, on record."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from django.utils import timezone

from claims.actions.deaths import Whose, add_death
from claims.models import Export, Look
from regencies.deaths.reading import Told
from regencies.models import Participant, Regency, Role, SystemCall, Village
from tests import build
from tests.claims import calling
from tests.claims.pages import form, recent
from tests.claims.test_never_less import as_of_old, listed

HEAD = Role.OPD_HEAD
HEIR_NIK = "1602054503759902"
ADDRESS = "/panel/hand_copy/"
SAID = {"who": "person", "proof": "KTP dilihat", "reason": "Surat 12/2026"}


@pytest.fixture
def head(client, people):
    client.force_login(people[HEAD])
    return client


def opened(answer) -> dict[str, str]:
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    body = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(body)) as whole:
        return {name: whole.read(name).decode("utf-8-sig") for name in whole.namelist()}


def claim_of(people):
    heir = {"heir_name": "Aminah Contoh", "payee_name": "Aminah Contoh", "heir_nik": HEIR_NIK}
    return recent("awarded", people, **heir)


def test_who_died_is_told_whole_and_the_heir_by_initials(head, people):
    claim = claim_of(people)
    files = opened(head.post(ADDRESS, SAID | {"said": build.NIK}))
    data = files["data.csv"]
    assert build.NIK in data and claim.name in data and claim.code in data
    assert "A. C." in data and "Aminah" not in data
    assert HEIR_NIK not in data and claim.account.reveal() not in data
    assert json.loads(files["data.json"])[0].keys() == {"bagian", "hal", "isi", "asal"}


def test_the_heir_is_told_their_own_number_and_account(head, people):
    claim = claim_of(people)
    said = SAID | {"said": claim.code, "who": "heir"}
    data = opened(head.post(ADDRESS, said))["data.csv"]
    assert HEIR_NIK in data and claim.account.reveal() in data and "Aminah Contoh" in data
    assert build.NIK not in data and claim.name not in data


def test_who_has_seen_it_stands_in_it(head, people, client):
    claim = claim_of(people)
    cashier = type(client)()
    cashier.force_login(people[Role.CASHIER])
    ours = claim.payouts.order_by("id")[1]
    cashier.post(f"/money/{claim.code}/2/reveal/", form(ours, note="SP2D"))
    seen = list(csv.reader(io.StringIO(opened(head.post(ADDRESS, SAID | {"said": build.NIK}))
                                       ["dilihat.csv"])))  # fmt: skip
    assert ["cashier", "reveal"] in [row[1:] for row in seen]


def seen_by(head) -> list[list[str]]:
    """Who and how."""
    told = opened(head.post(ADDRESS, SAID | {"said": build.NIK}))["dilihat.csv"]
    return [row[1:] for row in csv.reader(io.StringIO(told))]


def test_papers_that_were_opened_and_what_the_auditor_read_stand_in_it(head, people, client):
    claim = claim_of(people)
    auditor = type(client)()
    auditor.force_login(people[Role.AUDITOR])
    assert auditor.get(f"/panel/{claim.code}/").status_code == 200
    paper = claim.documents.first()
    assert auditor.get(f"/papers/{claim.code}/{paper.token}").status_code == 200
    seen, title = seen_by(head), Look.objects.first().title
    assert [title, "membuka berkas yang diunggah"] in seen and [title, "membaca klaim"] in seen


def test_calls_of_systems_stand_in_it_by_the_hour(head, people):
    claim, caller = claim_of(people), calling.caller(people)
    for _ in range(2):
        assert caller.get(f"/claims/{claim.code}").status_code == 200
    calls = SystemCall.objects.filter(code=claim.code)
    told = [f"dibaca sistem: {row.operation}, {row.n} kali dalam satu jam" for row in calls]
    seen = [row for row in seen_by(head) if row[1].startswith("dibaca")]
    assert seen == [[str(caller.system), how] for how in told] and calls.count() >= 1


def test_lists_and_bundles_that_held_it_stand_in_it(head, people, client):
    claim_of(people)
    old = as_of_old(listed(people))
    away = as_of_old(listed(people, district="16.02.03"))
    assert (old.rows > 0, away.rows) == (True, 0)
    head.post(ADDRESS, SAID | {"said": build.NIK})
    ways = [row[1] for row in seen_by(head) if "dibawa" in row[1]]
    assert sorted(ways) == [
        "dibawa sebagai berkas: claims", "dibawa sebagai berkas: copy",
        "mungkin termuat dalam berkas yang dibawa: claims",
    ]  # fmt: skip


def test_somebody_who_is_only_on_the_list_of_participants_has_a_copy_too(head, people):
    Participant.objects.create(
        regency=Regency.objects.get(pk="16.02"), name="Sari", nik=build.NIK,
        category_id="informal", created_at=timezone.now(), updated_at=timezone.now(),
    )  # fmt: skip
    data = opened(head.post(ADDRESS, SAID | {"said": build.NIK}))["data.csv"]
    assert "Sari" in data and build.NIK in data


def test_what_was_told_of_a_death_stands_in_it_and_nobody_elses(head, people):
    place = Village.objects.select_related("district__regency").get(pk=build.HERE)
    for name, nik in (("Sari Contoh", build.NIK), ("Lain Contoh", HEIR_NIK)):
        told = Told(0, name, date(2026, 2, 14), build.HERE, nik=nik)
        add_death(told, Whose(place.district.regency, place), by=people[Role.VILLAGE_HEAD],
                  now=timezone.now())  # fmt: skip
    data = opened(head.post(ADDRESS, SAID | {"said": build.NIK}))["data.csv"]
    assert "Kematian yang diberitahukan,died_on,2026-02-14" in data
    assert "Sari Contoh" in data and build.NIK in data and "Lain" not in data
    assert Export.objects.get(kind="copy").said == {"claims": [], "listed": 0, "told": 1}


def test_each_copy_is_on_record_without_the_number(head, people):
    claim = claim_of(people)
    head.post(ADDRESS, SAID | {"said": build.NIK})
    row = Export.objects.get(kind="copy")
    assert (row.by, row.masked, row.said["claims"]) == (people[HEAD], False, [claim.code])
    assert row.reason == "Surat 12/2026 (KTP dilihat)"
    assert build.NIK not in json.dumps([row.said, row.columns, row.reason])


def test_nothing_is_made_without_proof_reason_or_a_number(head, people):
    claim_of(people)
    for missing in ("proof", "reason", "said"):
        assert head.post(ADDRESS, SAID | {"said": build.NIK} | {missing: ""}).status_code == 422
    assert head.post(ADDRESS, SAID | {"said": "1234567890123456"}).status_code == 422
    assert head.post(ADDRESS, SAID | {"said": "1602057006999999"}).status_code == 422
    assert head.get(ADDRESS).status_code == 200 and not Export.objects.exists()


def test_another_regency_has_nothing_of_it(people, client):
    claim = claim_of(people)
    muba = build.everybody(build.MUBA, ".muba")
    client.force_login(muba[HEAD])
    for said in (build.NIK, claim.code):
        assert client.post(ADDRESS, SAID | {"said": said}).status_code == 422
    assert not Export.objects.exists()


@pytest.mark.parametrize("role", [r for r in Role if r not in (HEAD, Role.OPD_SECTION_HEAD)])
def test_nobody_else_makes_one(client, people, role):
    client.force_login(people[role])
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, SAID | {"said": build.NIK}).status_code == 403
