"""S18: no cache between two people keeps a page of either. A proxy as an office's may have one
stands in front of the service, and two people go through it."""

from itertools import pairwise

import pytest

from regencies.models import Role
from tests.faults.counts import FULL, say
from tests.security.edge.conftest import ANON, body
from tests.security.edge.matrix import MATRIX, ROLES
from tests.security.edge.world import routes

pytestmark = [pytest.mark.xdist_group("edge"), pytest.mark.django_db]
PERSONAL = ("activate", "family:status", "family:confirm")
KEPT_STATUSES = {200, 203, 301, 404, 405, 410}


class Proxy:
    """Keeps what it may, as RFC 9111 has it for a shared cache, and by its own judgement what says
    nothing. It knows no cookies: many do not look at Vary. blind: it doesn't read Cache-Control."""

    def __init__(self, stage, blind: bool = False):
        self.stage, self.blind, self.shelf = stage, blind, {}

    def get(self, actor: str, path: str) -> bytes:
        if path not in self.shelf:
            answer = self.stage.ask(actor, "GET", path)
            said = "" if self.blind else answer.get("Cache-Control", "")
            if "no-store" in said or "private" in said or answer.status_code not in KEPT_STATUSES:
                return body(answer)
            self.shelf[path] = body(answer)
        return self.shelf[path]


def mixed(proxy: Proxy, stage, pairs) -> list[str]:
    """Pages on which somebody finds the name of whoever came before."""
    found = []
    for path, first, second in pairs:
        proxy.get(first, path)
        seen = proxy.get(second, path).decode(errors="replace")
        if stage.actors[first].name in seen or stage.actors[second].name not in seen:
            found.append(path)
    return found


def test_every_page_behind_a_sign_in_is_kept_by_nobody(stage):
    wrong, n = [], 0
    for route, name in routes():
        path = stage.here.path(route, name)
        people = [ROLES[letter] for letter in MATRIX[name] if letter != "-"]
        some = people if FULL else people[:1]
        for actor in {ANON} if name in PERSONAL else {*some, Role.BUPATI}:
            answer = stage.ask(str(actor), "GET", path)
            n += 1
            if "no-store" not in answer["Cache-Control"]:
                wrong.append((name, str(actor)))
    say("S18 pages", n, n, kept=len(wrong))
    assert wrong == []


def test_two_people_behind_one_proxy_never_see_each_other(stage):
    """Each page that both may open and that names whoever reads it, by every two who follow each
    other in the matrix."""
    pairs = []
    for route, name in routes() if FULL else routes()[::4]:
        people = [str(ROLES[letter]) for letter in MATRIX[name] if letter != "-"]
        path = stage.here.path(route, name)
        for first, second in pairwise(people):
            names = stage.actors[first].name, stage.actors[second].name
            answers = [stage.ask(one, "GET", path) for one in (first, second)]
            if any(answer.status_code not in KEPT_STATUSES for answer in answers):
                continue  # no proxy would keep it, not even a careless one
            direct = [body(answer).decode(errors="replace") for answer in answers]
            if all(mine in page for mine, page in zip(names, direct, strict=True)) and (
                names[0] not in direct[1]
            ):
                pairs.append((path, first, second))
                break
    found = mixed(Proxy(stage), stage, pairs)
    caught = mixed(Proxy(stage, blind=True), stage, pairs)
    say("S18 two people, one proxy", len(pairs), len(pairs), mixed=len(found),
        control=f"{len(caught)} mixed by a proxy that keeps all")  # fmt: skip
    assert len(pairs) > 10 and found == [] and len(caught) == len(pairs)
