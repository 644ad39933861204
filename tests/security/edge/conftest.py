import copy
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from regencies.models import Person, Role
from tests import build
from tests.security.edge import world
from tests.security.edge.matrix import ANON

# Strangers: each with every seat that somebody there may have.
NEXT_DOOR, ELSEWHERE, OTHER_REGENCY = "next door", "elsewhere", "other regency"


@dataclass
class Stage:
    """Two regencies and everybody in them. Each request is undone after its answer."""

    here: world.World
    there: world.World
    actors: dict[str, Person | None]
    # What posting.posts found once.
    posts: list = field(default_factory=list)

    def __post_init__(self):
        self.clients = {name: self.client(person) for name, person in self.actors.items()}

    def client(self, person: Person | None, **how) -> Client:
        made = Client(raise_request_exception=False, **how)
        if person:
            made.force_login(person)
        return made

    def ask(self, actor: str, method: str, path: str, data=None, **more) -> HttpResponse:
        return asked(self.clients[actor], method, path, data, **more)

    def own(self, actor: str) -> world.World:
        return self.there if actor == OTHER_REGENCY else self.here

    def foreign(self, actor: str) -> world.World:
        return self.there if actor in self.people_here else self.here

    @property
    def people_here(self) -> list[str]:
        """Anonymous and everybody with a seat here."""
        return [ANON, *map(str, Role)]


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def asked(
    client: Client, method: str, path: str, data=None, keep_cookies: bool = False, **more
) -> HttpResponse:
    if method == "POST" and data is None:
        data = {"key": uuid.uuid4(), "version": 1}
    # A sign-out is undone, too.
    cookies = copy.deepcopy(client.cookies)
    with undone():
        if method in {"GET", "POST", "HEAD"} and not isinstance(data, bytes):
            answer = getattr(client, method.lower())(path, data, **more)
        else:
            answer = client.generic(method, path, data or b"", **more)
        if answer.streaming:
            answer.kept = b"".join(answer.streaming_content)
    if not keep_cookies:
        client.cookies = cookies
    return answer


def body(answer) -> bytes:
    return answer.kept if answer.streaming else answer.content


@pytest.fixture(scope="package")
def stage(django_db_setup, django_db_blocker):
    """Built once for all tests of this folder, and undone behind them."""
    # Each request is undone, and with it that its session was seen: nobody is signed out meanwhile.
    patient = override_settings(SESSION_IDLE_MINUTES=600, PROOF_MINUTES=600)
    with django_db_blocker.unblock(), transaction.atomic(), patient:
        # Where the claims are: their day is not always that of UTC.
        now = timezone.now().astimezone(build.JAKARTA)
        here, there = world.World(build.HERE, "", now), world.World(build.MUBA, ".muba", now)
        villages, districts = list(Role)[:2], list(Role)[2:4]
        actors = {ANON: None} | {str(role): person for role, person in here.people.items()}
        actors |= {
            NEXT_DOOR: world.everything_of(build.NEXT_DOOR, ".next", *villages),
            ELSEWHERE: world.everything_of(build.ELSEWHERE, ".elsewhere", *districts),
            OTHER_REGENCY: world.everything_of(build.MUBA, ".other", *Role),
        }
        yield Stage(here, there, actors)
        transaction.set_rollback(True)
