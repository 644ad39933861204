"""S2 where others' code holds the door: the API by its scopes, the administration by its rights."""

import uuid

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.access import OPERATIONS, STAFF, TOKEN
from claims.access_table import NOBODY, Row, table
from regencies.models import Role
from tests import build
from tests.claims.calling import EVERYTHING, V1, Caller, system, token
from tests.faults.counts import FULL, say
from tests.security.edge.conftest import undone
from tests.security.edge.world import NOWHERE

pytestmark = [pytest.mark.xdist_group("edge"), pytest.mark.django_db]


# Well formed, so that it is the claim that is looked for.
BODIES = {"api:amend_claim": {"version": 1, "person": {"name": "Orang Lain"}}}


def caller(stage, scopes, village=build.HERE) -> Caller:
    world = stage.here if village == build.HERE else stage.there
    row = system(
        world.people, scopes=scopes, regency_id=village[:5], places=[village],
        name=f"SID {uuid.uuid4().hex[:6]}",
    )  # fmt: skip
    return Caller(token(row, world.people))


def answered(who: Caller, row: Row, code: str):
    path = row.path.removeprefix("api/v1").replace("<code:code>", code)
    (method,) = row.access.methods
    with undone():
        if method == "GET":
            return who.get(path)
        if row.name == "api:add_paper":
            sent = {"paper": "ktp", "file": SimpleUploadedFile("a.jpg", build.jpeg(), "image/jpeg")}
            heads = who.heads | {"Idempotency-Key": str(uuid.uuid4())}
            return who.client.post(V1 + path, sent, headers=heads)
        return who.send(method, path, BODIES.get(row.name, {}), key=uuid.uuid4())


def test_the_api_lets_in_by_scope_and_territory(stage):
    rows = [row for row in table() if row.access.who == TOKEN and row.name.startswith("api:")]
    assert {row.name for row in rows} == {f"api:{name}" for name in OPERATIONS} and len(rows) > 10
    code, wrong, n = stage.here.claims["submitted"].code, [], 0
    stranger = caller(stage, EVERYTHING, build.MUBA)
    for row in rows:
        right = row.access.right
        others = caller(stage, [one for one in EVERYTHING if one != right])
        own = caller(stage, [right] if right else EVERYTHING[:1])
        wanted = {
            "nobody": (Caller(""), {401}),
            "another scope": (others, {403} if right else {200, 422}),
            "its scope": (own, {200, 201, 400, 404, 409, 415, 422}),
        }
        for how, (who, statuses) in wanted.items():
            n += 1
            if (found := answered(who, row, code)).status_code not in statuses:
                wrong.append((row.name, how, found.status_code))
        if "<code:code>" in row.path:
            n += 1
            one, other = (answered(stranger, row, each) for each in (code, NOWHERE["code"]))
            if (one.status_code, one.content) != (404, other.content):
                wrong.append((row.name, "another place", one.status_code))
    say("S2 API", n, n, operations=len(rows), wrong=len(wrong))
    assert not wrong, wrong


def staff(stage, name: str, **rights):
    person = build.person(name, is_staff=True, **rights)
    return person, stage.client(person)


def test_the_administration_lets_in_by_right_and_by_seat(stage):
    """Whoever has every right and the seat still can't do what the table says nobody may."""
    lord, lords = staff(stage, "staff.all", is_superuser=True)
    build.appoint(lord, Role.ADMINISTRATOR)
    _clerk, clerks = staff(stage, "staff.none")
    seat = stage.clients[str(Role.ADMINISTRATOR)]
    rows = [row for row in table() if row.name.startswith("admin:") and row.access.right]
    rows += [row for row in table() if row.name.startswith("admin:claims_")]
    models = {
        f"{model._meta.app_label}_{model._meta.model_name}": model for model in admin.site._registry
    }
    wrong, n = [], 0
    for row in rows if FULL else rows[::4]:
        model = models.get(row.name.removeprefix("admin:").rpartition("_")[0])
        found = model.objects.order_by("pk").first() if model else None
        if found is None:
            continue
        path = "/" + row.path.replace("<path:object_id>", str(found.pk)).replace("<id>", "1")
        wanted = {lords: {403} if row.access.who == NOBODY else {200, 302}, clerks: {403},
                  seat: {302}}  # fmt: skip
        for client, statuses in wanted.items():
            n += 1
            with undone():
                status = client.get(path).status_code
            if status not in statuses:
                wrong.append((row.name, row.access.who, status))
    assert {row.access.who for row in rows} == {STAFF, NOBODY}
    say("S2 administration", n, n if FULL else 4 * n, wrong=len(wrong))
    assert not wrong, wrong
