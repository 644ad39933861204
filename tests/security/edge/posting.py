"""Every address that takes a POST, with somebody who may send it and a form filled in."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from claims import access, access_table
from tests.security.edge.conftest import body
from tests.security.edge.filling import form_for
from tests.security.edge.matrix import first_of
from tests.security.edge.world import routes

# What a button sends whose form stands on another page.
BESIDE = {
    "audit:read_history": {"reason"}, "audit:lift_hold": {"reason"},
    "panel:reports_take": {"year", "first", "last", "regency"},
    "panel:resume_school": {"note"}, "reference:apply_deadline": {"reason", "seen"},
    "reference:roster_import": {"reason", "seen"},
}  # fmt: skip


@dataclass(frozen=True)
class Post:
    name: str
    path: str
    actor: str
    values: dict
    asked: frozenset[str]


def posts(stage) -> list[Post]:
    """One for each address: the first of those who get through, with what its page asks for."""
    stage.posts = stage.posts or list(found(stage))
    return stage.posts


def found(stage) -> Iterator[Post]:
    doors = {row.path: row.access for row in access_table.table()}
    for route, name in routes():
        if "POST" not in doors[route].methods:
            continue
        actor, path = first_of(name), stage.here.path(route, name)
        values, asked = {"key": str(uuid.uuid4()), "version": 1}, frozenset({"key", "version"})
        if doors[route].methods != access.PRESS:
            page = stage.ask(actor, "GET", path)
            form = form_for(body(page).decode(errors="replace"), path)
            if form:
                values, asked = form.values, frozenset(form.asked)
        asked |= BESIDE.get(name, set())
        values = {key: said for key, said in values.items() if key != "csrfmiddlewaretoken"}
        yield Post(name, path, actor, values, asked)
