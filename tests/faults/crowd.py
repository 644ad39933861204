"""Many claims at once, copied in the database from one that the actions made."""

import functools

from django.db import connection

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
    """n more claims like this one, each with its open clock."""
    claim, clock = columns("claims_claim", "code", "key"), columns("claims_deadline", "claim_id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO claims_claim (code, key, {', '.join(claim)}) "
            f"SELECT '1602-26-' || nextval('claim_number'), gen_random_uuid(), {', '.join(claim)} "
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
