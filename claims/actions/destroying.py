"""The data of one claim, out of every table and folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from psycopg import sql

from claims.actions.expiring import EMPTY
from claims.actions.mover import locked, move, record
from claims.actions.retention import Due, due
from claims.models import Claim, Death, Destroyed, Destruction
from claims.rules.states import Kind, State
from regencies.models import Person

# What these tables keep of people is frozen or kept by triggers. They stand aside within one
# transaction of the command; only the owner of the tables may say so.
STANDS_ASIDE = ("claims_payout", "claims_note", "claims_objection", "claims_call",
                "claims_beforereturn", "claims_question", "claims_letter",
                "claims_spoken")  # fmt: skip
PATIENCE = "3s"
# Written in place of words that may not be empty.
GONE = "[dimusnahkan]"
# Words and numbers that other tables of a claim keep. Events stay: they are chained, and say who
# did what and not to whom. What a family said at a move is beside its event, and goes.
WIPED = (
    "UPDATE claims_child SET name = '', born_on = date_trunc('year', born_on) "
    "WHERE claim_id = %(claim)s",
    "UPDATE claims_payout SET payee_name = '', account = '', account_index = 'gone ' || id "
    "WHERE claim_id = %(claim)s",
    "UPDATE claims_note SET text = %(gone)s WHERE claim_id = %(claim)s",
    "UPDATE claims_objection SET grounds = %(gone)s, family_name = '', family_relation = '', "
    "answer = CASE WHEN answer = '' THEN '' ELSE %(gone)s END WHERE claim_id = %(claim)s",
    "UPDATE claims_call SET note = '' WHERE callback_id IN (SELECT c.id FROM claims_callback c "
    "JOIN claims_payout p ON p.id = c.payout_id WHERE p.claim_id = %(claim)s)",
    "UPDATE claims_question SET finding = %(gone)s WHERE finding <> '' AND payout_id IN "
    "(SELECT id FROM claims_payout WHERE claim_id = %(claim)s)",
    "DELETE FROM claims_beforereturn WHERE event_id IN "
    "(SELECT id FROM claims_event WHERE claim_id = %(claim)s)",
    "DELETE FROM claims_slip WHERE claim_id = %(claim)s",
    "DELETE FROM claims_check WHERE claim_id = %(claim)s",
    "UPDATE claims_paperverdict SET note = %(gone)s WHERE note <> '' AND claim_id = %(claim)s",
    "UPDATE claims_claimprogramme SET note = %(gone)s WHERE note <> '' AND claim_id = %(claim)s",
    "UPDATE claims_spoken SET text = CASE WHEN text = '' THEN '' ELSE %(gone)s END, without = "
    "(SELECT coalesce(jsonb_object_agg(k, %(gone)s::text), '{}') FROM jsonb_object_keys(without) k)"
    " WHERE event_id IN (SELECT id FROM claims_event WHERE claim_id = %(claim)s)",
    # A row that still named its file would tell each backup of a paper that was lost.
    "UPDATE claims_document SET file = '' WHERE claim_id = %(claim)s",
    "UPDATE claims_letter SET file = '', "
    "withdrawn_why = CASE WHEN withdrawn_why = '' THEN '' ELSE %(gone)s END "
    "WHERE claim_id = %(claim)s",
)


@transaction.atomic
def destroy(one: Due, minutes: Destruction, *, by: Person, now: datetime) -> Destroyed | None:
    """Empty one claim. Held back, touched or destroyed meanwhile: nothing.

    1. Lock the claim, look again.
    2. Names, numbers, words and files out of every table.
    3. A line of the minutes, an event of the trail; the files themselves go after the commit.
    """
    wait_no_longer()
    claim = locked(one.claim_id)
    if not due(minutes.regency, now, claim.pk):
        return None
    if claim.state == State.DRAFT:
        # Its letter has kept it from the clock that ends drafts.
        move("expire", claim.pk, now=now, reason="draft_expired")
        claim = locked(one.claim_id)
    papers = [*claim.documents.exclude(file=""), *claim.letters.exclude(file="")]
    line = Destroyed.objects.create(
        destruction=minutes, claim=claim, category=one.category, due_on=one.due_on,
        files=[paper.sha256 for paper in papers],
    )  # fmt: skip
    record(claim, "destroy", by=by, now=now, data={"minutes": minutes.pk})
    _answer_deaths(claim, now)
    _wipe(claim)
    for paper in papers:
        paper.file.storage.let_go(paper.file.name)
    return line


def _answer_deaths(claim: Claim, now: datetime) -> None:
    """A death that was claimed is no death without a claim because the claim names nobody now."""
    died = claim.kind == Kind.DEATH or claim.died_on
    if not claim.nik_index or not died or claim.state == State.WITHDRAWN:
        return
    same = Q(nik_index=claim.nik_index) | Q(participant__nik_index=claim.nik_index)
    Death.objects.filter(same, regency=claim.regency_id, answered_at=None).update(
        answered_at=now, next_action_at=None
    )


def _wipe(claim: Claim) -> None:
    with standing_aside(*STANDS_ASIDE) as cursor:
        for statement in WIPED:
            cursor.execute(statement, {"claim": claim.pk, "gone": GONE})
    Claim.objects.filter(pk=claim.pk).update(**EMPTY)


def wait_no_longer() -> None:
    """In this transaction: whoever works goes first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")


@contextmanager
def standing_aside(*tables: str) -> Iterator:
    """A cursor that the triggers of these tables let through, until the end of the block."""
    with connection.cursor() as cursor:
        # What is still owed to a constraint would keep a table from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _triggers(cursor, "DISABLE", tables)
        yield cursor
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _triggers(cursor, "ENABLE", tables)


def _triggers(cursor, verb: str, tables: tuple[str, ...]) -> None:
    for table in tables:
        cursor.execute(
            sql.SQL(f"ALTER TABLE {{}} {verb} TRIGGER USER").format(sql.Identifier(table))
        )
