"""S16: nothing calls out. The ordinary run is watched whole (tests/outside.py); here the watch is
shown to see, and gateways and webhooks are led inside in every dress."""

import socket
import subprocess
import sys

import pytest

from claims.forms.senders import SenderForm
from claims.notices import carrying, outbound
from tests import outside, sinks
from tests.faults.counts import say

INSIDE = (
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.9", "172.31.255.255",
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1",
    "192.0.0.170", "192.88.99.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:7f00:1::1", "fe80::1",
    "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "100::1",
    "2001:1::1", "3fff::1", "5f00::1",
)  # fmt: skip
OPEN = ("8.8.8.8", "1.1.1.1", "103.10.66.1", "2606:4700:4700::1111", "2404:6800:4003::200e")
# Ways to write this machine that are no address by themselves.
DRESSED = ("127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "LOCALHOST",
           "ip6-localhost", "0")  # fmt: skip


@pytest.mark.calls_out
def test_the_watch_sees_who_calls_out():
    before = len(outside.calls())
    with socket.socket() as line, pytest.raises(OSError, match="nobody calls out"):
        line.settimeout(1)
        line.connect(("192.0.2.1", 80))
    code = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "nobody calls out" in child.stderr
    seen = outside.calls()[before:]
    say("S16 watch", 2, 2, control=f"{len(seen)} of 2")
    assert len(seen) == 2


def test_an_address_of_our_own_is_told_from_one_of_the_internet():
    assert [one for one in INSIDE if outbound.is_open(one)] == []
    assert all(map(outbound.is_open, OPEN))


def tried(call) -> str:
    """What a call came to: the name of its error, or that it went out."""
    try:
        return "taken" if call() else "not taken"
    except Exception as error:
        return type(error).__name__


def test_no_gateway_or_webhook_leads_inside(settings, gateway):
    """Each address in each dress, by a webhook and by Apprise, over http and mail: nothing arrives
    at the sink; with the host allowed it does."""
    settings.NOTICE_ALLOW_HOSTS = []
    hosts = [f"[{one}]" if ":" in one else one for one in (*INSIDE, *DRESSED)]
    for host in hosts:
        at = f"{host}:{gateway.port}"
        assert tried(lambda at=at: outbound.post(f"https://{at}/x", b"{}", {})) in (
            "Forbidden", "gaierror",
        ), at  # fmt: skip
        for url in (f"json://{at}/628117000000", f"mailto://a:b@example.org?smtp={host}"):
            assert tried(lambda url=url: carrying._carried(url, "Uji")) in (
                "Forbidden", "not taken",
            ), url  # fmt: skip
    assert gateway.count == 0
    settings.NOTICE_ALLOW_HOSTS = ["127.0.0.1"]
    assert carrying._carried(f"json://127.0.0.1:{gateway.port}/628117000000", "Uji")
    say("S16 addresses", 3 * len(hosts), 3 * len(hosts), arrived=gateway.count - 1,
        control=f"{gateway.count} where allowed")  # fmt: skip
    assert gateway.count == 1


def test_a_name_is_looked_at_when_it_is_called(settings, gateway, monkeypatch):
    """DNS is somebody else's: first an open address, at the call one of our own."""
    settings.NOTICE_ALLOW_HOSTS = []
    real = socket.getaddrinfo

    def answers(host, *words, **more):
        return real("127.0.0.1" if host == "rebind.example.org" else host, *words, **more)

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    url = f"json://rebind.example.org:{gateway.port}/628117000000"
    assert not carrying.leads_inside(url)
    with pytest.raises(outbound.Forbidden):
        carrying._carried(url, "Uji")
    assert gateway.count == 0


def test_a_host_that_is_trusted_opens_no_way_to_another(settings, gateway):
    """A mail's address names two: its own host and the server that takes it."""
    settings.NOTICE_ALLOW_HOSTS = ["localhost"]
    url = "mailto://a:b@localhost?smtp={}&to=x@example.org"
    assert carrying.leads_inside(url.format("127.0.0.9"))
    assert not carrying.leads_inside(url.format("mail.example.org"))
    with outbound.watched("localhost", "mail.example.org"):
        socket.create_connection(("127.0.0.1", gateway.port), 1).close()
    with pytest.raises(outbound.Forbidden), outbound.watched("localhost", "mail.example.org"):
        socket.create_connection(("127.0.0.9", gateway.port), 1).close()


def test_a_gateway_that_sends_elsewhere_is_not_followed(settings, tmp_path):
    settings.NOTICE_ALLOW_HOSTS = ["127.0.0.1"]
    with sinks.receiver(tmp_path) as sink:
        url = f"json://127.0.0.1:{sink.port}/away?redirect=yes"
        assert not carrying._carried(url, "Uji")
        assert [letter["path"].partition("?")[0] for letter in sink.kept] == ["/away"]


@pytest.mark.parametrize(
    "url", ["json://10.0.0.1/{phone}", "jsons://[::1]/{phone}", "syslog://{phone}",
            "mailto://a:b@example.org?smtp=192.168.1.1&to={phone}", "dbus://{phone}"],
)  # fmt: skip
def test_the_form_refuses_a_gateway_inside(settings, url):
    settings.NOTICE_ALLOW_HOSTS = []
    form = SenderForm({"kind": "other", "url": url, "reason": "Uji coba.", "seen": "x"})
    assert "url" in form.errors


@pytest.fixture
def gateway(tmp_path):
    with sinks.gateway(tmp_path) as sink:
        yield sink
