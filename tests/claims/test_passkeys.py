"""A passkey as the second factor: added, asked for, removed, and a proof before money."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from regencies.models import Role
from tests import build
from tests.claims.passkey import Passkey, options_on
from tests.claims.test_second_factor import half_in, with_password
from tests.security.guessing import HASHER
from tests.security.test_sessions import signed_in


@pytest.fixture(autouse=True)
def cheap(settings):
    settings.PASSWORD_HASHERS = [HASHER]


@pytest.fixture
def verifier(people):
    return with_password(people[Role.OPD_VERIFIER])


def keyed(client) -> Passkey:
    key = Passkey()
    options = options_on(client.get("/account/passkey/"))
    sent = {"name": "Laptop kantor", "credential": key.create(options)}
    assert client.post("/account/passkey/", sent)["Location"] == "/account/codes/"
    return key


def test_a_passkey_is_added_asked_for_and_removed(verifier):
    client = signed_in(verifier)
    key = keyed(client)
    assert "Laptop kantor" in client.get("/account/").content.decode()
    client = half_in(verifier)
    asked = client.get("/login/factor/")
    other = Passkey()
    other.id = key.id
    false = client.post("/login/factor/", {"credential": other.get(options_on(asked))})
    assert false.status_code == 422
    asked = client.get("/login/factor/")
    right = client.post("/login/factor/", {"credential": key.get(options_on(asked))})
    assert right["Location"] == "/panel/"
    pk = Authenticator.objects.get(user=verifier, type="webauthn").pk
    page = f"/account/passkey/{pk}/remove/"
    assert client.get(page).status_code == 200
    stranger = Client()
    stranger.force_login(build.person("stranger"))
    assert stranger.post(page).status_code == 404
    assert client.post(page).status_code == 302
    assert not Authenticator.objects.filter(user=verifier).exists()  # the codes went too
    assert signed_in(verifier).get("/panel/").status_code == 200


def test_a_passkey_is_a_proof_before_money(verifier):
    client = signed_in(verifier)
    key = keyed(client)
    options = options_on(client.get("/prove/"))
    assert client.post("/prove/", {"credential": key.get(options)}).status_code == 302
    # The same answer again is none.
    assert client.post("/prove/", {"credential": key.get(options)}).status_code == 422


def test_rubbish_in_place_of_a_passkey_is_refused(verifier):
    client = signed_in(verifier)
    bare = Passkey().create(options_on(client.get("/account/passkey/")), with_key=False)
    worse = bare, "9" * 5000, "[" * 5000
    for rubbish in (*worse, "", "x", "[]", "{}", "null", json.dumps({"id": 1}), '{"response": {}}'):
        answer = client.post("/account/passkey/", {"name": "x", "credential": rubbish})
        assert answer.status_code in {200, 422}, rubbish
        assert client.post("/prove/", {"credential": rubbish}).status_code in {422, 429}
