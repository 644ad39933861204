"""S15: no redirect, host, method or doubled name leads anywhere that is not ours."""

import re

import pytest
from django.test import override_settings

from regencies.models import Role
from tests import build
from tests.faults.counts import say
from tests.security.edge import careless
from tests.security.edge.conftest import ANON, asked

pytestmark = [pytest.mark.xdist_group("edge"), pytest.mark.django_db]
EVIL = "evil.example"
NEXTS = (
    f"https://{EVIL}", f"http://{EVIL}/", f"//{EVIL}", f"///{EVIL}", f"////{EVIL}", f"\\\\{EVIL}",
    f"/\\{EVIL}", f"\\/{EVIL}", f"/\t/{EVIL}", f"/\n/{EVIL}", f"/%09/{EVIL}", f"https:{EVIL}",
    f"https:/{EVIL}", f"http:///{EVIL}", f"javascript:alert(1)//{EVIL}", f"data:text/html,{EVIL}",
    f" https://{EVIL}", f"\x00https://{EVIL}", f"https://testserver@{EVIL}", f"https://{EVIL}#a",
    f"https://testserver.{EVIL}", f"https://{EVIL}%2f@testserver", f"HTTPS://{EVIL}", f"ftp://{EVIL}",
    f"/..//{EVIL}", f"/./\\{EVIL}", f"//{EVIL}\\@testserver", f"https://[::1]@{EVIL}",
    f"//{EVIL}:80", f"\u2028//{EVIL}",
)  # fmt: skip
HOSTS = (EVIL, f"testserver.{EVIL}", f"{EVIL}:80", f"testserver@{EVIL}", f"testserver:80@{EVIL}",
         "", "testserver, evil.example", f"[::1]{EVIL}", "testserver:abc", "127.0.0.2")  # fmt: skip
METHODS = ("TRACE", "TRACK", "OPTIONS", "PUT", "DELETE", "PATCH", "CONNECT", "BREW")


def leads_out(answer) -> bool:
    """As a browser reads an address: backslashes are slashes, and white space is nothing."""
    to = answer.get("Location", "")
    read = "".join(sign for sign in to.replace("\\", "/") if ord(sign) > 32)
    return answer.status_code in {301, 302, 303, 307, 308} and (
        read.startswith("//") or (":" in read.partition("/")[0] and EVIL in read)
    )


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
def test_no_redirect_leads_elsewhere(stage):
    person = stage.here.people[Role.CAMAT]
    person.set_password(build.PASSWORD)
    person.save()
    entry = {"username": person.username, "password": build.PASSWORD}
    right = asked(stage.client(None), "POST", "/login/", {**entry, "next": "/leave/"})
    assert (right.status_code, right["Location"]) == (302, "/leave/")
    out = []
    for to in NEXTS:
        client = stage.client(None)
        ways = (
            asked(client, "POST", "/login/", {**entry, "next": to}),
            asked(client, "POST", "/i18n/setlang/", {"language": "id", "next": to}),
            asked(client, "GET", "/login/", {"next": to}),
            asked(stage.client(person), "GET", "/login/", {"next": to}),
            asked(client, "POST", "/i18n/setlang/", {"language": "id"}, headers={"Referer": to}),
        )
        out += [(to, n) for n, answer in enumerate(ways) if leads_out(answer)]
    with override_settings(ROOT_URLCONF=careless.__name__):
        caught = sum(
            leads_out(asked(stage.client(None), "GET", "/wherever/", {"next": to}))
            for to in NEXTS
        )  # fmt: skip
    say("S15 redirects", 5 * len(NEXTS), 5 * len(NEXTS), out=len(out),
        control=f"{caught} of {len(NEXTS)}")  # fmt: skip
    assert out == [] and caught >= 10


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_another_host_is_no_address_of_ours(stage):
    statuses = [
        asked(stage.clients[ANON], "GET", path, HTTP_HOST=host).status_code
        for host in HOSTS for path in ("/", "/api/v1/claims")
    ]  # fmt: skip
    say("S15 hosts", len(statuses), len(statuses), taken=len(statuses) - statuses.count(400))
    assert set(statuses) == {400}
    # X-Forwarded-Host is nobody's to say.
    seen = asked(stage.clients[ANON], "GET", "/village/", HTTP_X_FORWARDED_HOST=EVIL)
    assert EVIL not in seen["Location"]


def test_no_other_method_is_taken(stage):
    paths = ("/", "/login/", "/village/", "/admin/", "/static/claims/site.css", "/healthz")
    wrong, n = [], 0
    for method in METHODS:
        for path in (*paths, "/api/v1/claims"):
            if path.startswith("/api/") and method == "PATCH":
                continue
            n += 1
            answer = asked(stage.clients[str(Role.CAMAT)], method, path)
            if answer.status_code not in {404, 405} or b"Cookie" in answer.content:
                wrong.append((method, path, answer.status_code))
    say("S15 methods", n, n, taken=len(wrong))
    assert wrong == []


def told(answer) -> bytes:
    """The page without its form's token and key, and without its own address in the switch of
    language."""
    return re.sub(rb'value="(?:[\w-]{64}|[0-9a-f-]{36}|/[^"]*)"', b"", answer.content)


def test_a_name_said_twice_says_nothing_more(stage):
    """HTTP parameter pollution: as the last of them alone, or refused; never as another."""
    code = stage.here.claims["submitted"].code
    camat, verifier = str(Role.CAMAT), str(Role.OPD_VERIFIER)
    pairs = (
        (camat, "/district/?page=1&page=9", "/district/?page=9"),
        (camat, "/district/?show=mine&show=late", "/district/?show=late"),
        (verifier, "/panel/?kind=death&kind=accident", "/panel/?kind=accident"),
        (verifier, "/panel/?holder=nobody&holder=mine", "/panel/?holder=mine"),
        (verifier, f"/panel/{code}/?code=x&code=y", f"/panel/{code}/"),
        (ANON, "/calculator/benefits/?programme=x&programme=jkm",
         "/calculator/benefits/?programme=jkm"),
        (ANON, "/standar-pelayanan/?regency=16.06&regency=16.02",
         "/standar-pelayanan/?regency=16.02"),
        (ANON, "/sw.js?language=en&language=id", "/sw.js?language=id"),
        (camat, "/inbox/?page=1&page=2", "/inbox/?page=2"),
        (camat, "/leave/?page=x&page=1", "/leave/?page=1"),
    )  # fmt: skip
    differing = []
    for actor, twice, last in pairs:
        one, other = stage.ask(actor, "GET", twice), stage.ask(actor, "GET", last)
        if (one.status_code, told(one)) != (other.status_code, told(other)):
            differing.append((twice, one.status_code, other.status_code))
    say("S15 names twice", len(pairs), len(pairs), differing=len(differing))
    assert differing == []
