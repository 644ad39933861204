"""S4: no other site posts for somebody who is signed in."""

import pytest
from django.test import override_settings

from tests.faults.counts import say
from tests.security.edge import careless
from tests.security.edge.conftest import asked
from tests.security.edge.posting import posts
from tests.security.edge.world import routes

pytestmark = [pytest.mark.xdist_group("edge"), pytest.mark.django_db]
TOKEN = "t" * 32
WRONG = {
    "without": ({}, {}),
    "wrong": ({"csrfmiddlewaretoken": "w" * 32}, {}),
    "from elsewhere": ({"csrfmiddlewaretoken": TOKEN}, {"Origin": "https://evil.example"}),
}


def taken(client, path: str) -> list[str]:
    """Which of the wrong ways are not refused with 403."""
    found = []
    for how, (values, heads) in WRONG.items():
        client.cookies["csrftoken"] = TOKEN
        if asked(client, "POST", path, dict(values), headers=heads).status_code != 403:
            found.append(how)
    return found


def test_a_post_without_its_token_is_refused(stage):
    clients, wrong, n = {}, [], 0
    for post in posts(stage):
        person = stage.actors[post.actor]
        client = clients.setdefault(post.actor, stage.client(person, enforce_csrf_checks=True))
        wrong += [(post.name, how) for how in taken(client, post.path)]
        n += len(WRONG)
    client.cookies["csrftoken"] = TOKEN
    right = asked(client, "POST", "/i18n/setlang/", {"csrfmiddlewaretoken": TOKEN})
    assert right.status_code == 302
    with override_settings(ROOT_URLCONF=careless.__name__):
        caught = taken(client, "/unguarded/")
    say("S4 wrong tokens", n, n, routes=len(routes()), through=len(wrong),
        control=f"{len(caught)} of {len(WRONG)}")  # fmt: skip
    assert wrong == [] and len(caught) == len(WRONG)
