"""Many claims at once, copied in the database from one that the actions made."""

import functools

from django.db import connection
from django.db.models import F

from claims.models import Claim
from tests import build


@functools.cache  # five hundred copies one by one are asked for, and this was most of their cost
def columns(table: str, *without: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
        )
        return sorted(f'"{name}"' for (name,) in cursor.fetchall() if name not in {"id", *without})


def submitted(n: int, people, now=build.NOW) -> None:
    """n claims that wait for the camat, with their clocks."""
    copies(n - 1, build.claim_in("submitted", people, now=now))


def copies(n: int, first) -> None:
    """n more claims like this one, each with its open clock. Their facts count as checked: what a
    sweep finds of them are their clocks."""
    Claim.objects.filter(pk=first.pk).update(checked_version=F("version"))
    claim, clock = columns("claims_claim", "code", "key"), columns("claims_deadline", "claim_id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO claims_claim (code, key, {', '.join(claim)}) "
            "SELECT '1602-26-' || lpad(nextval('claim_number')::text, 6, '0'), gen_random_uuid(), "
            f"{', '.join(claim)} "
            "FROM claims_claim, generate_series(1, %s) WHERE id = %s",
            [n, first.pk],
        )
        cursor.execute(
            f"INSERT INTO claims_deadline (claim_id, {', '.join(clock)}) "
            f"SELECT c.id, {', '.join('d.' + name for name in clock)} "
            "FROM claims_deadline d, claims_claim c WHERE d.claim_id = %s AND c.id <> d.claim_id "
            "AND NOT EXISTS (SELECT FROM claims_deadline o WHERE o.claim_id = c.id)",
            [first.pk],
        )


def events(n: int, first) -> None:
    """n more events like this one."""
    names = columns("claims_event", "key")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO claims_event ({', '.join(names)}) SELECT {', '.join(names)} "
            "FROM claims_event, generate_series(1, %s) WHERE id = %s",
            [n, first.pk],
        )


def drafts(n: int, people) -> None:
    """n claims that the village may submit, each with its programmes and papers."""
    first = build.draft(people)
    copies(n - 1, first)
    for table in ("claims_claimprogramme", "claims_duty"):
        _theirs(table, first)
    # A paper is known by a token of its own.
    _theirs("claims_document", first, "token", "replace(gen_random_uuid()::text, '-', '')")


def _theirs(table: str, first, own: str = "", made: str = "") -> None:
    """What hangs on this claim, for its copies too. own: a column that is made for each."""
    names = columns(table, "claim_id", own)
    more, values = (f"{own}, ", f"{made}, ") if own else ("", "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (claim_id, {more}{', '.join(names)}) "
            f"SELECT c.id, {values}{', '.join('o.' + name for name in names)} "
            f"FROM {table} o, claims_claim c WHERE o.claim_id = %s AND c.id <> o.claim_id",
            [first.pk],
        )
