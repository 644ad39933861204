"""Whether history is what was sealed: every link is made again, every row has its link."""

import hmac
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from claims.trail import chain, forms
from claims.trail.anchors import Anchor
from claims.trail.waiting import Waiting, waiting

CHUNK = 20_000
LINKS = f"""
    SELECT l.n, l.form, l."row", l.key, l.h, {forms.said_of("l.form", 'l."row"')}
    FROM claims_link l WHERE l.n > %s ORDER BY l.n LIMIT {CHUNK}
"""  # noqa: S608


@dataclass(frozen=True)
class Broken:
    """why: number (one is missing or there twice), key (nobody has it), row (it is gone), hash
    (row or link is not what was sealed), anchor (not the head that was written down), unlinked
    (the row neither has a link nor waits for one). n: of the link, 0 for an unlinked row."""

    why: str
    n: int
    table: str
    row: int


@dataclass(frozen=True)
class Verified:
    links: int
    head: bytes
    waiting: Waiting
    anchor: Anchor | None
    broken: Broken | None

    @property
    def shorter(self) -> bool:
        return self.anchor is not None and self.links < self.anchor.n

    @property
    def status(self) -> int:
        """0 as sealed, 1 broken, 2 shorter than the anchor. Where the end was cut off, what it
        linked has no link: that says less than the anchor does."""
        if self.broken and not (self.shorter and self.broken.why == "unlinked"):
            return 1
        return 2 if self.shorter else 0


def verify(*held: Anchor) -> Verified:
    """In one snapshot, so that movers and sealer go on meanwhile. held: the anchors that stand, all
    of which must hold; the longest is told."""
    with _snapshot():
        links, head, broken = _links(held)
        longest = max(held, key=lambda one: one.n, default=None)
        return Verified(links, head, waiting(), longest, broken or _unlinked())


@contextmanager
def _snapshot() -> Iterator[None]:
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _links(held: Iterable[Anchor]) -> tuple[int, bytes, Broken | None]:
    """How many hold, the last one's hash, and the first that does not."""
    n, h, last = 0, chain.GENESIS, 0
    heads: dict[int, set[str]] = {}
    for one in held:
        heads.setdefault(one.n, set()).add(one.h)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(LINKS, [last])
            rows = cursor.fetchall()
        for found, form, row, key, kept, said in rows:
            why = _fault(n, h, found, form, row, key, bytes(kept), said)
            if not why and heads.get(found, {bytes(kept).hex()}) != {bytes(kept).hex()}:
                why = "anchor"
            if why:
                table = forms.BY_NUMBER[form].table if form in forms.BY_NUMBER else ""
                return n, h, Broken(why, found, table, row)
            n, h, last = found, bytes(kept), found
        if len(rows) < CHUNK:
            return n, h, None


def _fault(n, h, found, form, row, key, kept, said) -> str:
    if found != n + 1:
        return "number"
    if key not in chain.keys():
        return "key"
    if said is None:
        return "row"
    made = chain.hashed(key, h, found, form, row, said)
    return "" if hmac.compare_digest(made, kept) else "hash"


def _unlinked() -> Broken | None:
    for table in forms.TODAY:
        numbers = [form.number for form in forms.FORMS if form.table == table]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT min(r.id) FROM {table} r WHERE NOT EXISTS (SELECT FROM claims_link l "  # noqa: S608
                'WHERE l.form = ANY(%(forms)s) AND l."row" = r.id) AND NOT EXISTS (SELECT FROM '
                'claims_unsealed w WHERE w.form = ANY(%(forms)s) AND w."row" = r.id)',
                {"forms": numbers},
            )
            row = cursor.fetchone()[0]
        if row is not None:
            return Broken("unlinked", 0, table, row)
    return None
