"""What tests of the trail share: its tables as the test database needs them, edits by hand."""

from contextlib import contextmanager

from django.db import connection


def run(sql: str, values=()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def found(sql: str, values=()) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def guarded_from_emptying() -> list[str]:
    return [table for (table,) in found(
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'never_emptied' ORDER BY 1"
    )]  # fmt: skip


def let_be_emptied() -> None:
    for table in guarded_from_emptying():
        run(f"ALTER TABLE {table} DISABLE TRIGGER never_emptied")


@contextmanager
def kept_from_emptying():
    """As everywhere but in tests, for as long as the block lasts."""
    tables = guarded_from_emptying()
    for table in tables:
        run(f"ALTER TABLE {table} ENABLE TRIGGER never_emptied")
    try:
        yield tables
    finally:
        let_be_emptied()


@contextmanager
def behind_the_triggers():
    """As somebody who owns the database and means harm."""
    run("SET session_replication_role = replica")
    try:
        yield
    finally:
        run("SET session_replication_role = DEFAULT")
