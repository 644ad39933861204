"""Every text, JSON and byte column of every table, row by row."""

import json
from collections.abc import Iterator

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from psycopg import sql

from claims.proving.looking import CHANGES, Hit, Judge, Spot, phone_columns
from claims.rotating import factors
from regencies.models.sealed import sealed_columns

AT_ONCE = 2_000  # rows
COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'm')
    ORDER BY 1, a.attnum
"""
# What can't hold sixteen digits that somebody typed.
NO_TEXT = {"boolean", "date", "uuid", "smallint", "integer", "double precision", "interval",
           "time without time zone", "timestamp with time zone"}  # fmt: skip


def columns() -> dict[str, list[tuple[str, str]]]:
    """Table to its columns that may hold a number, with their types."""
    found: dict[str, list[tuple[str, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, name, kind in cursor.fetchall():
            found.setdefault(table, [])
            if kind not in NO_TEXT:
                found[table].append((name, kind))
    return found


def open_in_tables(judge: Judge) -> Iterator[Hit]:
    sealed = {(one.table, one.name) for one in sealed_columns()}
    phones = phone_columns() | CHANGES
    for table, kinds in columns().items():
        # A sealed column is looked at too: a plain value in it is exactly what is looked for.
        for row, values in rows(table, kinds):
            for name, value in values.items():
                if value:
                    spot = Spot(f"{table}.{name}", row)
                    if (table, name) in sealed and ":" not in value:
                        yield Hit(spot, "not sealed")
                    yield from judge.look(value, spot, phones=(table, name) not in phones)
    for pk in factors.open_in_plain():
        yield Hit(Spot(f"{factors.TABLE}.data", str(pk)), "not sealed")
    yield from open_in_sessions(judge)


def rows(table: str, kinds: list[tuple[str, str]]) -> Iterator[tuple[str, dict[str, str]]]:
    """(row, column to text) of each row: a cursor in the database, a few thousand at a time."""
    if not kinds:
        return
    picks = [
        sql.SQL("encode({}, 'escape')" if kind == "bytea" else "{}::text").format(
            sql.Identifier(name)
        )
        for name, kind in kinds
    ]
    has_id = any(name == "id" for name, _ in kinds)
    row = sql.SQL("id::text" if has_id else "ctid::text")
    query = sql.SQL("SELECT {}, {} FROM {}").format(
        row, sql.SQL(", ").join(picks), sql.Identifier(table)
    )
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(query)
        while found := cursor.fetchmany(AT_ONCE):
            for pk, *texts in found:
                yield pk, dict(zip((name for name, _ in kinds), texts, strict=True))


def open_in_sessions(judge: Judge) -> Iterator[Hit]:
    """What a session holds is packed: it is read as the service reads it."""
    for session in Session.objects.iterator(chunk_size=AT_ONCE):
        said = json.dumps(session.get_decoded(), default=str)
        yield from judge.look(said, Spot("django_session (unpacked)", session.pk[:6]))
