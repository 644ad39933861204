"""A government's own sign-on (OpenID Connect), set by settings alone: it opens accounts that are
there and makes none. Its server is played by the test."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.test import Client

from claims import access_table
from regencies.models import Role
from tests.build import PASSWORD
from tests.claims.test_second_factor import code_of, set_up

NIP = "197103121998031002"


@contextmanager
def server(instead=None, **claims):
    """Answers as OpenID Connect says; everybody who comes is the one of these claims. instead: what
    it answers at one of its three addresses ("discovery", "token", "userinfo") in place of that."""
    instead = instead or {}

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            here = f"http://127.0.0.1:{self.server.server_port}"
            at = "discovery" if self.path.startswith("/.well-known/") else "userinfo"
            if at == "discovery":
                said = {
                    "issuer": here, "authorization_endpoint": f"{here}/authorize",
                    "token_endpoint": f"{here}/token", "userinfo_endpoint": f"{here}/userinfo",
                    "jwks_uri": f"{here}/keys",
                }  # fmt: skip
            else:
                said = {"sub": "a1", "name": "Nama Lengkap", "nip": NIP} | claims
            self._say(said, at)

        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self._say({"access_token": "t", "token_type": "Bearer", "expires_in": 60}, "token")

        def _say(self, said, at):
            said = instead.get(at, said)
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            pass

    site = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{site.server_port}"
    finally:
        site.shutdown()
        site.server_close()


@pytest.fixture
def sign_on(settings, people):
    """Signs on as these claims; the client and where it was led to."""
    settings.ROOT_URLCONF = "tests.claims.sign_on_urls"

    def go(instead=None, asked="", **claims):
        with server(instead, **claims) as address:
            settings.OIDC_SERVER = address
            app = {"provider_id": "oidc", "name": "SSO", "client_id": "santunan", "secret": "s",
                   "settings": {"server_url": address, "oauth_pkce_enabled": True}}  # fmt: skip
            settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
            client = Client()
            page = client.get("/login/").content.decode()
            assert "/sso/oidc/login/" in page
            away = client.get(f"/sso/oidc/login/?{asked}")
            assert "x.example" not in away["Location"] and "prompt" not in away["Location"]
            if instead and not away["Location"].startswith(address):
                return client, away
            led = parse_qs(urlsplit(away["Location"]).query)
            assert away["Location"].startswith(f"{address}/authorize?")
            assert "code_challenge" in led  # PKCE
            said = {"code": "c", "state": led["state"][0]}
            return client, client.get("/sso/oidc/login/callback/", said)

    return go


def test_who_has_a_vouched_mailbox_comes_in(sign_on, people):
    client, answer = sign_on(email=people[Role.CAMAT].email, email_verified=True)
    assert answer.status_code == 302
    assert client.get("/district/").status_code == 200
    row = SocialAccount.objects.get()
    assert row.user == people[Role.CAMAT] and NIP not in json.dumps(row.extra_data)
    assert people[Role.CAMAT].account_events.get().what == "sign_in"
    # The second time by its own number, whatever mailbox it names.
    client, answer = sign_on(email="", email_verified=False)
    assert client.get("/district/").status_code == 200
    assert NIP not in json.dumps(SocialAccount.objects.get().extra_data)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.org", "email_verified": True},
        {"email": "camat@example.org", "email_verified": False},
        {"email": "camat@example.org", "email_verified": "false"},
        {"email": ""},
    ],
)
def test_nobody_else_comes_in_and_no_account_is_made(sign_on, people, claims):
    before = get_user_model().objects.count()
    client, answer = sign_on(**claims)
    assert answer["Location"] == "/login/"
    assert client.get("/district/").status_code == 302
    assert get_user_model().objects.count() == before and not SocialAccount.objects.exists()


def test_a_mailbox_that_two_share_opens_neither_account(sign_on, people):
    people[Role.OPD_HEAD].email = people[Role.CAMAT].email
    people[Role.OPD_HEAD].save()
    _client, answer = sign_on(email=people[Role.CAMAT].email, email_verified=True)
    assert answer["Location"] == "/login/" and not SocialAccount.objects.exists()


def test_a_closed_account_stays_closed(sign_on, people):
    sign_on(email=people[Role.CAMAT].email, email_verified=True)
    people[Role.CAMAT].is_active = False
    people[Role.CAMAT].save()
    client, _answer = sign_on(email=people[Role.CAMAT].email, email_verified=True)
    assert client.get("/district/").status_code == 302


def test_an_answer_that_nobody_asked_for_opens_nothing(sign_on, people):
    client, _answer = sign_on(email="nobody@example.org", email_verified=True)
    forged = client.get("/sso/oidc/login/callback/", {"code": "c", "state": "forged"})
    assert forged.status_code == 302 and forged["Location"] == "/login/"


def test_a_sign_on_that_is_down_says_so_and_the_user_name_still_opens(sign_on, settings, people):
    sign_on(email="nobody@example.org", email_verified=True)  # and its server is gone since
    client = Client()
    answer = client.get("/sso/oidc/login/")
    assert answer.status_code == 302 and answer["Location"] == "/login/"
    assert "tidak menjawab" in client.get("/login/").content.decode()
    assert client.get("/sso/another/login/").status_code == 404


RUBBISH = {
    "nothing": b"", "a page": b"<h1>Bad gateway</h1>", "a list": [], "a number": 5, "a word": "x",
    "null": None, "empty": {}, "lists inside": {
        name: [1] for name in (
            "issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri",
            "access_token", "token_type", "expires_in", "sub", "email", "email_verified", "name",
        )
    },
    "numbers inside": {"authorization_endpoint": 7, "token_endpoint": 7, "userinfo_endpoint": 7,
                       "access_token": 7, "expires_in": "soon", "sub": 7, "email": 7},
    "for ever": {"access_token": "t", "expires_in": 2**63 - 1, "sub": "x" * 200},
    "a NUL": {"sub": "a\0b"},
    "a token of nobody": {"access_token": "t", "id_token": "a.b.c"},
}  # fmt: skip


@pytest.mark.parametrize("what", RUBBISH)
@pytest.mark.parametrize("at", ["discovery", "token", "userinfo"])
def test_whatever_its_server_answers_is_a_sentence(sign_on, people, at, what):
    vouched = {"email": people[Role.CAMAT].email, "email_verified": True}
    said = RUBBISH[what]
    if at == "userinfo" and isinstance(said, dict) and "sub" in said:
        said = vouched | said
    client, answer = sign_on({at: said}, **vouched)
    assert answer.status_code == 302 and answer["Location"] == "/login/"
    assert client.get("/district/").status_code == 302
    said = client.get("/login/").content.decode()
    assert "tidak menjawab" in said or "kotak surat" in said


@pytest.mark.parametrize("sub", [None, [], {}, True, 7])
def test_who_has_no_number_is_nobody(sign_on, people, sub):
    """Else all of them would be the same one, who is known."""
    sign_on(sub=sub, email=people[Role.CAMAT].email, email_verified=True)
    client, _answer = sign_on(sub=sub, email="x@example.org", email_verified=False)
    assert client.get("/district/").status_code == 302 and not SocialAccount.objects.exists()


def test_capitals_in_a_mailbox_are_the_same_mailbox(sign_on, people):
    camat, head = people[Role.CAMAT], people[Role.OPD_HEAD]
    camat.email = "Camat.Kota@Example.org"
    camat.save()
    client, _answer = sign_on(email="camat.kota@example.org", email_verified=True)
    assert client.get("/district/").status_code == 200
    SocialAccount.objects.all().delete()
    head.email = "CAMAT.KOTA@example.org"
    head.save()
    client, _answer = sign_on(email="camat.kota@example.org", email_verified=True)
    assert client.get("/district/").status_code == 302


def test_with_a_second_factor_it_is_asked_for_and_nothing_of_theirs_waits_plain(sign_on, people):
    camat = people[Role.CAMAT]
    camat.set_password(PASSWORD)
    camat.phone = "081170011223"
    camat.save()
    own = Client()
    own.force_login(camat)
    secret = set_up(own)
    token = {"access_token": "ACCESS-1", "refresh_token": "REFRESH-1", "token_type": "Bearer"}
    client, answer = sign_on({"token": token}, email=camat.email, email_verified=True)
    assert answer["Location"] == "/login/factor/"
    waits = json.dumps(dict(client.session))
    for secret_of_theirs in (camat.password, camat.phone, "ACCESS-1", "REFRESH-1", NIP):
        assert secret_of_theirs not in waits
    assert client.get("/district/").status_code == 302
    assert client.post("/login/factor/", {"code": code_of(secret, 1)}).status_code == 302
    assert client.get("/district/").status_code == 200


def test_what_else_stands_in_its_address_is_not_passed_on(sign_on, people, settings):
    asked = (
        "process=connect&scope=all&auth_params=prompt%3Dnone%26redirect_uri%3Dhttps%3A//x.example"
    )
    _client, answer = sign_on(asked=asked, email=people[Role.CAMAT].email, email_verified=True)
    assert answer.status_code == 302


def test_its_addresses_say_who_may_open_them(settings):
    settings.ROOT_URLCONF = "tests.claims.sign_on_urls"
    told = {row.path: row.access for row in access_table.table() if row.path.startswith("sso/")}
    assert len(told) == 2 and {each.who for each in told.values()} == {"anybody"}


def test_without_its_settings_there_is_none(people):
    assert "sso" not in Client().get("/login/").content.decode()
    assert Client().get("/sso/oidc/login/").status_code == 404
