"""The data of one claim, out of every table and folder."""

from datetime import datetime

from django.db import connection, transaction
from psycopg import sql

from claims.actions.expiring import EMPTY
from claims.actions.mover import locked, record
from claims.actions.retention import Due
from claims.models import Claim, Destroyed, Destruction, Hold
from regencies.models import Person

# What these tables keep of people is frozen or kept by triggers. They stand aside within one
# transaction of the command; only the owner of the tables may say so.
STANDS_ASIDE = ("claims_payout", "claims_note", "claims_objection", "claims_call",
                "claims_beforereturn", "claims_question")  # fmt: skip
PATIENCE = "3s"
# Written in place of words that may not be empty.
GONE = "[dimusnahkan]"
# Words and numbers that other tables of a claim keep. Events stay: they are chained, and say who
# did what and not to whom.
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
    "UPDATE claims_document SET file = '' WHERE claim_id = %(claim)s",
)


@transaction.atomic
def destroy(one: Due, minutes: Destruction, *, by: Person, now: datetime) -> Destroyed | None:
    """Empty one claim. Held back or destroyed meanwhile: nothing.

    1. Lock the claim, look again.
    2. Names, numbers, words and files out of every table.
    3. A line of the minutes, an event of the trail; the files themselves go after the commit.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
    claim = locked(one.claim_id)
    if Destroyed.objects.filter(claim=claim).exists():
        return None
    if Hold.objects.standing().filter(claim=claim).exists():
        return None
    papers = [*claim.documents.exclude(file=""), *claim.letters.all()]
    files = [(paper.file.storage, paper.file.name) for paper in papers]
    line = Destroyed.objects.create(
        destruction=minutes, claim=claim, category=one.category, due_on=one.due_on,
        files=[paper.sha256 for paper in papers],
    )  # fmt: skip
    record(claim, "destroy", by=by, now=now, data={"minutes": minutes.pk})
    _wipe(claim)
    transaction.on_commit(lambda: [storage.delete(name) for storage, name in files])
    return line


def _wipe(claim: Claim) -> None:
    with connection.cursor() as cursor:
        # What is still owed to a constraint would keep a table from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in STANDS_ASIDE:
            cursor.execute(
                sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table))
            )
        for statement in WIPED:
            cursor.execute(statement, {"claim": claim.pk, "gone": GONE})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in STANDS_ASIDE:
            cursor.execute(
                sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table))
            )
    Claim.objects.filter(pk=claim.pk).update(**EMPTY)
