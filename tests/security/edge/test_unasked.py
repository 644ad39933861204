"""S3: what no form asks for changes nothing. Each POST is sent twice from the same start, once as
its page has it and once with every column of the service beside: both must leave the same."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models, transaction
from django.test import override_settings

from regencies.models import Role
from tests import build
from tests.faults.counts import FULL, say
from tests.security.edge import careless
from tests.security.edge.posting import posts

pytestmark = [pytest.mark.xdist_group("edge"), pytest.mark.django_db]
# What a stranger would like to say, by a part of the column's name.
WISHES = {
    "state": "paid", "amount": "987654321", "regency": "16.06", "district": "16.06.01",
    "village": build.MUBA, "due": "2031-01-01", "_on": "2031-01-01", "_at": "2031-01-01 00:00",
    "version": "1", "role": Role.OPD_HEAD.value, "is_": "on", "duty": "pay", "kind": "accident",
    "estimate": "", "level": "PT", "name": "Orang Lain", "email": "x@example.net",
    "account": "99988877766", "bank": "014", "nik": build.NIK, "number": "1",
}  # fmt: skip
# Drawn anew each time, or sealed with a new nonce; how long a file is that a drawn code stands in.
DRAWN = re.compile(r"(^|_)(size|prefix|key|token|code|secret|index|identity|file|sha256|serial)$")


def columns() -> list[str]:
    found = set()
    for model in apps.get_models():
        if model._meta.app_label in {"claims", "regencies"}:
            for one in model._meta.concrete_fields:
                found |= {one.name, one.attname}
    return sorted(found)


def wish(name: str, someone) -> str:
    said = next((value for part, value in WISHES.items() if part in name), None)
    return str(someone.pk) if said is None else said


def standing() -> Counter:
    """Every row of the service, without what is drawn anew."""
    found = Counter()
    for model in apps.get_models():
        if model._meta.app_label not in {"claims", "regencies"} or not model._meta.managed:
            continue
        if model._meta.model_name in {"district", "village", "regency", "province"}:
            continue
        names = [
            one.attname for one in model._meta.concrete_fields
            if not DRAWN.search(one.attname) and not hasattr(one, "purpose")
            and not isinstance(one, models.JSONField)
        ]  # fmt: skip
        for row in model.objects.values_list(*names):
            found[(model._meta.label, *map(str, row))] += 1
    return found


def counters() -> list[tuple]:
    """Where each table's numbering stands: no transaction takes it back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(sequencename), last_value FROM pg_sequences")
        return cursor.fetchall()


def left_by(client, path: str, values: dict, before: Counter) -> tuple[int, dict]:
    """The status, and what is there more or less than before. It is undone."""
    for said in values.values():
        for one in said if isinstance(said, list) else ():
            if hasattr(one, "seek"):
                one.seek(0)
    stood = counters()
    with transaction.atomic():
        answer = client.post(path, values)
        after = standing()
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        rows = [(name, last or 1, last is not None) for name, last in stood]
        cursor.executemany("SELECT setval(%s, %s, %s)", rows)
    after.subtract(before)
    return answer.status_code, {row: n for row, n in after.items() if n}


def differs(client, post, names: list[str], someone, before: Counter) -> tuple[int, list]:
    """The status of what the page asks for, and what the rest changes."""
    status, plain = left_by(client, post.path, post.values, before)
    beside = {name: wish(name, someone) for name in names if name not in post.asked}
    again, more = left_by(client, post.path, post.values | beside, before)
    found = [row for row in plain.keys() | more.keys() if plain.get(row) != more.get(row)]
    return status, found + ([f"{status} and {again}"] if status != again else [])


def test_what_was_not_asked_for_changes_nothing(stage):
    names, someone = columns(), stage.here.people[Role.SEKDA]
    every = posts(stage)
    chosen = every if FULL else every[::16]
    wrong, n, done, moved = [], 0, 0, datetime.now(UTC)
    with time_machine.travel(moved, tick=False):
        before = standing()
        for post in chosen:
            client = stage.clients[post.actor]
            status, different = differs(client, post, names, someone, before)
            done += status in {200, 302}
            n += len(set(names) - post.asked)
            if different:
                wrong.append((post.name, different))
        claim = stage.here.claims["submitted"]
        with override_settings(ROOT_URLCONF=careless.__name__):
            loose = type(chosen[0])("x", f"/generous/{claim.code}/", "cashier", {}, frozenset())
            _status, caught = differs(stage.clients["cashier"], loose, ["name"], someone, before)
    say("S3 fields nobody asked for", n, n * len(every) // len(chosen), posts=len(chosen),
        accepted=done, changes=len(wrong), control=bool(caught))  # fmt: skip
    assert not wrong, "\n".join(map(str, wrong))
    # What is refused as it stands shows nothing.
    assert caught and done > len(chosen) // 2
