"""S1: every answer carries its headers, whoever gave it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import override_settings

from regencies.models import Role
from tests import build
from tests.faults.counts import FULL, say
from tests.homes import ROOT
from tests.security.edge.conftest import asked, undone
from tests.security.edge.world import routes
from tests.security.test_production import GOOD
from tests.waiting import PATIENCE

pytestmark = [pytest.mark.xdist_group("edge"), pytest.mark.django_db]
CSP = {"default-src": "'self'", "object-src": "'none'", "base-uri": "'none'",
       "frame-ancestors": "'none'", "form-action": "'self'"}  # fmt: skip
PERSONAL = ("activate", "family:status", "family:confirm", "periksa", "periksa_ask")
SECURE = {"SECURE_HSTS_SECONDS": 31_536_000, "SECURE_SSL_REDIRECT": False}


def faults(name: str, answer, private: bool) -> list[str]:
    """Which of the nine are missing or wrong. A file has a stricter policy of its own, and what is
    shown of it may stand in a frame of ours."""
    said = {key.lower(): value for key, value in answer.items()}
    policy = dict(
        part.strip().split(" ", 1) for part in said.get("content-security-policy", "").split(";")
        if " " in part.strip()
    )  # fmt: skip
    kept = said.get("cache-control", "")
    file = said.get("content-disposition", "")
    inert, shown = bool(file), file.startswith("inline")
    wanted = {
        "policy": policy.get("default-src") == "'none'" if inert
        else policy == CSP,
        "nosniff": said.get("x-content-type-options") == "nosniff",
        "frames": said.get("x-frame-options") == ("SAMEORIGIN" if shown else "DENY"),
        "referrer": said.get("referrer-policy") == "same-origin",
        "opener": said.get("cross-origin-opener-policy") == "same-origin",
        "resources": said.get("cross-origin-resource-policy") == "same-origin",
        "permissions": "camera=()" in said.get("permissions-policy", ""),
        "cache": "no-store" in kept if private or name.startswith("api:")
        else bool(kept) and ("public" not in kept or name == "static"),
        "hsts": said.get("strict-transport-security", "").startswith("max-age=31536000; incl"),
    }  # fmt: skip
    return [key for key, right in wanted.items() if not right]


def looked_at(stage) -> tuple[int, list]:
    """Every address over TLS, as whoever has no account and as an administrator of the office."""
    wrong, n = [], 0
    every = [(name, stage.here.path(route, name)) for route, name in routes()]
    every += [("admin", "/admin/"), ("admin", "/admin/regencies/person/"), ("none", "/nowhere"),
              ("api:list_claims", "/api/v1/claims"), ("api:openapi-json", "/api/v1/openapi.json"),
              ("api:", "/api/v1/nowhere"), ("static", "/static/claims/santunan.css")]  # fmt: skip
    people = (None, *(stage.here.people[role] for role in (Role.ADMINISTRATOR, Role.OPD_HEAD)))
    for person in people if FULL else people[:2]:
        client = stage.client(person)
        for name, path in every:
            for method in ("GET", "TRACE") if FULL or path == "/" else ("GET",):
                answer = asked(client, method, path, secure=True)
                a_page = name != "static" and not name.startswith("api:") and method == "GET"
                # A refusal of the method tells nothing of anybody.
                private = a_page and (person is not None or name in PERSONAL)
                n += 9
                wrong += [(name, method, fault) for fault in faults(name, answer, private)]
    return n, wrong


@override_settings(**SECURE)
def test_every_answer_carries_its_headers(stage):
    n, wrong = looked_at(stage)
    edge = ("headers", "csp", "clickjacking")
    less = [one for one in settings.MIDDLEWARE if not any(part in one for part in edge)]
    with override_settings(MIDDLEWARE=less):
        answer = asked(stage.client(None), "GET", "/", secure=True)
        caught = faults("home", answer, private=False)
    say(
        "S1 headers",
        n,
        n if FULL else 3 * n,
        wrong=len(wrong),
        control=f"{len(caught)} missing without the edge",
    )
    assert wrong == []
    assert {"policy", "frames", "resources", "permissions", "cache"} <= set(caught)


# Nothing is called for these: a check opens no database.
PRODUCTION = GOOD | {
    "DATABASE_URL": "postgresql://a@127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}  # fmt: skip


def in_production(code: str, **more) -> subprocess.CompletedProcess:
    """The command with the environment of a real installation."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *code.split("|")], cwd=ROOT, env=kept | PRODUCTION | more,
        capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip


def test_the_production_settings_pass_djangos_own_check():
    done = in_production("manage.py|check|--deploy|--fail-level|WARNING")
    assert done.returncode == 0, done.stderr
    # Positive control: a site without TLS is told.
    bad = in_production(
        "manage.py|check|--deploy|--fail-level|WARNING",
        SITE_ADDRESS="http://santunan.example.go.id",
    )
    assert bad.returncode != 0
    said = in_production(
        "-c|import config.settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, "
        "s.LANGUAGE_COOKIE_NAME, s.SECURE_HSTS_SECONDS, s.NOTICE_ALLOW_HOSTS)"
    ).stdout.split()
    assert said == ["__Host-sessionid", "__Host-csrftoken", "__Host-django_language", "31536000",
                    "[]"]  # fmt: skip


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
def test_cookies_hold_to_this_host_alone(stage):
    person = stage.here.people[Role.CAMAT]
    names = {"SESSION_COOKIE_NAME": "__Host-sessionid", "CSRF_COOKIE_NAME": "__Host-csrftoken",
             "LANGUAGE_COOKIE_NAME": "__Host-django_language",
             "DEVICE_COOKIE_NAME": "__Host-device"}  # fmt: skip
    on = dict.fromkeys(("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE"),
                       True)  # fmt: skip
    with override_settings(**names, **on), undone():
        person.set_password(build.PASSWORD)
        person.save()
        client, entry = (
            stage.client(None),
            {"username": person.username, "password": build.PASSWORD},
        )
        client.get("/login/", secure=True)
        assert client.post("/login/", entry, secure=True).status_code == 302
        client.post("/i18n/setlang/", {"language": "en"}, secure=True)
        kept = dict(client.cookies.items())
    assert kept.keys() == set(names.values())
    for name, morsel in kept.items():
        assert morsel["secure"] and morsel["path"] == "/" and not morsel["domain"]
        assert morsel["samesite"] in {"Lax", "Strict"}
        # A script reads the form's token and nothing else.
        assert morsel["httponly"] or name == "__Host-csrftoken"
