"""The administrator's desk for the senders of messages: sealed addresses, reasons, a test."""

import json

import pytest
from django.db import connection

from claims.models import Notice
from regencies.models import Change, Role, Sender
from tests import build, sinks
from tests.build import NOW

WHY = "Perjanjian 7/2026"
TOKEN = "SECRETTOKEN"
URL = f"json://{TOKEN}@127.0.0.1:1/{{phone}}"
NEW = {"name": "wa", "kind": "whatsapp", "url": URL, "for_family": "on", "regency_id": "16.02",
       "reason": WHY}  # fmt: skip


@pytest.fixture
def admin(client, people):
    client.force_login(people[Role.ADMINISTRATOR])
    return client


def made(admin, **values) -> Sender:
    assert admin.post("/reference/senders/add/", NEW | values).status_code == 302
    return Sender.objects.latest("pk")


def text(page) -> str:
    return page.content.decode()


def seen(admin, row, page="") -> dict:
    answer = admin.get(f"/reference/senders/{row.pk}/{page}")
    return {"seen": answer.context["form"]["seen"].value(), "reason": WHY}


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_nobody_else_opens_or_posts(client, people, role):
    row = Sender.objects.create(name="wa", kind="sms", url=URL)
    client.force_login(people[role])
    for page in ("", "add/", f"{row.pk}/", f"{row.pk}/end/", f"{row.pk}/try/"):
        assert client.get(f"/reference/senders/{page}").status_code == 403
        assert client.post(f"/reference/senders/{page}", NEW).status_code == 403
    assert Sender.objects.count() == 1 and not Change.objects.exists()


def test_the_address_is_sealed_and_never_shown_again(admin):
    row = made(admin)
    pages = [text(admin.get(f"/reference/senders/{page}"))
             for page in ("", f"{row.pk}/", f"{row.pk}/end/")]  # fmt: skip
    pages.append(text(admin.get("/reference/changes/")))
    change = Change.objects.get(what="sender")
    pages.append(json.dumps([change.before, change.after, change.key]))
    assert "json://" in pages[0] and change.reason == WHY
    assert all(TOKEN not in page for page in pages)
    with connection.cursor() as cursor:
        cursor.execute("SELECT url FROM regencies_sender")
        assert TOKEN not in cursor.fetchone()[0]
    assert row.url.reveal() == URL


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"url": "json://127.0.0.1:1/all"}, "url"),
        ({"url": "nonsense://x/{phone}"}, "url"),
        ({"url": "not an address {phone}"}, "url"),
        ({"url": "json://127.0.0.1:1/{chat}"}, "for_family"),
        ({"name": "With Spaces"}, "name"),
        ({"kind": "pigeon"}, "kind"),
        ({"regency_id": "16.06"}, "regency_id"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_cannot_work_is_told_beside_its_field(admin, said, field):
    answer = admin.post("/reference/senders/add/", NEW | said)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not Sender.objects.exists()


def test_one_sender_tells_the_families_of_a_regency(admin):
    made(admin)
    answer = admin.post("/reference/senders/add/", NEW | {"name": "other"})
    assert answer.status_code == 422 and "akhiri yang itu dulu" in text(answer)
    assert Sender.objects.count() == 1


def test_a_name_is_taken_once(admin):
    made(admin)
    answer = admin.post("/reference/senders/add/", {**NEW, "for_family": ""})
    assert answer.status_code == 422 and "name" in answer.context["form"].errors


def test_a_correction_keeps_the_address_unless_another_is_given(admin):
    row = made(admin)
    said = {"kind": "sms", "for_family": "on", **seen(admin, row)}
    assert admin.post(f"/reference/senders/{row.pk}/", said).status_code == 302
    row.refresh_from_db()
    assert (row.kind, row.url.reveal()) == ("sms", URL)
    said = {**said, **seen(admin, row), "url": "json://127.0.0.1:2/{phone}"}
    assert admin.post(f"/reference/senders/{row.pk}/", said).status_code == 302
    row.refresh_from_db()
    assert row.url.reveal() == "json://127.0.0.1:2/{phone}"
    assert Change.objects.filter(what="sender").count() == 3
    assert "•••" in text(admin.get("/reference/senders/"))


def test_an_old_page_is_told_so(admin):
    row = made(admin)
    said = {"kind": "sms", "for_family": "on", **seen(admin, row)}
    admin.post(f"/reference/senders/{row.pk}/", said)
    assert admin.post(f"/reference/senders/{row.pk}/", said).status_code == 409


def test_an_ended_sender_carries_nothing_more(admin, people):
    row = made(admin)
    camat = people[Role.CAMAT]
    camat.channel, camat.sender, camat.phone = "message", row, "08117001122"
    camat.save()
    build.claim_in("submitted", people, now=NOW)
    assert Notice.objects.owed().filter(sender=row).count() == 2
    said = seen(admin, row, "end/")
    assert admin.post(f"/reference/senders/{row.pk}/end/", said).status_code == 302
    assert not Notice.objects.owed().filter(sender=row).exists()
    assert Notice.objects.owed().filter(person=camat, channel="email").exists()
    assert Notice.objects.dead().get().error == "sender ended"
    assert admin.get(f"/reference/senders/{row.pk}/").status_code == 404
    build.claim_in("submitted", people, now=NOW)
    assert not Notice.objects.filter(channel="message", given_up_at=None).exists()


def test_the_page_says_when_nobody_tells_the_families(admin):
    page = text(admin.get("/reference/senders/"))
    made(admin)
    assert len(page) and "said tone-warn" in page
    assert "said tone-warn" not in text(admin.get("/reference/senders/"))


def test_a_test_message_comes_to_whoever_presses_the_button(admin, people, tmp_path):
    boss = people[Role.ADMINISTRATOR]
    with sinks.gateway(tmp_path) as sink:
        row = made(admin, url=f"json://127.0.0.1:{sink.port}/{{phone}}")
        page = admin.post(f"/reference/senders/{row.pk}/try/", follow=True)
        assert "no address" in text(page) and not sink.kept
        boss.phone = "0811 700 1122"
        boss.save()
        page = admin.post(f"/reference/senders/{row.pk}/try/", follow=True)
        assert [m["to"] for m in sink.kept] == ["628117001122"]
        assert "tone-good" in text(page)
    page = admin.post(f"/reference/senders/{row.pk}/try/", follow=True)
    assert "refused" in text(page)
    assert admin.get(f"/reference/senders/{row.pk}/try/").status_code == 405


def test_another_regencys_sender_does_not_exist(admin):
    row = Sender.objects.create(name="theirs", kind="sms", url=URL, regency_id="16.06")
    for page in ("", "end/"):
        assert admin.get(f"/reference/senders/{row.pk}/{page}").status_code == 404
    assert admin.post(f"/reference/senders/{row.pk}/try/").status_code == 404
    assert "theirs" not in text(admin.get("/reference/senders/"))
