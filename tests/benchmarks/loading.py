"""Loading many rows at once, as a database wants it."""

from contextlib import contextmanager

from django.db import connection

from tests.benchmarks.mould import TABLES


@contextmanager
def loading():
    """A cursor to load by. Keys of other tables and indexes go before it and come back after it,
    every row checked; then the planner and the visibility map know the new rows."""
    tables = [f"claims_{table}" for table in TABLES]
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(
            "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname), "
            "format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, "
            "pg_get_constraintdef(oid)) FROM pg_constraint WHERE contype IN ('f', 'u') "
            "AND conrelid = ANY(%s::regclass[]) ORDER BY contype DESC",
            [tables],
        )
        constraints = cursor.fetchall()
        for drop, _ in sorted(constraints, key=lambda row: "FOREIGN" not in row[1]):
            cursor.execute(drop)
        cursor.execute(
            "SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid) "
            "FROM pg_index WHERE NOT indisprimary AND indrelid = ANY(%s::regclass[])",
            [tables],
        )
        indexes = cursor.fetchall()
        for drop, _ in indexes:
            cursor.execute(drop)
        # Ten million events would wait for their links; what is measured writes its own.
        cursor.execute("ALTER TABLE claims_event DISABLE TRIGGER waits_for_its_link")
        yield cursor
        cursor.execute("ALTER TABLE claims_event ENABLE TRIGGER waits_for_its_link")
        for _, again in indexes + constraints:
            cursor.execute(again)
        for table in tables:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) "
                           f"FROM {table}")  # fmt: skip
            cursor.execute(f"VACUUM (ANALYZE) {table}")
