"""How long data are kept, who holds them back, and how they are destroyed by two people."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims import actions
from claims.actions import destroying, expiring, forgetting, letters, retention
from claims.actions.keeping import settle_incoming
from claims.actions.refusals import NotYours
from claims.models import BeforeReturn, Claim, Destroyed, Destruction, Event, Hold, Keyed, Payout
from claims.rules.letters import LetterKind
from regencies.models import Figure, Regency, Role, RosterImport, RosterRefusal, SystemCall
from tests import build
from tests.claims.calling import caller, filed
from tests.claims.destroyed import WHY, everywhere, gone, later, minutes
from tests.claims.pages import same_404

AUDITOR, ADMIN, HEAD = Role.AUDITOR, Role.ADMINISTRATOR, Role.OPD_HEAD


@pytest.fixture
def clock():
    with time_machine.travel(build.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def oki(db):
    return Regency.objects.get(pk="16.02")


def due(oki, years: float) -> dict[int, str]:
    return {one.claim_id: one.category for one in retention.due(oki, later(years))}


def settled(people, **story) -> Claim:
    return build.claim_in("settled", people, children=[], **story)


def held(claim, people, by=AUDITOR):
    return retention.hold(
        claim.pk, reason="Perkara 3/Pid", by=people[by], now=build.NOW, key=uuid4()
    )


# When --------------------------------------------------------------------------------------


def test_each_category_has_its_own_time(people, oki):
    paid = settled(people)
    refused = build.claim_in("rejected", people)
    assert due(oki, 4.9) == {}
    assert due(oki, 5.2) == {refused.pk: "unpaid"}
    assert due(oki, 10.5) == {refused.pk: "unpaid", paid.pk: "paid"}


def test_an_open_claim_and_a_draft_are_never_due(people, oki):
    for state in ("draft", "submitted", "sent_back", "awarded"):
        build.claim_in(state, people)
    assert due(oki, 60) == {}


def test_a_draft_that_its_village_withdrew_is_due_and_one_that_was_emptied_is_not(people, oki):
    withdrawn, emptied = build.draft(people), build.draft(people)
    build.do("withdraw", withdrawn, people)
    expiring.warn_draft(emptied.pk, now=build.NOW + 80 * build.DAY)
    assert expiring.expire(emptied.pk, now=build.NOW + 95 * build.DAY)
    assert due(oki, 4.9) == {}
    assert due(oki, 6) == {withdrawn.pk: "unpaid"}
    gone(oki, people, 6)
    assert Claim.objects.get(pk=withdrawn.pk).name == ""


def test_a_draft_that_only_its_letter_has_kept_goes_too_unless_it_is_held_or_touched(people, oki):
    drafts = [build.draft(people) for _ in "123"]
    held_back, touched, left = drafts
    head = people[Role.VILLAGE_HEAD]
    for claim in drafts:
        letters.issue(claim.pk, kind=LetterKind.KETERANGAN_KEMATIAN, by=head, now=build.NOW)
    assert due(oki, 4.9) == {} and due(oki, 5.1).keys() == {claim.pk for claim in drafts}
    held(held_back, people)
    now = later(6)
    found, row = retention.due(oki, now), minutes(oki, people, now)
    actions.keep(touched.pk, {"name": "Masih Dikerjakan"}, by=head, now=now)
    done = [destroying.destroy(one, row, by=row.by, now=now) for one in found]
    assert [line.claim_id for line in done if line] == [left.pk]
    assert str(Claim.objects.get(pk=left.pk).state) == "withdrawn"
    names = set(Claim.objects.values_list("name", flat=True))
    assert names == {"", "Masih Dikerjakan", build.STORY["name"]}


def test_a_time_that_no_figure_says_is_never_guessed(people, oki):
    settled(people)
    Figure.objects.filter(key="keep_paid_years").delete()
    with pytest.raises(retention.NoTime):
        retention.due(oki, later(30))


def test_the_times_are_rows_with_a_source_and_how_sure_it_is(oki):
    rows = {row.key: row for row in Figure.objects.filter(key__startswith="keep_")}
    assert len(rows) == 9 and all(row.source and row.confidence in "ML" for row in rows.values())


# Holding back ------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [AUDITOR, ADMIN])
def test_a_claim_that_is_held_back_stays_until_the_hold_is_lifted(people, oki, by):
    claim = settled(people)
    held(claim, people, by)
    assert due(oki, 30) == {}
    retention.lift_hold(claim.pk, reason="Selesai", by=people[by], now=build.NOW)
    assert claim.pk in due(oki, 30)
    moves = claim.events.filter(move__in=["hold", "lift_hold"]).values_list("move", flat=True)
    assert list(moves) == ["hold", "lift_hold"]


def test_a_hold_is_kept_and_lifted_once(people):
    row = held(settled(people), people)
    for change in ({"reason": "x"}, {"by": people[ADMIN]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Hold.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=row.pk).delete()


def test_nobody_else_holds_back(people):
    claim = settled(people)
    for role in (Role.OPD_HEAD, Role.CASHIER, Role.CAMAT):
        with pytest.raises(NotYours):
            held(claim, people, role)


def test_the_page_holds_back_and_lifts_with_a_reason_each(client, people):
    claim = settled(people)
    client.force_login(people[AUDITOR])
    address = f"/audit/hold/{claim.code}/"
    assert client.get(address).status_code == 200 and not Hold.objects.exists()
    assert client.post(address, {"key": uuid4(), "reason": ""}).status_code == 422
    sent = {"key": uuid4(), "reason": "Perkara 3/Pid"}
    assert [client.post(address, sent).status_code for _ in "12"] == [302, 302]
    assert Hold.objects.get().by == people[AUDITOR]
    assert client.get(f"{address}lift/").status_code == 405
    assert client.post(f"{address}lift/", {"reason": ""}).status_code == 422
    for _ in "12":
        assert client.post(f"{address}lift/", {"reason": "Selesai"}).status_code == 302
    assert Hold.objects.get().lifted_why == "Selesai"
    there = client.post("/audit/destructions/", {"code": claim.code})
    assert there.url == address
    assert client.post("/audit/destructions/", {"code": "x"}).status_code == 422
    assert claim.code not in client.get("/audit/destructions/").content.decode()
    held(claim, people, ADMIN)
    assert claim.code in client.get("/audit/destructions/").content.decode()


def test_an_old_page_never_says_that_what_was_lifted_is_held_back(client, people, oki):
    claim = settled(people)
    client.force_login(people[AUDITOR])
    address, sent = f"/audit/hold/{claim.code}/", {"key": uuid4(), "reason": "Perkara 3/Pid"}
    assert client.post(address, sent).status_code == 302
    assert client.post(f"{address}lift/", {"reason": "Selesai"}).status_code == 302
    answer = client.post(address, sent)
    assert answer.status_code == 409 and "Buka lagi halamannya" in answer.content.decode()
    assert not Hold.objects.standing().exists() and claim.pk in due(oki, 30)
    # The page that is opened again does hold it back, and the old one says no more than that.
    assert client.post(address, sent | {"key": uuid4()}).status_code == 302
    assert due(oki, 30) == {}
    assert client.post(address, sent).status_code == 422
    assert claim.events.filter(move="hold").count() == Hold.objects.count() == 2


def test_the_page_of_one_claim_holds_no_other_back(client, people, oki):
    first, other = settled(people), settled(people)
    client.force_login(people[AUDITOR])
    sent = {"key": uuid4(), "reason": "Perkara 3/Pid"}
    assert client.post(f"/audit/hold/{first.code}/", sent).status_code == 302
    assert client.post(f"/audit/hold/{other.code}/", sent).status_code == 409
    assert due(oki, 30).keys() == {other.pk}


def test_another_reason_or_another_person_is_not_the_same_click(client, people):
    claim = settled(people)
    address, sent = f"/audit/hold/{claim.code}/", {"key": uuid4(), "reason": "Perkara 3/Pid"}
    client.force_login(people[AUDITOR])
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent | {"reason": "Perkara 4/Pid"}).status_code == 422
    client.force_login(people[ADMIN])
    assert client.post(address, sent).status_code == 422
    assert Hold.objects.get().reason == "Perkara 3/Pid"


def test_the_claim_of_another_regency_can_not_be_held_back(client, people):
    claim = build.claim_in("submitted", build.everybody(build.MUBA, "2"), village=build.MUBA)
    client.force_login(people[AUDITOR])
    assert same_404(client, "/audit/hold/{code}/", claim.code)
    client.force_login(people[HEAD])
    assert client.get(f"/audit/hold/{claim.code}/").status_code == 403


# Destroying --------------------------------------------------------------------------------


def test_two_people_destroy_and_neither_is_the_other(people, oki):
    for by, witness in ((AUDITOR, HEAD), (HEAD, Role.CASHIER), (Role.OPD_SECTION_HEAD, AUDITOR)):
        with pytest.raises(NotYours):
            minutes(oki, people, build.NOW, by, witness)
    with pytest.raises(IntegrityError), transaction.atomic():
        Destruction.objects.create(
            regency=oki, by=people[HEAD], witness=people[HEAD], reason=WHY, at=build.NOW
        )


def test_nobody_stands_in_the_tables_any_more_and_awards_still_verify(
    people, oki, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    claim = settled(people, name="Hapuskan Sekali", heir_name="Ahliwaris Demo",
                    payee_name="Ahliwaris Demo")  # fmt: skip
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert files and "Hapuskan" in everywhere()
    amounts = list(claim.payouts.order_by("id").values_list("amount", "digest"))
    events = list(claim.events.order_by("id").values())
    row = gone(oki, people, 12)
    text = everywhere()
    for word in ("Hapuskan", "hapuskan", "Ahliwaris", "k1:"):
        assert word not in text, word
    claim = Claim.objects.get(pk=claim.pk)
    assert claim.nik_index == "" and str(claim.state) == "settled" and claim.code
    assert list(claim.payouts.order_by("id").values_list("amount", "digest")) == amounts
    assert list(claim.events.exclude(move="destroy").order_by("id").values()) == events
    out = StringIO()
    call_command("replay_awards", stdout=out)
    assert "0 differ" in out.getvalue()
    assert row.counts["paid"]["claims"] == 1 and len(row.sha256) == 64
    assert retention.checksum(row) == row.sha256


def test_files_go_when_the_rows_have_gone(
    people, oki, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    claim = settled(people)
    assert [one for one in tmp_path.rglob("*") if one.is_file()]
    with django_capture_on_commit_callbacks(execute=True):
        row = gone(oki, people, 12)
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]
    assert len(row.lines.get(claim=claim).files) == claim.documents.count() > 0


def test_files_go_though_the_command_dies_between_its_rows_and_them(
    people, oki, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        settled(people)
    gone(oki, people, 12)  # what comes after the commit never comes in this test
    assert settle_incoming(timezone.now() + timedelta(hours=2)) > 0
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_what_was_held_back_or_is_not_due_stays(people, oki):
    mine = settled(people, name="Tetap Ada")
    held(mine, people)
    young = build.claim_in("rejected", people, now=later(8), name="Masih Muda")
    row = gone(oki, people, 12)
    assert row.counts == {}
    assert Claim.objects.get(pk=mine.pk).name == "Tetap Ada"
    assert Claim.objects.get(pk=young.pk).name == "Masih Muda"


def test_a_hold_that_comes_meanwhile_wins(people, oki):
    claim = settled(people)
    found = retention.due(oki, later(12))
    row = minutes(oki, people, later(12))
    held(claim, people)
    assert destroying.destroy(found[0], row, by=row.by, now=later(12)) is None
    assert Claim.objects.get(pk=claim.pk).name and not Destroyed.objects.exists()


def test_frozen_tables_are_frozen_again_afterwards(people, oki):
    claim = settled(people)
    gone(oki, people, 12)
    for rows, change in (
        (Payout.objects.filter(claim=claim), {"amount": 1}),
        (Destroyed.objects.all(), {"category": "x"}),
        (Destruction.objects.all(), {"reason": "x"}),
        (Event.objects.filter(claim=claim), {"note": "x"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_what_was_said_before_a_return_goes_too(people, oki):
    claim = build.claim_in("submitted", people, children=[])
    build.do("send_back", claim, people, by=people[Role.CAMAT])
    claim = Claim.objects.get(pk=claim.pk)
    build.do("withdraw", claim, people)
    assert BeforeReturn.objects.exists()
    gone(oki, people, 8)
    assert not BeforeReturn.objects.exists()


def test_a_second_run_finds_nothing(people, oki):
    settled(people)
    gone(oki, people, 12)
    assert retention.due(oki, later(12)) == []


def test_the_command_shows_first_and_wants_two_people(people, oki, clock):
    refused = build.claim_in("rejected", people)
    clock.move_to(later(6))
    out = StringIO()
    call_command("destroy_due", "--regency", "16.02", "--preview", stdout=out)
    assert "unpaid: 1 claims, kept 5 years" in out.getvalue() and not Destroyed.objects.exists()
    for words in ((), ("--by", people[HEAD].username, "--witness", people[HEAD].username)):
        with pytest.raises(CommandError):
            call_command("destroy_due", "--regency", "16.02", *words, "--reason", WHY)
    words = ("--by", people[HEAD].username, "--witness", people[AUDITOR].username)
    out = StringIO()
    call_command("destroy_due", "--regency", "16.02", *words, "--reason", WHY, stdout=out)
    assert "1 claims, sha256" in out.getvalue()
    assert Claim.objects.get(pk=refused.pk).name == ""


def test_the_minutes_are_read_by_auditor_administrator_and_head(client, people, oki):
    claim = settled(people)
    row = gone(oki, people, 12)
    for role in (AUDITOR, ADMIN, HEAD):
        client.force_login(people[role])
        page = client.get(f"/audit/destructions/{row.pk}/").content.decode()
        assert claim.code in page and row.sha256[:32] in page and WHY in page
    client.force_login(people[Role.CASHIER])
    assert client.get(f"/audit/destructions/{row.pk}/").status_code == 403
    muba = build.everybody(build.MUBA, ".muba")
    client.force_login(muba[AUDITOR])
    assert client.get(f"/audit/destructions/{row.pk}/").status_code == 404


# What goes by itself -----------------------------------------------------------------------


def test_short_lived_rows_go_by_themselves_and_young_ones_stay(people, oki):
    api = caller(people)
    assert filed(api).status_code == 201
    now = timezone.now()
    brought = RosterImport.objects.create(
        regency=oki, file_name="a.csv", sha256="0" * 64, size=1, uploaded_at=now, ended_at=now
    )
    RosterRefusal.objects.create(roster_import=brought, line=1, faults=[], cells="k1:x")
    Session.objects.create(session_key="old", session_data="", expire_date=now)
    forgetting.forget_old(now + timedelta(days=1))
    assert Keyed.objects.exists() and SystemCall.objects.exists() and RosterRefusal.objects.exists()
    assert not Session.objects.filter(pk="old").exists()
    forgetting.forget_old(now + timedelta(days=500))
    assert not SystemCall.objects.exists() and not RosterRefusal.objects.exists()


def test_the_database_lets_an_answer_go_after_a_week_and_not_before(people):
    api = caller(people)
    filed(api)
    with pytest.raises(IntegrityError), transaction.atomic():
        Keyed.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_keyed DISABLE TRIGGER USER")
        cursor.execute("UPDATE claims_keyed SET at = now() - interval '40 days'")
        cursor.execute("ALTER TABLE claims_keyed ENABLE TRIGGER USER")
    assert forgetting.forget_old(timezone.now())["answers"] == 1
