"""Every address of the service with its methods and who may open it, read from the doors, the
machines, the API's scopes and the administration's rights themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

from django.contrib import admin
from django.urls import get_resolver

from claims.access import ANYBODY, BOTH, LOOK, OPERATIONS, STAFF, Access
from claims.models import Claim, Objection, Payout, edges
from regencies.models import Role

NOBODY = "nobody"
# What the administration's own addresses do, by the last word of their names.
RIGHTS = {"changelist": "view", "history": "view", "add": "add", "change": "view",
          "delete": "delete"}  # fmt: skip
# Beside those of a model.
OF_ADMIN = {
    "admin:login": Access(ANYBODY),
    "admin:jsi18n": Access(STAFF, methods=LOOK),
    "admin:index": Access(STAFF, methods=LOOK),
    "admin:app_list": Access(STAFF, methods=LOOK),
    "admin:view_on_site": Access(STAFF, methods=LOOK),
    "admin:autocomplete": Access(STAFF, methods=LOOK),
    "admin:logout": Access(STAFF),
    "admin:password_change": Access(STAFF),
    "admin:password_change_done": Access(STAFF, methods=LOOK),
    "admin:auth_user_password_change": Access(STAFF, right="regencies.change_person"),
    # The address that a record had before Django 1.9: it only leads to the one of today.
    "admin:": Access(ANYBODY, methods=BOTH),
}
# What others' code serves below our addresses.
OF_OTHERS = {
    "api:openapi-json": Access(ANYBODY, methods=("GET",)),
    "api:api-root": Access(ANYBODY, methods=("GET",)),
}


@dataclass(frozen=True)
class Row:
    """acts: of whoever may enter, those who may press the button, where a machine names them."""

    path: str
    name: str
    access: Access
    acts: tuple[str, ...] = ()

    def told(self) -> dict:
        return {
            "path": f"/{self.path}",
            "name": self.name,
            "methods": list(self.access.methods),
            "who": self.access.who,
            "roles": sorted(str(role) for role in self.access.roles),
            "acts": sorted(str(role) for role in self.acts),
            "right": self.access.right,
        }


class Undeclared(Exception):
    """An address whose door says nothing."""


def table() -> list[Row]:
    """Raises Undeclared, naming all of them."""
    acts, silent, rows = acting(), [], []
    for path, name, view in addresses():
        access = declared(path, name, view)
        if access is None:
            silent.append(name or path)
            continue
        rows.append(Row(path, name, access, acts.get(name, ())))
    if silent:
        raise Undeclared(", ".join(silent))
    return rows


def addresses() -> Iterator[tuple[str, str, object]]:
    """Path, name and view of each pattern."""

    def under(resolver, path: str, space: str):
        for pattern in resolver.url_patterns:
            here = path + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from under(pattern, here, inner)
            else:
                yield here, space + (pattern.name or ""), pattern.callback

    return under(get_resolver(), "", "")


def declared(path: str, name: str, view) -> Access | None:
    if name.startswith("admin:"):
        return OF_ADMIN.get(name) or of_model(name)
    if name.startswith("api:") and name.removeprefix("api:") in OPERATIONS:
        return OPERATIONS[name.removeprefix("api:")]
    return getattr(view, "access", None) or OF_OTHERS.get(name)


def of_model(name: str) -> Access | None:
    """admin:claims_claim_changelist: the right or the seat that it takes, or that nobody may."""
    for model in admin.site._registry:
        meta = model._meta
        before, verb = name.removeprefix("admin:").rsplit("_", 1)
        if before == f"{meta.app_label}_{meta.model_name}" and verb in RIGHTS:
            return of_page(admin.site._registry[model], verb)
    return None


def of_page(window: admin.ModelAdmin, verb: str) -> Access:
    # Asked of the administration itself, for one who has every right and every seat.
    every, meta = _whoever_has_all(), window.opts
    changes = verb == "change" and window.has_change_permission(every)
    needed = "change" if changes else RIGHTS[verb]
    may = getattr(window, f"has_{needed}_permission")(every)
    methods = BOTH if changes or verb in {"add", "delete"} else LOOK
    if roles := getattr(window, "roles", ()):
        return Access(STAFF if may else NOBODY, roles, methods)
    right = f"{meta.app_label}.{needed}_{meta.model_name}"
    return Access(STAFF if may else NOBODY, methods=methods, right=right)


def _whoever_has_all():
    user = SimpleNamespace(has_perm=lambda *right: True, has_module_perms=lambda app: True)
    actor = SimpleNamespace(roles=lambda: set(Role), seats=())
    return SimpleNamespace(user=user, actor=actor)


def acting() -> dict[str, tuple[str, ...]]:
    """By the name of the address, village:submit: the roles that the machine lets do it."""
    found: dict[str, set[str]] = {}
    for model in (Claim, Payout, Objection):
        for move, _source, _target, transition in edges(model):
            if desk := transition.custom.desk:
                found.setdefault(f"{desk}:{move}", set()).update(transition.permission.roles)
    return {name: tuple(sorted(roles)) for name, roles in found.items()}
