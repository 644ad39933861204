"""An account in another name: granted only after a reviewer has written down why that is right."""

import pytest
from django.utils import timezone

from claims import actions
from claims.models.check_words import CHECK_WORDS
from regencies.models import Role
from tests import build
from tests.build import NOW
from tests.claims.checked import blocked, row, sweep
from tests.claims.pages import form, recent

pytestmark = pytest.mark.django_db
OTHER = {"payee_name": "Hendra Contoh", "payee_relation": "other_family"}
WHY = "Istri belum punya rekening; kuasa bermeterai ada di berkas."


def overrule(claim, people, now=NOW):
    actions.overrule(claim.pk, "account_holder", by=people[Role.OPD_VERIFIER], now=now, note=WHY)


def test_nothing_is_granted_before_somebody_has_written_why(people):
    claim = build.claim_in("verified", people, **OTHER)
    faults = blocked(claim, people)
    assert set(faults) == {"jkm", "santunan_oki"}
    assert str(CHECK_WORDS["account_holder"]) in faults["jkm"]


def test_with_a_written_reason_it_is_granted(people):
    claim = build.claim_in("verified", people, **OTHER)
    sweep()
    overrule(claim, people)
    build.do("approve", claim, people)
    assert row(claim, "account_holder").overrule_note == WHY


def test_another_account_needs_another_reason(people):
    claim = build.claim_in("verified", people, **OTHER)
    sweep()
    overrule(claim, people)
    build.do("send_back", claim, people)
    head = people[Role.VILLAGE_HEAD]
    actions.keep(claim.pk, {"payee_name": "Yusuf Contoh"}, by=head, now=NOW)
    build.do("answer", claim, people)
    build.do("verify", claim, people)
    assert set(blocked(claim, people)) == {"jkm", "santunan_oki"}


def test_whoever_approves_reads_what_stands_in_the_way_and_then_the_reason(client, people):
    claim = recent("verified", people, **OTHER)
    sweep(timezone.now())
    client.force_login(people[Role.OPD_HEAD])
    url = f"/panel/{claim.code}/approve/"
    first = client.get(url).context["checks_open"][0]
    assert (first.check.key, first.needs_words, first.blocks) == ("account_holder", True, False)
    said = form(claim, jkm="granted", jkm_note="Aktif.", santunan_oki="granted")
    assert client.post(url, said).status_code == 422
    overrule(claim, people, timezone.now())
    assert WHY in client.get(url).content.decode()
    assert client.post(url, form(claim, **said)).status_code == 302
