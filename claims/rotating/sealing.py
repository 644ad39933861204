"""Sealed values under a new key: opened with the old one and sealed with the first of
SEALING_KEYS, some hundred rows to a transaction, while people work.

A row is written only where it still holds what was read, so a change made meanwhile wins; what
is killed goes on where it stood, because a value names the key that sealed it. The blind indexes
stay as they are: they are made with a key of their own.
"""

import re
from collections.abc import Iterator

from django.db import connection, transaction
from psycopg import sql

from regencies.models.sealed import SealedColumn, keys, nonces, seal, sealed_columns, unseal

BATCH = 500
# Triggers that refuse any change of these rows, or set checks going over a change of a person.
# They stand aside within one transaction of the command. Nobody may say so but the owner of the
# tables: the role that serves pages can't.
STANDS_ASIDE = {"claims_payout", "claims_beforereturn", "regencies_participant"}
# Kept short: whoever moves money waits for a batch, and a batch waits for nobody long.
PATIENCE = "3s"


def behind() -> dict[SealedColumn, int]:
    """How many values each column has that another key sealed than the first."""
    return {column: n for column in sealed_columns() if (n := _count(column))}


def _count(column: SealedColumn) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_selected(column, "count(*)", ""), _first())
        return cursor.fetchone()[0]


def _first() -> list[str]:
    return [f"{next(iter(keys()))}:%"]


def _selected(column: SealedColumn, what: str, more: str) -> sql.Composed:
    return sql.SQL(f"SELECT {what} FROM {{table}} WHERE {{name}} <> '' "  # noqa: S608
                   f"AND {{name}} NOT LIKE %s {more}").format(
        table=sql.Identifier(column.table), name=sql.Identifier(column.name),
        pk=sql.Identifier(column.pk),
    )  # fmt: skip


def rotate(column: SealedColumn, batch: int = BATCH) -> Iterator[int]:
    """Seal this column anew, batch by batch. Yields how many values each batch has changed.

    Raises KeyError (by the name of the key) where a value was sealed by a key that is not among
    SEALING_KEYS, and InvalidTag where it was sealed by another key of that name.
    """
    fresh, after = nonces(), None
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            if column.table in STANDS_ASIDE:
                stand_aside(cursor, column.table)
            more = "AND {pk} > %s ORDER BY {pk} LIMIT %s"
            last = after if after is not None else -1
            cursor.execute(_selected(column, "{pk}, {name}", more), [*_first(), last, batch])
            rows = cursor.fetchall()
            done = sealed_anew(cursor, column, rows, fresh) if rows else 0
            if column.table in STANDS_ASIDE:
                stand_again(cursor, column.table)
        if not rows:
            return
        after = rows[-1][0]
        yield done


def sealed_anew(cursor, column: SealedColumn, rows: list, fresh: Iterator[bytes]) -> int:
    """rows: (primary key, token as it was read). Those that hold another one now stay."""
    pks = [pk for pk, _ in rows]
    old = [token for _, token in rows]
    new = [seal(unseal(token, column.purpose), column.purpose, next(fresh)) for token in old]
    cursor.execute(
        sql.SQL(
            "UPDATE {table} t SET {name} = new.token FROM "
            "unnest(%s::bigint[], %s::text[], %s::text[]) new (pk, was, token) "
            "WHERE t.{pk} = new.pk AND t.{name} = new.was"
        ).format(
            table=sql.Identifier(column.table), name=sql.Identifier(column.name),
            pk=sql.Identifier(column.pk),
        ),
        [pks, old, new],
    )  # fmt: skip
    return cursor.rowcount


def stand_aside(cursor, table: str) -> None:
    # What is still owed to a constraint would keep the table from being altered.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))


def stand_again(cursor, table: str) -> None:
    cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))


def needed_in(key: str) -> Iterator[tuple[str, int]]:
    """Tables with a text that a key of this name has sealed, in whichever column, and how many
    rows. All tables are looked at whole, not only the columns that are known to be sealed."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                sql.SQL("SELECT count(*) FROM {t} t WHERE t::text ~ %s").format(
                    t=sql.Identifier(table)
                ),
                [rf"(^|[^A-Za-z0-9_-]){re.escape(key)}:[A-Za-z0-9+/]{{38,}}"],
            )
            if n := cursor.fetchone()[0]:
                yield table, n
