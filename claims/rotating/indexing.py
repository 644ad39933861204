"""Blind indexes of NIK, KK and account numbers under another key.

Two numbers are equal by their index alone, in joins and in unique constraints, so no moment may
have some rows under one key and some under the other: a duplicate would be missed in it. All rows
change in one transaction, and only while nobody else is connected, for a process with the old
setting would look for, and write, the old index.
"""

import json
from collections.abc import Iterator

from django.db import connection, transaction
from psycopg import sql

from claims.models import BeforeReturn
from claims.models.before_return import PURPOSE
from claims.rotating.sealing import stand_again, stand_aside
from regencies.models.sealed import (
    BY_NUMBER,
    SealedColumn,
    blind,
    seal,
    sealed_columns,
    unseal,
)

AT_ONCE = 2_000
# Not beside a sealed value, but made of the index of one.
MADE_OF_IT = [("claims_death", "identity", "nik")]
# Of another role's connection PostgreSQL tells only a superuser of what kind it is; one of the
# server's own that is counted here means trying again, one of the app's that is not means rows
# with the old index.
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND coalesce(backend_type, 'client backend') = 'client backend'
"""


class NotAlone(Exception):
    """Somebody else is connected to the database."""


class Left(Exception):
    """A row has an index that no number of ours gives: nothing was changed."""


def columns() -> list[SealedColumn]:
    return [one for one in sealed_columns() if one.index and one.purpose in BY_NUMBER]


def others() -> int:
    """How many other connections this database has."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        return cursor.fetchone()[0]


def behind(sample: int = 200) -> int:
    """Of the last rows of each column, how many have an index that today's key does not give."""
    found = 0
    for column in columns():
        for _pk, token, index in _rows(column, f"ORDER BY {column.pk} DESC LIMIT {sample}"):
            try:
                found += index != blind(unseal(token, column.purpose), column.purpose)
            except KeyError:  # of a key that is gone: told as such elsewhere
                found += 1
    return found


def turn() -> int:
    """Every index anew, or none. Returns how many. Raises NotAlone, Left."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = sorted({one.table for one in columns()} | {table for table, *_ in MADE_OF_IT})
        if others():
            raise NotAlone
        for table in [*tables, BeforeReturn._meta.db_table]:
            stand_aside(cursor, table)
        cursor.execute(
            "CREATE TEMP TABLE turned (purpose text, was text, becomes text, "
            "PRIMARY KEY (purpose, was)) ON COMMIT DROP"
        )
        for column in columns():
            _remember(cursor, column)
        places = [(one.table, one.index, one.purpose) for one in columns()]
        done = sum(_put(cursor, *place) for place in [*places, *MADE_OF_IT])
        _before_returns(cursor)
        for column in columns():
            _none_left(cursor, column)
        if others():  # came meanwhile, and may have read the old setting
            raise NotAlone
        for table in [*tables, BeforeReturn._meta.db_table]:
            stand_again(cursor, table)
        cursor.execute("DROP TABLE turned")
        return done


def _rows(column: SealedColumn, more: str = "") -> Iterator[tuple]:
    with connection.chunked_cursor() as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(
            sql.SQL(
                f"SELECT {{pk}}, {{name}}, {{index}} FROM {{table}} WHERE {{name}} <> '' {more}"  # noqa: S608
            ).format(**_names(column))
        )
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def _names(column: SealedColumn) -> dict[str, sql.Identifier]:
    said = column._asdict() | {"index": column.index}
    return {name: sql.Identifier(said[name]) for name in ("table", "pk", "name", "index")}


def _remember(cursor, column: SealedColumn) -> None:
    found: dict[str, str] = {}
    for _pk, token, index in _rows(column):
        if index not in found:
            found[index] = blind(unseal(token, column.purpose), column.purpose)
        if len(found) >= AT_ONCE:
            _keep(cursor, column.purpose, found)
            found = {}
    _keep(cursor, column.purpose, found)


def _keep(cursor, purpose: str, found: dict[str, str]) -> None:
    cursor.execute(
        "INSERT INTO turned SELECT %s, * FROM unnest(%s::text[], %s::text[]) "
        "ON CONFLICT DO NOTHING",
        [purpose, list(found), list(found.values())],
    )


def _put(cursor, table: str, index: str, purpose: str) -> int:
    cursor.execute(
        sql.SQL(
            "UPDATE {table} t SET {index} = turned.becomes FROM turned "
            "WHERE turned.purpose = %s AND turned.was = t.{index}"
        ).format(table=sql.Identifier(table), index=sql.Identifier(index)),
        [purpose],
    )
    return cursor.rowcount


def _before_returns(cursor) -> None:
    """What was said before a return: a number that stands nowhere any more keeps its old index,
    and differs from today's as it did."""
    for pk, token in list(BeforeReturn.objects.values_list("pk", "told")):
        told = json.loads(unseal(token, PURPOSE))
        for name, was in told["numbers"].items():
            cursor.execute(
                "SELECT becomes FROM turned WHERE purpose = %s AND was = %s",
                [name.removeprefix("heir_"), was],
            )
            row = cursor.fetchone()
            told["numbers"][name] = row[0] if row else was
        BeforeReturn.objects.filter(pk=pk).update(told=seal(json.dumps(told), PURPOSE))


def _none_left(cursor, column: SealedColumn) -> None:
    cursor.execute(
        sql.SQL(
            "SELECT count(*) FROM {table} t WHERE {name} <> '' AND NOT EXISTS "
            "(SELECT FROM turned WHERE turned.purpose = %s AND turned.becomes = t.{index})"
        ).format(**_names(column)),
        [column.purpose],
    )
    if n := cursor.fetchone()[0]:
        raise Left(f"{column.table}.{column.index}: {n} rows")
