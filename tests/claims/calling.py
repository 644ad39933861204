"""What the tests of the API share: a system with its token, and a caller that sends it."""

import json
import uuid
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from claims.actions import systems
from regencies.models import Role, Scope, System
from tests import build

WHY = "PKS 12/2026"
EVERYTHING = [scope.value for scope in Scope]
V1 = "/api/v1"
# The facts of a death, as a village system has them.
STORY = {
    "village": build.HERE,
    "kind": "death",
    "person": {"name": "Sulaiman bin Demo", "nik": build.NIK, "kk": build.KK,
               "born_on": "1971-03-12", "sex": "M"},
    "event": {"event_on": "2026-02-27", "event_place": "Rumah", "cause": "Sakit",
              "at_work": False},
    "family": {"reporter_name": "Rusdi Demo", "reporter_relation": "neighbour",
               "reporter_phone": "0811 700 1122", "heir_name": "Aminah Demo",
               "heir_relation": "wife", "heir_phone": "0811 700 3344", "months_paid": 24},
    "payee": {"payee_name": "Aminah Demo", "payee_relation": "wife", "bank": "120",
              "account": build.ACCOUNT},
    "children": [{"name": "Budi Demo", "born_on": "2015-05-01", "level": "sd", "grade": 4}],
}  # fmt: skip


def system(people, *, now=None, **said) -> System:
    values = {
        "regency_id": "16.02", "name": f"SID {System.objects.count()}", "contact": "Dinas PMD",
        "scopes": EVERYTHING, "places": [build.HERE], "from_on": date(2020, 1, 1),
    } | said  # fmt: skip
    act = {"by": people[Role.ADMINISTRATOR], "now": now or timezone.now(), "reason": WHY}
    return systems.add_system(**values, **act)


def token(row: System, people) -> str:
    act = {"by": people[Role.ADMINISTRATOR], "now": timezone.now(), "reason": WHY}
    return systems.draw_token(row.pk, key=uuid.uuid4(), **act).token


class Caller:
    """Says who it is with each call; errors that nobody caught are answers, as in production."""

    def __init__(self, said: str, language: str = ""):
        self.client = Client(raise_request_exception=False)
        self.heads = {"Authorization": f"Bearer {said}"} if said else {}
        if language:
            self.heads["Accept-Language"] = language

    def get(self, path, **heads):
        return self.client.get(V1 + path, headers=self.heads | heads)

    def send(self, method, path, body, key=None, raw=False, **heads):
        heads = self.heads | ({"Idempotency-Key": str(key)} if key else {}) | heads
        data = body if raw else json.dumps(body)
        return self.client.generic(
            method, V1 + path, data, content_type="application/json", headers=heads
        )

    def post(self, path, body=None, key=None, **more):
        return self.send("POST", path, {} if body is None else body, key, **more)

    def patch(self, path, body, key=None, **more):
        return self.send("PATCH", path, body, key, **more)


def caller(people, *, language: str = "", **said) -> Caller:
    row = system(people, **said)
    made = Caller(token(row, people), language)
    made.system = row
    return made


def filed(caller, key="k1", **said):
    return caller.post("/claims", STORY | said, key=key)


def upload(caller, code, *, key="p1", paper="akta_kematian", content=None, name="scan.jpg"):
    file = SimpleUploadedFile(name, build.jpeg() if content is None else content)
    return caller.client.post(
        f"/api/v1/claims/{code}/papers", {"paper": paper, "file": file},
        headers=caller.heads | ({"Idempotency-Key": key} if key else {}),
    )  # fmt: skip
