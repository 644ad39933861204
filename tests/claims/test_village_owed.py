"""The first screen of the village: what it still owes, each with its way there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Notice
from regencies.models import Role
from tests import build
from tests.claims.pages import do, recent


@pytest.fixture
def head(client, people):
    client.force_login(people[Role.VILLAGE_HEAD])
    return client


def owed(client):
    page = client.get("/village/")
    counts, text = page.context["owed"], page.content.decode()
    for name, count in counts.items():
        assert len(page.context[name]) == count
        assert f"<strong>{count}</strong>" in text
    return counts, text


def test_nothing_owed_is_said_so(head):
    counts, text = owed(head)
    assert counts == {} and "semua yang sudah dimulai" in text


def test_a_draft_leads_to_each_page_that_is_not_complete(head, people):
    claim = build.draft(people, now=timezone.now(), papers=False, bank="", heir_name="")
    counts, text = owed(head)
    assert counts == {"drafts": 1}
    for page in ("payee", "family", "papers"):
        assert f'href="/village/{claim.code}/{page}/"' in text
    assert f'href="/village/{claim.code}/person/"' not in text


def test_a_return_says_which_papers_are_asked_for_until_they_come(head, people):
    claim = recent("submitted", people)
    build.actions.judge(
        claim.pk, {"ktp_peserta": ("unreadable", "")}, by=people[Role.CAMAT], now=timezone.now()
    )
    do("send_back", claim, people)
    counts, text = owed(head)
    assert counts == {"returned": 1} and "Diminta: KTP almarhum" in text
    build.attach(claim, people, "ktp_peserta", now=timezone.now())
    assert "Diminta:" not in owed(head)[1]


def test_an_accident_waits_for_its_claim_with_what_is_missing(head, people):
    claim = recent("reported", people, bank="")
    counts, text = owed(head)
    assert counts == {"reported": 1} and f'href="/village/{claim.code}/payee/"' in text


def test_a_decision_is_owed_to_the_family_until_it_is_read(head, people):
    recent("rejected", people)
    assert owed(head)[0] == {"to_tell": 1}
    notice = Notice.objects.get(person=people[Role.VILLAGE_HEAD], channel="inbox", kind="reject")
    head.post("/inbox/read/", {"notice": notice.pk})
    assert owed(head)[0] == {}


def test_what_is_late_elsewhere_is_shown_to_be_asked_after(head, people):
    then = timezone.now() - timedelta(days=20)
    build.claim_in("submitted", people, now=then, event_on=then.date())
    counts, text = owed(head)
    assert counts == {"late": 1} and "camat" in text
