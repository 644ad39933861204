"""What other offices' systems are told: in their territory, signed, again after a failure, and
never to a machine of our own."""

import base64
import hashlib
import hmac
import json
import socket
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import actions, posts
from claims.actions import systems
from claims.models import Notice, Post
from claims.notices import outbound
from claims.notices.hooks import HOOKED
from regencies.models import Role, digest, plain
from tests import build, sinks
from tests.build import DAY, NOW
from tests.claims import calling
from tests.claims.posting import sweep

WHY = {"reason": "PKS 12/2026"}


@pytest.fixture
def sink(tmp_path):
    with sinks.receiver(tmp_path) as found:
        yield found


def hooked(people, url, *, hears=HOOKED, **said):
    """A system that is told, and the secret that was shown to its office."""
    row = calling.system(people, now=NOW, **said)
    act = {"by": people[Role.ADMINISTRATOR], "now": NOW, "seen": digest(plain(row))}
    return systems.set_hook(row.pk, url=url, hears=hears, **act, **WHY)


def at(sink, path="kabar"):
    return f"http://127.0.0.1:{sink.port}/{path}"


def owed(row):
    return Notice.objects.filter(person=row.person, channel="webhook").order_by("pk")


def verified(secret, letter) -> bool:
    """As a receiver would, by nothing but the standard and its secret."""
    heads = letter["heads"]
    said = f"{heads['webhook-id']}.{heads['webhook-timestamp']}.{letter['body']}".encode()
    key = base64.b64decode(secret.split("_", 1)[1])
    mark = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    return f"v1,{mark}" in heads["webhook-signature"].split(" ")


def test_what_happens_is_told_signed_and_without_anybody(people, sink):
    row, secret = hooked(people, at(sink))
    claim = build.claim_in("awarded", people)
    assert posts.run(NOW)["webhooks"] == 5
    told = [json.loads(letter["body"]) for letter in sink.kept]
    assert {one["type"] for one in told} == {
        "claim.submit", "claim.endorse", "claim.verify", "claim.approve", "claim.award",
    }  # fmt: skip
    submitted = next(one["data"] for one in told if one["type"] == "claim.submit")
    event = claim.events.get(move="submit")
    assert submitted == {
        "cursor": event.pk, "claim": claim.code, "move": "submit", "state": "submitted",
        "payout": None, "due_on": event.data["due_on"], "at": event.at.isoformat(),
    }  # fmt: skip
    assert all(verified(secret, letter) for letter in sink.kept)
    text = json.dumps(sink.kept)
    for known in (claim.nik.reveal(), build.KK, build.ACCOUNT, "Sulaiman", "Aminah", "0811"):
        assert known not in text
    assert not owed(row).filter(sent_at=None).exists()
    assert Post.objects.get(channel="webhook").sent_at == NOW


def test_a_changed_body_or_another_secret_does_not_verify(people, sink):
    _row, secret = hooked(people, at(sink), hears=["submit"])
    build.claim_in("submitted", people)
    posts.run(NOW)
    (letter,) = sink.kept
    assert verified(secret, letter)
    assert not verified(secret, letter | {"body": letter["body"].replace("submit", "approve")})
    assert not verified("whsec_" + base64.b64encode(b"x" * 32).decode(), letter)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"places": [build.HERE]}, True),
        ({"places": [build.HERE[:8]]}, True),
        ({"places": []}, True),
        ({"places": [build.NEXT_DOOR]}, False),
        ({"regency_id": "16.06", "places": []}, False),
        ({"from_on": (NOW + DAY).date()}, False),
        ({"to_on": (NOW - DAY).date()}, False),
        ({"hears": ["pay"]}, False),
        ({"scopes": ["status:read"]}, True),
    ],
)
def test_a_system_is_told_of_its_territory_and_its_moves_alone(people, sink, said, told):
    boss = people
    if said.get("regency_id"):
        boss = build.everybody(build.MUBA, "2")
    row, _secret = hooked(boss, at(sink), **said)
    build.claim_in("submitted", people)
    assert owed(row).exists() is told


def test_a_payout_is_told_by_its_number(people, sink):
    hooked(people, at(sink), hears=["forward"])
    claim = build.claim_in("awarded", people)
    payout = claim.payouts.get(estimate=True)
    actions.forward(payout.pk, by=people[Role.CASHIER], now=NOW, reference="1")
    posts.run(NOW)
    (letter,) = sink.kept
    data = json.loads(letter["body"])["data"]
    assert data["payout"] == [p.pk for p in claim.payouts.order_by("pk")].index(payout.pk) + 1
    assert data["state"] == "forwarded"


def test_a_limit_that_passes_is_told_too(people, sink):
    row, _secret = hooked(people, at(sink), hears=["breach"])
    build.claim_in("submitted", people)
    sweep(NOW + 5 * DAY)
    assert json.loads(sink.kept[0]["body"])["data"]["move"] == "breach"
    assert owed(row).count() == 1


def test_it_wakes_nobody_and_leaves_by_night(people, sink):
    night = NOW.replace(hour=23)
    hooked(people, at(sink), hears=["submit"])
    build.claim_in("submitted", people, now=night)
    assert posts.run(night)["webhooks"] == 1


def test_a_broken_receiver_is_tried_five_times_and_then_stands_in_operations(people, sink, client):
    row, _secret = hooked(people, at(sink, "broken"), hears=["submit"])
    build.claim_in("submitted", people)
    now = NOW
    for n in range(1, 8):
        posts.run(now)
        notice = owed(row).get()
        assert notice.attempts == min(n, 5) and notice.error == "refused"
        now += timedelta(days=2)
    assert notice.given_up_at and sink.count == 5
    assert len({letter["heads"]["webhook-id"] for letter in sink.kept}) == 1
    client.force_login(people[Role.ADMINISTRATOR])
    page = client.get("/operations/").content.decode()
    assert row.name in page and "Webhook" in page
    # Mended: by another address, and by the operator's button.
    row.refresh_from_db()
    act = {"by": people[Role.ADMINISTRATOR], "now": NOW, "seen": digest(plain(row))}
    systems.set_hook(row.pk, url=at(sink), hears=["submit"], **act, **WHY)
    client.post("/operations/letters/", {"notice": notice.pk})
    posts.run(now + 300 * DAY)
    assert owed(row).get().sent_at and sink.kept[-1]["path"] == "/kabar"
    assert sink.kept[-1]["heads"]["webhook-id"] == sink.kept[0]["heads"]["webhook-id"]


def test_after_a_failure_it_is_told_once(people, sink):
    row, _secret = hooked(people, at(sink, "broken"), hears=["submit"])
    build.claim_in("submitted", people)
    posts.run(NOW)
    row.refresh_from_db()
    act = {"by": people[Role.ADMINISTRATOR], "now": NOW, "seen": digest(plain(row))}
    systems.set_hook(row.pk, url=at(sink), hears=["submit"], **act, **WHY)
    for n in range(1, 4):
        posts.run(NOW + n * DAY)
    assert [letter["path"] for letter in sink.kept] == ["/broken", "/kabar"]
    assert owed(row).get().attempts == 1


def test_a_system_whose_days_are_over_is_told_nothing_more(people, sink):
    row, _secret = hooked(people, at(sink), hears=["submit"], to_on=NOW.date())
    build.claim_in("submitted", people)
    posts.run(NOW + DAY)
    notice = owed(row).get()
    assert (notice.error, notice.given_up_at) == ("system ended", NOW + DAY)
    assert not sink.count and not Post.objects.exclude(failed_at=None).exists()


def test_a_redirect_is_not_followed(people, sink):
    row, _secret = hooked(people, at(sink, "away"), hears=["submit"])
    build.claim_in("submitted", people)
    posts.run(NOW)
    assert [letter["path"] for letter in sink.kept] == ["/away"]
    assert owed(row).get().error == "refused" and owed(row).get().sent_at is None


def test_a_machine_of_our_own_is_not_called(people, sink, settings):
    """The same letter, with and without the host that whoever runs the service allows."""
    row, _secret = hooked(people, at(sink), hears=["submit"])
    build.claim_in("submitted", people)
    settings.NOTICE_ALLOW_HOSTS = []
    posts.run(NOW)
    assert sink.count == 0 and owed(row).get().error == "address not allowed"
    settings.NOTICE_ALLOW_HOSTS = ["127.0.0.1"]
    posts.run(NOW + DAY)
    assert sink.count == 1 and owed(row).get().sent_at


INSIDE = ("127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.9", "169.254.169.254", "100.64.0.1",
          "0.0.0.0", "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1",
          "64:ff9b::7f00:1", "2002:7f00:1::")  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_not_called(address):
    assert not outbound.is_open(address)
    assert outbound.is_open("8.8.8.8") and outbound.is_open("2606:4700:4700::1111")


def test_one_address_inside_among_several_forbids_the_name(monkeypatch, settings):
    settings.NOTICE_ALLOW_HOSTS = []
    rows = [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    # The machine's own resolver, for no name of the internet is ours to answer for.
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)
    with pytest.raises(outbound.Forbidden):
        outbound.resolve(outbound.target("https://rebind.example.org/"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows[:1])
    assert outbound.resolve(outbound.target("https://rebind.example.org/")) == "8.8.8.8"


def test_the_address_that_was_looked_at_is_the_one_that_is_called(sink, monkeypatch, settings):
    """A name that answers otherwise the second time leads nowhere: it is asked once."""
    settings.NOTICE_ALLOW_HOSTS = ["rebind.example.org"]
    real, asked = socket.getaddrinfo, []

    def answers(host, *args, **kwargs):
        if host == "rebind.example.org":
            asked.append(host)
            host = "127.0.0.1" if len(asked) == 1 else "127.0.0.99"
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    url = f"http://rebind.example.org:{sink.port}/kabar"
    assert outbound.post(url, b"{}", {}) == 204
    assert len(asked) == 1
    assert sink.kept[0]["heads"]["host"] == f"rebind.example.org:{sink.port}"


def test_a_silent_receiver_keeps_no_other_waiting(people, sink):
    silent, _ = hooked(people, at(sink, "silent"), hears=["submit"])
    other, _ = hooked(people, at(sink), hears=["submit"])
    for _n in range(3):
        build.claim_in("submitted", people)
    posts.run(NOW)
    assert owed(other).exclude(sent_at=None).count() == 3
    assert set(owed(silent).values_list("error", flat=True)) == {"too slow"}


def test_an_ended_system_is_owed_nothing_more(people, sink):
    row, _secret = hooked(people, at(sink), hears=["submit", "endorse"])
    claim = build.claim_in("submitted", people)
    row.refresh_from_db()
    act = {"by": people[Role.ADMINISTRATOR], "now": NOW, "seen": digest(plain(row))}
    systems.end_system(row.pk, **act, **WHY)
    build.do("endorse", claim, people)
    posts.run(NOW)
    assert sink.count == 0 and owed(row).get().error == "system ended"


def test_without_a_webhook_nothing_is_owed(people):
    calling.system(people, now=NOW)
    build.claim_in("awarded", people)
    assert not Notice.objects.filter(channel="webhook").exists()
    assert "webhooks" not in posts.run(NOW)


def test_a_move_asks_as_often_for_ten_systems_as_for_one(people, sink):
    def asked() -> int:
        claim = build.claim_in("submitted", people)
        with CaptureQueriesContext(connection) as found:
            build.do("endorse", claim, people)
        return len(found)

    hooked(people, at(sink))
    one = asked()
    for _n in range(9):
        hooked(people, at(sink))
    assert asked() == one
    assert Notice.objects.filter(channel="webhook", kind="endorse").count() == 11
