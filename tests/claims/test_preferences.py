"""How a person wants to hear of things: their own page, and what it does with what is owed."""

import pytest

from claims.models import Notice
from regencies.models import Person, Role, Sender
from tests import build
from tests.build import NOW

SAID = {"channel": "email", "language": "id", "quiet_from": "21", "quiet_to": "6"}


@pytest.fixture
def camat(client, people):
    client.force_login(people[Role.CAMAT])
    return client


def sender(**values) -> Sender:
    said = {"name": "wa", "kind": "whatsapp", "regency_id": "16.02"} | values
    return Sender.objects.create(url=said.pop("url", "json://127.0.0.1:1/{phone}"), **said)


def me() -> Person:
    return Person.objects.get(username="camat")


def test_a_stranger_is_asked_to_sign_in(client, db):
    assert client.get("/inbox/preferences/").status_code == 302


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_the_page(client, people, role):
    client.force_login(people[role])
    page = client.get("/inbox/preferences/")
    assert page.status_code == 200 and "style=" not in page.content.decode()


def test_what_is_said_is_kept(camat):
    wa = sender()
    answer = camat.post("/inbox/preferences/", {
        "channel": "message", "sender_id": wa.pk, "phone": "62811 700 1122", "language": "en",
        "quiet_from": "22", "quiet_to": "5",
    })  # fmt: skip
    assert answer.status_code == 302
    kept = me()
    assert (kept.channel, kept.sender, kept.phone) == ("message", wa, "+628117001122")
    assert (kept.quiet_from, kept.quiet_to, kept.language) == (22, 5, "en")
    assert "We keep it so" in camat.get("/inbox/").content.decode()


def test_nobody_need_be_quiet(camat):
    camat.post("/inbox/preferences/", SAID | {"quiet_from": "", "quiet_to": ""})
    assert (me().quiet_from, me().quiet_to) == (None, None)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"channel": "pigeon"}, "channel"),
        ({"quiet_from": ""}, "quiet_to"),
        ({"quiet_from": "24"}, "quiet_from"),
        ({"language": "xx"}, "language"),
        ({"channel": "message"}, "sender_id"),
        ({"phone": "abc"}, "phone"),
        ({"chat": "1/../2"}, "chat"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(camat, said, field):
    sender()
    answer = camat.post("/inbox/preferences/", SAID | said)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert me().channel == "email"


def test_messages_need_a_phone_and_a_chat_of_telegram_its_number(camat):
    wa = sender()
    tg = sender(name="tg", kind="telegram", url="json://127.0.0.1:1/{chat}")
    said = SAID | {"channel": "message", "sender_id": wa.pk}
    assert "phone" in camat.post("/inbox/preferences/", said).context["form"].errors
    said |= {"sender_id": tg.pk, "phone": "08117001122"}
    assert "chat" in camat.post("/inbox/preferences/", said).context["form"].errors
    assert camat.post("/inbox/preferences/", said | {"chat": "123456"}).status_code == 302


def test_another_regencys_sender_and_an_ended_one_cannot_be_chosen(camat):
    rows = [sender(), sender(regency_id="16.06", name="theirs"), sender(active=False, name="old")]
    for row in rows[1:]:
        said = SAID | {"channel": "message", "sender_id": row.pk, "phone": "08117001122"}
        assert "sender_id" in camat.post("/inbox/preferences/", said).context["form"].errors


def test_without_any_sender_messages_are_not_offered(camat):
    page = camat.get("/inbox/preferences/").content.decode()
    assert 'value="message"' not in page and 'value="none"' in page


def test_what_is_owed_goes_the_new_way(camat, people):
    wa = sender()
    build.claim_in("submitted", people, now=NOW)
    owed = Notice.objects.owed().filter(person=people[Role.CAMAT])
    said = {"channel": "message", "sender_id": wa.pk, "phone": "08117001122"}
    camat.post("/inbox/preferences/", SAID | said)
    assert owed.get().channel == "message" and owed.get().sender == wa
    camat.post("/inbox/preferences/", SAID | {"channel": "none"})
    assert not owed.exists()
    assert Notice.objects.filter(person=people[Role.CAMAT], channel="inbox").count() == 1
