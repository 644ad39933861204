"""R18: what is written once can't be edited: not by the app's role, not through the ORM, the admin
or any address, and not by the owner while the triggers stand."""

import contextlib
import os
import uuid

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from claims.actions import sealing, signing_in
from claims.actions.looking import look_at_paper
from claims.models import Duty, Event, Export, Link, Look
from claims.rotating.indexing import others
from claims.trail import kept
from config import keeper
from regencies.models import (
    AccountEvent,
    Actor,
    Change,
    Role,
    RosterImport,
    RosterLook,
    SystemLook,
)
from tests import build
from tests.claims import calling
from tests.claims.pages import recent
from tests.faults.counts import say
from tests.trail import behind_the_triggers, found, kept_from_emptying, run
from tests.waiting import PATIENCE

# Roles belong to the server: two processes of one run would take each other's away.
APP = f"santunan_app_of_{os.environ.get('PYTEST_XDIST_WORKER', 'the_tests')}"
PASSWORD = "bukan rahasia"
# Written anew, so that a table that the product forgot is missed here.
WRITTEN_ONCE = {
    "claims_event", "claims_destroyed",
    "claims_note", "claims_receipt", "claims_spoken", "claims_export", "claims_look",
    "claims_link", "claims_duty", "claims_coverwarning", "claims_coverreason", "claims_draw",
    "claims_callback", "claims_call", "claims_deathlist", "claims_deathanswer",
    "claims_budgetentry", "claims_bankanswer", "claims_batchfile", "claims_payment",
    "regencies_accountevent", "regencies_change", "regencies_systemlook", "regencies_rosterlook",
}  # fmt: skip
# What somebody who came in as the app would try next.
DOORS = (
    "ALTER TABLE claims_event DISABLE TRIGGER ALL",
    "ALTER TABLE claims_event DISABLE TRIGGER claims_event_append_only",
    "DROP TRIGGER claims_event_append_only ON claims_event",
    "DROP TRIGGER waits_for_its_link ON claims_event",
    "DROP TABLE claims_event CASCADE",
    "ALTER TABLE claims_event RENAME TO gone",
    "ALTER TABLE claims_event OWNER TO CURRENT_USER",
    "ALTER TABLE claims_event ADD COLUMN more int",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION claims_event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN NEW; END $$",
    "CREATE OR REPLACE FUNCTION never_emptied() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN NULL; END $$",
    "DROP FUNCTION claims_event_append_only() CASCADE",
    "CREATE TRIGGER aaa BEFORE INSERT ON claims_event FOR EACH ROW EXECUTE FUNCTION "
    "claims_waits_for_its_link(1)",
    "CREATE RULE aaa AS ON INSERT TO claims_event DO INSTEAD NOTHING",
    "CREATE TABLE public.mine (id int)",
    "CREATE TEMP TABLE claims_unsealed (form int, row bigint, at timestamptz)",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SET ROLE postgres",
    "SET ROLE santunan",
    "SET SESSION AUTHORIZATION santunan",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "CREATE ROLE another SUPERUSER",
    "COPY claims_event TO PROGRAM 'cat'",
    "COPY claims_sweeprun (counts) FROM '/etc/passwd'",
    "SELECT pg_read_file('/etc/passwd')",
    "UPDATE pg_trigger SET tgenabled = 'D'",
    "DELETE FROM pg_class WHERE relname = 'claims_event'",
    "TRUNCATE claims_claim CASCADE",
    "TRUNCATE regencies_province CASCADE",
    "SELECT * FROM claims_event FOR UPDATE",
    "LOCK TABLE claims_event IN ACCESS EXCLUSIVE MODE",
    "WITH gone AS (DELETE FROM claims_event RETURNING *) SELECT count(*) FROM gone",
    "MERGE INTO claims_event e USING claims_event o ON e.id = o.id WHEN MATCHED THEN DELETE",
    "INSERT INTO claims_link SELECT * FROM claims_link ON CONFLICT (n) DO UPDATE SET h = ''",
    "DELETE FROM claims_payout",
    "DELETE FROM claims_letter",
    "DELETE FROM django_migrations",
    # A note parked where the sealer doesn't look would keep its row out of the chain for good.
    "UPDATE claims_unsealed SET id = -id, at = '2999-01-01'",
    "INSERT INTO claims_unsealed (id, form, row, at) VALUES (-1, 1, 1, '2999-01-01')",
    "REINDEX TABLE claims_event",
    "CREATE INDEX ON claims_event (note)",
    "ALTER SEQUENCE claims_event_id_seq RESTART",
)


def dropped():
    if found("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP]):
        run(f"GRANT {APP} TO CURRENT_USER")
        run(f"DROP OWNED BY {APP}")
        run(f"DROP ROLE {APP}")


@pytest.fixture
def app(committed, monkeypatch):
    """A connection as web, worker and beat have it in production."""
    monkeypatch.setenv("APP_ROLE_PASSWORD", PASSWORD)
    dropped()
    call_command("grant_app_role", APP, verbosity=0)
    own = connection.settings_dict
    address = {"host": own["HOST"], "port": own["PORT"], "dbname": own["NAME"]}
    with psycopg.connect(**address, user=APP, password=PASSWORD, autocommit=True) as made:
        yield made
    dropped()


@pytest.fixture
def history():
    """A row in as many of these tables as one claim fills."""
    people, now = build.everybody(), timezone.now()
    claim = recent("settled", people)
    look_at_paper(claim, claim.documents.first(), actor=Actor.at(people[Role.AUDITOR], now),
                  now=now)  # fmt: skip
    admin = people[Role.ADMINISTRATOR]
    Change.objects.create(what="figure", key="k", regency_id="16.02", at=now, after={}, by=admin,
                          reason="Uji.")  # fmt: skip
    Export.objects.create(kind="report", regency_id="16.02", by=admin, at=now, format="csv",
                          rows=1, size=1, sha256="0" * 64, masked=True)  # fmt: skip
    SystemLook.objects.create(system=calling.system(people), at=now, listed="here")
    one = RosterImport.objects.create(regency_id="16.02", by=admin, file_name="a.csv",
                                      sha256="0" * 64, size=1, uploaded_at=now)  # fmt: skip
    RosterLook.objects.create(roster_import=one, by=admin, at=now)
    signing_in.remember(AccountEvent.What.SIGN_IN, admin, now=now)
    sealing.seal()
    return people, claim


def history_as_it_is() -> list:
    return [found(f"SELECT * FROM {t} ORDER BY 1") for t in ("claims_event", "regencies_change")]


def refused(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return True
    return False


def refused_by(app, statement: str) -> bool:
    try:
        app.execute(statement)
    except psycopg.Error:
        return True
    return False


def edits(table: str) -> tuple[str, ...]:
    ((column,),) = found(
        "SELECT min(column_name) FROM information_schema.columns WHERE table_name = %s "
        "AND column_name NOT IN ('id', 'n')", [table]
    )  # fmt: skip
    return (f'UPDATE {table} SET "{column}" = "{column}"', f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE")  # fmt: skip


def test_the_apps_role_is_refused_every_way(app, history):
    assert set(kept.APPEND_ONLY) == WRITTEN_ONCE
    before = {table: found(f"SELECT * FROM {table} ORDER BY 1") for table in WRITTEN_ONCE}
    tries = [sql for table in sorted(WRITTEN_ONCE) for sql in edits(table)] + list(DOORS)
    # Who has no right to give gives nothing, which the database only warns of.
    app.execute("GRANT UPDATE ON claims_event TO CURRENT_USER")
    app.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC")
    through = [sql for sql in tries if not refused_by(app, sql)]
    say("R18 by SQL as the app's role", len(tries), 30, through=through)
    assert not through and len(tries) >= 30
    assert before == {t: found(f"SELECT * FROM {t} ORDER BY 1") for t in WRITTEN_ONCE}
    # It is no role that can do nothing.
    app.execute("INSERT INTO claims_sweeprun (now, started_at, counts) VALUES (now(), now(), '{}')")
    assert app.execute("UPDATE claims_sweeprun SET counts = '{}'").rowcount == 1
    assert app.execute("DELETE FROM claims_sweeprun").rowcount == 1
    assert app.execute("SELECT count(*) FROM claims_event").fetchone()[0] > 5


def test_control_as_owner_and_without_triggers_the_same_edits_go_through(app, history):
    """So that a refusal is the triggers' and the rights', and not a fault in the statement."""
    tries = [sql for table in sorted(WRITTEN_ONCE) for sql in edits(table)[:2]]
    through = 0
    with behind_the_triggers():
        for sql in tries:
            with contextlib.suppress(Undone), transaction.atomic():
                run(sql)
                through += 1
                raise Undone
    run("CREATE TABLE careless_history (LIKE claims_event)")
    try:
        run(f"GRANT ALL ON careless_history TO {APP}")
        careless = [refused_by(app, sql) for sql in edits("careless_history")]
    finally:
        run("DROP TABLE careless_history")
    say("R18 control, no triggers", len(tries), 30, through=through,
        careless_table=careless.count(False))  # fmt: skip
    assert through == len(tries) and careless == [False] * 3


class Undone(Exception):
    pass


def test_the_owner_is_refused_too_while_the_triggers_stand(committed, history):
    """Every table that has a row here; the rest is refused to the app all the same."""
    tries, through = 0, []
    with kept_from_emptying() as guarded:
        assert WRITTEN_ONCE | set(kept.NEVER_DELETED) == set(guarded)
        for table in guarded:
            update, delete, truncate = edits(table)
            rows = found(f"SELECT count(*) FROM {table}")[0][0]
            asked = [truncate] + ([delete] if rows else [])
            asked += [update] if rows and table in WRITTEN_ONCE else []
            tries += len(asked)
            through += [sql for sql in asked if not refused(lambda sql=sql: run(sql))]
    say("R18 by SQL as the owner", tries, 30, through=through)
    assert not through and tries >= 30


def test_neither_the_orm_nor_the_admin_nor_an_address_edits_history(committed, history):
    people, claim = history
    tries = {}
    kinds = (Event, Change, Export, Look, Link, Duty, SystemLook, RosterLook, AccountEvent)
    for model in kinds:
        row = model.objects.order_by("pk").first()
        name, other = next(
            (f.attname, f.attname) for f in model._meta.concrete_fields if not f.primary_key
        )
        value = getattr(row, other)
        tries |= {
            f"{model.__name__}.save": row.save,
            f"{model.__name__}.delete": row.delete,
            f"{model.__name__}.update": lambda m=model, n=name, v=value: m.objects.all().update(
                **{n: v}
            ),
            f"{model.__name__}.bulk_update": lambda m=model, r=row, n=name: m.objects.bulk_update(
                [r], [n.removesuffix("_id")]
            ),
            f"{model.__name__}._raw_delete": lambda m=model: m.objects.all()._raw_delete(
                m.objects.db
            ),
        }
    through = [name for name, act in tries.items() if not refused(act)]
    event, change = claim.events.first(), Change.objects.first()
    browser = Client(raise_request_exception=False)
    # The admin opens to staff; this one may do there whatever Django can give.
    staff = people[Role.ADMINISTRATOR]
    staff.is_staff = staff.is_superuser = True
    staff.save()
    browser.force_login(staff)
    before = history_as_it_is()
    pages = [
        (browser.post, f"/admin/claims/event/{event.pk}/change/", {"note": "x"}),
        (browser.post, f"/admin/claims/event/{event.pk}/delete/", {"post": "yes"}),
        (browser.post, "/admin/claims/event/add/", {"note": "x"}),
        (browser.post, "/admin/claims/event/", {"action": "delete_selected",
                                                "_selected_action": event.pk, "post": "yes"}),
        (browser.post, f"/admin/claims/claim/{claim.pk}/delete/", {"post": "yes"}),
        (browser.post, f"/admin/regencies/change/{change.pk}/change/", {"reason": "x"}),
        (browser.post, f"/admin/regencies/change/{change.pk}/delete/", {"post": "yes"}),
        (browser.delete, f"/panel/{claim.code}/", None),
        (browser.put, f"/panel/{claim.code}/", None),
        (browser.patch, f"/money/{claim.code}/1/", None),
        (browser.delete, f"/audit/read/{claim.code}/", None),
        (browser.delete, f"/api/v1/claims/{claim.code}", None),
        (browser.delete, "/exports/log/", None),
    ]  # fmt: skip
    for send, path, said in pages:
        send(path, said) if said else send(path)
        if history_as_it_is() != before:
            through.append(path)
    say("R18 by ORM, admin and address", len(tries) + len(pages), 30, through=through)
    assert not through


def test_the_service_works_with_the_rights_of_the_app(committed, monkeypatch):
    """A claim from its report to its payment, sealed, read and taken along, in that role."""
    people = build.everybody()
    dropped()
    call_command("grant_app_role", APP, verbosity=0)
    try:
        run(f"GRANT {APP} TO CURRENT_USER")
        run(f"SET ROLE {APP}")
        claim = recent("settled", people)
        camat = Client()
        camat.force_login(people[Role.CAMAT])
        token = claim.documents.first().token
        assert camat.get(f"/papers/{claim.code}/{token}").status_code == 200
        assert sealing.seal() > 10
        call_command("sweep", verbosity=0)
        camat.logout()
    finally:
        run("RESET ROLE")
        dropped()
    assert claim.state == "settled" and uuid.UUID(str(claim.key))


def test_who_turns_the_indexes_sees_the_app_connected(app):
    """The owner is no superuser everywhere: PostgreSQL tells him less of another role's line."""
    assert found("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(False,)]
    assert others() == 1
    app.close()
    assert keeper.wait_until(lambda: others() == 0, PATIENCE)


def test_a_role_that_may_more_is_not_taken(committed):
    dropped()
    run(f"CREATE ROLE {APP} CREATEDB")
    try:
        with pytest.raises(CommandError):
            call_command("grant_app_role", APP, verbosity=0)
        with pytest.raises(CommandError):
            call_command("grant_app_role", connection.settings_dict["USER"], verbosity=0)
    finally:
        dropped()
