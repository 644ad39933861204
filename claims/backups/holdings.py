"""What a database holds, as numbers that two databases can be compared by."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from psycopg import sql


def counts(cursor) -> dict[str, int]:
    """Rows of every table there is, Django's own and the many-to-many ones among them."""
    cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    )
    found = {}
    for (name,) in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
        found[name] = cursor.fetchone()[0]
    return found


def chain_head(cursor) -> dict[str, object] | None:
    """The last link of the chain over the history; nothing where there is no chain."""
    cursor.execute("SELECT to_regclass('claims_link')")
    if cursor.fetchone()[0] is None:
        return None
    cursor.execute("SELECT n, encode(h, 'hex') FROM claims_link ORDER BY n DESC LIMIT 1")
    row = cursor.fetchone()
    return {"n": row[0], "hash": row[1]} if row else {"n": 0, "hash": ""}


def migrations(cursor) -> dict[str, str]:
    """The last one of each app."""
    cursor.execute("SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app")
    return dict(cursor.fetchall())


@dataclass(frozen=True)
class Named:
    """A file that a row names. sha256: as the row says it, where it says so."""

    name: str
    sha256: str
    table: str


def files(cursor) -> Iterator[Named]:
    """Papers, letters, lists: whatever field of a model keeps a file."""
    for model in apps.get_models():
        table = model._meta.db_table
        columns = {field.column for field in model._meta.concrete_fields}
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.FileField):
                continue
            told = sql.Identifier("sha256") if "sha256" in columns else sql.Literal("")
            rows = sql.SQL("SELECT {name}, {told} FROM {table} WHERE {name} <> ''").format(
                name=sql.Identifier(field.column), told=told, table=sql.Identifier(table)
            )
            cursor.execute(rows)
            for name, said in cursor.fetchall():
                yield Named(name, said or "", table)
