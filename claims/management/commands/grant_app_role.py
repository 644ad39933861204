import os

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import pq, sql

from claims.trail import kept


class Command(BaseCommand):
    help = (
        "Give a role of the database what web, worker and beat need, and nothing more: it owns "
        "nothing, and can neither edit nor delete what is written once. Run as the owner, after "
        "each migrate. The role is made if it is missing; APP_ROLE_PASSWORD, if set, becomes its "
        "password."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help="of the role, such as santunan_app")

    def handle(self, *, name, **options):
        if name == connection.settings_dict["USER"]:
            raise CommandError(f"{name} is who runs this: the app needs a role of its own.")
        with transaction.atomic(), connection.cursor() as cursor:
            self.make(cursor, name)
            for statement in rights(name, connection.settings_dict["NAME"]):
                cursor.execute(statement)
            if connection.pg_version >= 170000:
                # A list that has just come is counted before it is merged; before 17 that is the
                # owner's alone, and the merge goes by what autovacuum knows.
                cursor.execute(maintain(name))
        self.stdout.write(f"{name} may do what the app does.")

    def make(self, cursor, name: str) -> None:
        """CommandError: it is there already and may more than the app should."""
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR "
            "EXISTS (SELECT FROM pg_class WHERE relowner = r.oid) OR "
            "EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid) "
            "FROM pg_roles r WHERE rolname = %s",
            [name],
        )
        found = cursor.fetchone()
        if found and found[0]:
            raise CommandError(f"{name} owns something, or may more than the app should.")
        if not found:
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
        if password := os.environ.get("APP_ROLE_PASSWORD"):
            # Hashed here: the database's log would quote it.
            pgconn: pq.abc.PGconn = cursor.connection.pgconn
            scram = pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
            cursor.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(name), sql.Literal(scram.decode())
                )
            )


def maintain(name: str) -> sql.Composed:
    return sql.SQL("GRANT MAINTAIN ON regencies_rosterrow TO {}").format(sql.Identifier(name))


def rights(name: str, database: str):
    """Everything anew, so that a table that became append-only loses what it had before."""
    role = sql.Identifier(name)

    def said(text: str, *tables: str) -> sql.Composed:
        names = sql.SQL(", ").join(sql.Identifier(table) for table in tables)
        return sql.SQL(text).format(role=role, tables=names, database=sql.Identifier(database))

    yield said("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
    yield said("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}")
    yield said("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    yield said("REVOKE ALL ON SCHEMA public FROM {role}")
    yield said("REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC")
    yield said("GRANT CONNECT ON DATABASE {database} TO {role}")
    yield said("GRANT USAGE ON SCHEMA public TO {role}")
    yield said("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
    # Neither TRUNCATE nor TRIGGER nor REFERENCES.
    yield said("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    yield said("REVOKE UPDATE, DELETE ON {tables} FROM {role}", *kept.APPEND_ONLY)
    yield said("REVOKE DELETE ON {tables} FROM {role}", *kept.NEVER_DELETED)
    yield said("REVOKE INSERT, UPDATE, DELETE ON {tables} FROM {role}", *kept.READ_ONLY)
    yield said("REVOKE INSERT, UPDATE ON {tables} FROM {role}", *kept.TAKEN_AWAY)
