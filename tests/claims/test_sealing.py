"""The chain over the trail: what goes in, what it is made of, who may seal."""

import base64
import contextlib
import hashlib
import hmac
import json
import secrets
from datetime import UTC

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from claims import tasks
from claims.actions import sealing
from claims.actions.expiring import expire, warn_draft
from claims.actions.looking import look_at_paper
from claims.models import Event, Link, Unsealed
from claims.trail import anchors, chain, forms
from claims.trail.verifying import verify
from claims.trail.waiting import waiting
from regencies.models import Actor, Role
from tests import build
from tests.build import ACCOUNT, KK, NIK
from tests.claims.pages import recent
from tests.faults import crowd
from tests.trail import behind_the_triggers, found, run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def elsewhere(settings, tmp_path):
    settings.ANCHORS = tmp_path / "anchors"


@pytest.fixture
def fresh_keys():
    chain.keys.cache_clear()
    yield
    chain.keys.cache_clear()


def test_every_event_waits_from_its_own_transaction_on(people):
    claim = build.claim_in("submitted", people)
    waits = set(Unsealed.objects.filter(form=1).values_list("row", flat=True))
    assert waits == set(claim.events.values_list("pk", flat=True))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        crowd.events(3, claim.events.first())
        raise ZeroDivisionError
    assert Unsealed.objects.filter(form=1).count() == len(waits)


def test_sealing_links_all_that_waits_once(people):
    build.claim_in("settled", people)
    n = Unsealed.objects.count()
    assert n > 10 and sealing.seal(batch=7) == n
    assert not Unsealed.objects.exists()
    assert list(Link.objects.order_by("n").values_list("n", flat=True)) == list(range(1, n + 1))
    assert sealing.seal() == 0 and Link.objects.count() == n
    assert verify().status == 0


def test_who_waits_twice_or_is_linked_already_is_linked_once(people):
    build.claim_in("submitted", people)
    run("INSERT INTO claims_unsealed (form, row, at) SELECT form, row, at FROM claims_unsealed")
    sealing.seal()
    run("INSERT INTO claims_unsealed (form, row, at) SELECT form, row, now() FROM claims_link")
    sealing.seal()
    events = Event.objects.count()
    assert Link.objects.filter(form=1).count() == events and verify().status == 0


def test_a_row_that_went_while_it_waited_is_told_of_and_stops_no_sealer(people):
    claim = build.claim_in("submitted", people)
    crowd.events(1, claim.events.first())  # no notice points at it
    gone = claim.events.latest("id").pk
    with behind_the_triggers():
        run("DELETE FROM claims_event WHERE id = %s", [gone])
    assert sealing.seal() > 1 and not Unsealed.objects.exists()
    answer = verify()
    assert (answer.status, answer.broken.why, answer.broken.row) == (1, "row", gone)


def test_while_another_one_seals_nothing_happens(committed):
    build.claim_in("submitted", build.everybody())
    with contextlib.closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [sealing.SEALS])
        assert sealing.seal() == 0 and not Link.objects.exists()
        cursor.execute("SELECT pg_advisory_unlock(%s)", [sealing.SEALS])
    assert sealing.seal() > 1


def test_a_sealer_without_time_leaves_the_rest_to_the_next(people):
    build.claim_in("settled", people)
    times = iter([True, False])
    assert sealing.seal(lambda: next(times), batch=2) == 2
    assert Unsealed.objects.exists() and sealing.seal() and verify().status == 0


def test_the_task_of_each_minute_seals_and_anchors_the_day_once(people):
    build.claim_in("submitted", people)
    tasks.seal()
    (first,) = anchors.read(anchors.file())
    assert first.n == Link.objects.count() and first.h == verify(first).head.hex()
    build.claim_in("submitted", people)
    tasks.seal()
    assert list(anchors.read(anchors.file())) == [first]
    assert Link.objects.count() > first.n


# What a link is made of ------------------------------------------------------------------------


def iso(value):
    """As PostgreSQL writes an instant without its zone."""
    text = value.astimezone(UTC).isoformat().partition("+")[0]
    return text.rstrip("0").rstrip(".") if "." in text else text


def digest(value):
    return value and hashlib.sha256(value.encode()).hexdigest()


def test_the_hash_can_be_made_again_from_what_the_manual_says(people):
    """The oracle: a link of an event, as config/docs/trail.md describes it, by other means."""
    build.claim_in("endorsed", people)
    sealing.seal()
    _name, _, text = settings.AUDIT_KEYS[0].partition(":")
    key, h = base64.b64decode(text), bytes(32)
    made = 0
    for n, form, row, kept in found("SELECT n, form, row, h FROM claims_link ORDER BY n"):
        if form == 1:
            ((words, data),) = found(
                "SELECT note, data::text FROM claims_event WHERE id = %s", [row]
            )
            one = Event.objects.get(pk=row)
            said = {
                "id": one.pk, "claim_id": one.claim_id, "payout_id": one.payout_id,
                "deadline_id": one.deadline_id, "objection_id": one.objection_id,
                "move": one.move, "rung": one.rung, "cycle": one.cycle,
                "from_state": one.from_state, "to_state": one.to_state, "by_id": one.by_id,
                "acts_for_id": one.acts_for_id, "title": one.title,
                "key": str(one.key) if one.key else None, "at": iso(one.at),
                "recorded_at": iso(one.recorded_at), "reason": digest(one.reason),
                "note": digest(words), "data": digest(data),
            }  # fmt: skip
            told = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
            assert hmac.digest(key, h + f"{n} 1 {told}".encode(), "sha256") == bytes(kept)
            made += 1
        h = bytes(kept)
    assert made >= 3


def test_every_column_of_a_chained_table_is_told(db):
    """A column that joins a table joins a new form of it; the old one stays for what is sealed."""
    for table, form in forms.TODAY.items():
        columns = {name for (name,) in found(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
        )}  # fmt: skip
        assert columns == form.columns, table
    numbers = [form.number for form in forms.FORMS]
    assert numbers == sorted(set(numbers))


def test_every_chained_table_has_its_trigger_and_the_other_way_round(db):
    triggers = found(
        "SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger "
        "WHERE tgname = 'waits_for_its_link'"
    )
    assert {table: int(args.removesuffix("\\000")) for table, args in triggers} == {
        table: form.number for table, form in forms.TODAY.items()
    }


def test_no_number_of_a_person_goes_into_the_chain(people):
    """What people write may name one: its digest alone goes in."""
    claim = recent("endorsed", people, nik=NIK)
    note = f"NIK {NIK}, KK {KK}, rekening {ACCOUNT}"
    Event.objects.create(claim=claim, move="note", at=build.NOW, recorded_at=build.NOW, note=note,
                         data={"said": note})  # fmt: skip
    told = ""
    for table, form in forms.TODAY.items():
        for (pk,) in found(f"SELECT id FROM {table}"):
            ((said,),) = found(f"SELECT {forms.said(form, str(pk))}")
            told += said
    assert '"move":"note"' in told
    assert not any(number in told for number in (NIK, KK, ACCOUNT, claim.nik.reveal()))


def test_a_setting_of_the_connection_changes_no_hash(people):
    build.claim_in("endorsed", people)
    run("SET TimeZone = 'Asia/Jayapura'")
    run("SET DateStyle = 'German'")
    sealing.seal()
    run("SET TimeZone = 'UTC'")
    run("SET DateStyle = 'ISO'")
    assert verify().status == 0


# Keys ------------------------------------------------------------------------------------------


def test_another_key_takes_over_and_the_old_links_still_verify(people, settings, fresh_keys):
    build.claim_in("submitted", people)
    sealing.seal()
    other = f"a2:{base64.b64encode(secrets.token_bytes(32)).decode()}"
    settings.AUDIT_KEYS = [other, *settings.AUDIT_KEYS]
    chain.keys.cache_clear()
    build.claim_in("submitted", people)
    sealing.seal()
    assert set(Link.objects.values_list("key", flat=True)) == {"a1", "a2"}
    assert verify().status == 0
    settings.AUDIT_KEYS = [other]
    chain.keys.cache_clear()
    assert (verify().broken.why, verify().broken.n) == ("key", 1)


@pytest.mark.parametrize("key", ["a1:AAAA", "AAAA", "", f":{'A' * 44}", "name_too_long:AAAA"])
def test_a_key_that_is_none_seals_nothing(settings, fresh_keys, key):
    settings.AUDIT_KEYS = [key]
    with pytest.raises((ImproperlyConfigured, ValueError)):
        chain.keys()


# What people see -------------------------------------------------------------------------------


def test_health_and_the_operations_page_tell_of_a_sealer_that_stands(people):
    build.claim_in("submitted", people)
    admin = Client()
    admin.force_login(people[Role.ADMINISTRATOR])
    assert admin.get("/healthz").json()["sealer"] == "up"
    assert "tone-bad" not in admin.get("/operations/").content.decode()
    run("UPDATE claims_unsealed SET at = now() - interval '4 minutes'")
    assert waiting().alarm
    health = admin.get("/healthz").json()
    assert health["sealer"] == "late" and health["unsealed_age"] >= 240
    assert health["unsealed"] == Unsealed.objects.count()
    assert "tone-bad" in admin.get("/operations/").content.decode()
    sealing.seal()
    sealing.anchor_daily(timezone.now())
    page = admin.get("/operations/").content.decode()
    assert "tone-bad" not in page and anchors.newest().h[:16] in page


def test_a_paper_opened_waits_for_its_link_too(people):
    claim = recent("submitted", people)
    actor = Actor.at(people[Role.CAMAT], timezone.now())
    look = look_at_paper(claim, claim.documents.first(), actor=actor, now=timezone.now())
    assert Unsealed.objects.filter(form=4, row=look.pk).exists()
    assert (look.by, look.title) == (people[Role.CAMAT], "camat")


def test_that_a_paper_was_opened_stays_when_its_draft_is_emptied(people):
    claim = build.draft(people)
    actor = Actor.at(people[Role.VILLAGE_HEAD], build.NOW)
    look = look_at_paper(claim, claim.documents.first(), actor=actor, now=build.NOW)
    sealing.seal()
    warn_draft(claim.pk, now=build.NOW + 80 * build.DAY)
    expire(claim.pk, now=build.NOW + 100 * build.DAY)
    assert not claim.documents.exists()
    look.refresh_from_db()
    assert look.claim == claim and verify().status == 0
