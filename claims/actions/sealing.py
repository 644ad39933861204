"""Linking what has been committed. By the clock alone; nobody who acts waits for it."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import connection, transaction

from claims.trail import anchors, chain, forms

log = logging.getLogger("santunan.trail")

# Number of the advisory lock: one sealer at a time, and the database drops it with a dead one.
SEALS = 5143
BATCH = 5_000

# By the key and no other way, whatever the planner believes: thousands wait beside millions that
# are linked.
WAITING = """
    SELECT id, form, "row" FROM claims_unsealed WHERE id >= %s ORDER BY id LIMIT %s
"""
SAID = f"""
    SELECT w.form, w."row", {forms.said_of("w.form", 'w."row"')},
        (SELECT true FROM claims_link l WHERE l.form = w.form AND l."row" = w."row")
    FROM unnest(%s::smallint[], %s::bigint[]) WITH ORDINALITY w(form, "row", nth) ORDER BY w.nth
"""  # noqa: S608
LINK = """
    INSERT INTO claims_link (n, form, "row", key, h)
    SELECT * FROM unnest(%s::bigint[], %s::smallint[], %s::bigint[], %s::text[], %s::bytea[])
"""


def forever() -> bool:
    return True


def seal(more: Callable[[], bool] = forever, batch: int = BATCH) -> int:
    """Link everything that waits, batch by batch, each in a transaction of its own; how many.
    While another one seals nothing is done. more: whether there is time for another batch."""
    # From below every number there can be: a note with a number under nought is taken too.
    done, start = 0, -(2**63)
    while more():
        taken = _batch(batch, start)
        done += len(taken)
        if len(taken) < batch:
            break
        # Those before it are gone; who commits a lower number late is found by the next run.
        start = taken[-1] + 1
    return done


@transaction.atomic
def _batch(batch: int, start: int) -> list[int]:
    """The numbers of those that waited. They leave in the transaction that links them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALS])
        if not cursor.fetchone()[0]:
            return []
        cursor.execute(WAITING, [start, batch])
        waiting = cursor.fetchall()
        if not waiting:
            return []
        ids = [pk for pk, _form, _row in waiting]
        cursor.execute("DELETE FROM claims_unsealed WHERE id = ANY(%s)", [ids])
        # Who stands there twice, by whosever hand, is linked once.
        rows = list(dict.fromkeys((form, row) for _pk, form, row in waiting))
        cursor.execute(SAID, [[form for form, _row in rows], [row for _form, row in rows]])
        links = _links(row[:3] for row in cursor.fetchall() if not row[3])
        if links:
            cursor.execute(LINK, [list(column) for column in zip(*links, strict=True)])
        return ids


def _links(rows: Iterable[tuple]) -> list[tuple]:
    """Only under the lock: the head must be the one that the sealer before has left."""
    last, h = chain.head()
    key, made = chain.sealing_key(), []
    for n, (form, row, said) in enumerate(rows, last + 1):
        h = chain.hashed(key, h, n, form, row, said)
        made.append((n, form, row, key, h))
    return made


def anchor_daily(now: datetime) -> anchors.Anchor | None:
    """The head of the day, written down outside the database by the first run of the day. None
    where there is one already, and where the chain is not what was written down before: a new line
    would sign what somebody made of it. The operations page and the metrics tell of that."""
    try:
        return None if anchors.taken_on(now) else anchors.take(now)
    except (anchors.Contradicted, anchors.NoAnchors) as error:
        log.error("no anchor: %s", error)
        return None
