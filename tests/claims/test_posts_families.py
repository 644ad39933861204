"""Short messages to families: at which moves, in which words, and never at night."""

import pytest
from django.db import IntegrityError, transaction

from claims import notices, posts
from claims.models import Notice
from tests import build
from tests.build import NOW
from tests.claims.posting import at, sender, sweep

pytestmark = pytest.mark.django_db


def test_the_family_hears_of_the_moves_that_concern_it(people, gateway):
    sender(f"json://127.0.0.1:{gateway.port}/{{phone}}", for_family=True)
    claim = build.claim_in("settled", people)
    sweep(NOW)
    told = gateway.kept
    assert {m["to"] for m in told} == {"628117003344"}  # the heir's
    kinds = Notice.objects.filter(person=None).values_list("kind", flat=True)
    assert set(kinds) == {"submit", "endorse", "approve", "pay"}
    for message in told:
        assert claim.code in message["text"] and len(message["text"]) <= 160
        assert message["text"].isascii()
        for private in (
            "Sulaiman", "Aminah", "Rusdi", "Sakit", "Rp", "10.000", "42.000", "Seed",
            build.NIK, build.ACCOUNT, *(person.name for person in people.values()),
        ):  # fmt: skip
            assert private not in message["text"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_family_is_told_in_its_language_and_where_to_ask(people, gateway, language):
    sender(f"json://127.0.0.1:{gateway.port}/{{phone}}", for_family=True)
    claim = build.draft(people)
    type(claim).objects.filter(pk=claim.pk).update(heir_language=language)
    build.do("submit", claim, people)
    posts.run(NOW)
    (message,) = gateway.kept
    assert claim.village.name in message["text"]
    assert ("Ask at" in message["text"]) == (language == "en")
    assert ("5 March 2026" if language == "en" else "5 Maret 2026") in message["text"]


def test_without_an_heirs_phone_the_reporter_is_told(people):
    claim = build.draft(people)
    assert notices.family_phone(claim) == "+628117003344"
    claim.heir_phone = ""
    assert notices.family_phone(claim) == "+628117001122"


def test_without_a_sender_for_families_nothing_is_written_for_them(people):
    sender(for_family=True, active=False)
    sender("json://127.0.0.1:1/{phone}", name="two")
    build.claim_in("settled", people)
    assert not Notice.objects.filter(person=None).exists()


def test_a_regencys_own_sender_goes_before_the_countrys(people):
    everywhere = sender(regency_id=None, for_family=True, name="all")
    build.claim_in("submitted", people)
    assert Notice.objects.get(person=None).sender == everywhere
    own = sender(for_family=True)
    claim = build.claim_in("submitted", people)
    assert Notice.objects.get(person=None, claim=claim).sender == own


def test_the_family_is_told_of_an_event_once(people):
    wa = sender(for_family=True)
    claim = build.claim_in("submitted", people)
    event = claim.events.get(move="submit")
    again = Notice(
        event=event, claim=claim, channel="message", sender=wa, kind="submit",
        created_at=NOW, next_try_at=NOW,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    # Nor is anything dropped in silence: owing the same event twice is a fault that shows.
    with pytest.raises(IntegrityError), transaction.atomic():
        notices.owe(event)
    assert Notice.objects.filter(event=event, person=None).count() == 1


def test_families_sleep_too(people, gateway):
    sender(f"json://127.0.0.1:{gateway.port}/{{phone}}", for_family=True)
    build.claim_in("submitted", people, now=at(2, 22))
    posts.run(at(2, 22))
    assert gateway.kept == []
    posts.run(at(3, 6))
    assert len(gateway.kept) == 1
