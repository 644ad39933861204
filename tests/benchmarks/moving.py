"""One move by hand: what lock, check, clock, event and notices add to the bare statements."""

from datetime import timedelta

from django.db import connection, transaction

from claims import actions
from claims.models import Claim
from regencies.models import Person
from tests.benchmarks.before import WRITTEN, Before
from tests.benchmarks.country import DUE
from tests.benchmarks.measure import Found, counted, median, rows, took

NOW = DUE - timedelta(hours=14)  # by day: nobody's quiet hours
MOVES = 60
WARM = 10


def endorse(before: Before, places: dict, rounds: int) -> list[Found]:
    """One after the other in turn: ours, the bare statements, and those with the notices in one."""
    files = iter(
        list(
            Claim.objects.filter(state="submitted").order_by("id")[: 3 * MOVES * rounds + 2 * WARM]
        )
    )
    n = min(MOVES, before.due(DUE) // 20)
    ours, bare, together = [], [], []
    for _ in range(WARM):
        _endorsed(next(files), places)
    with counted() as sent:
        _endorsed(next(files), places)
    for _ in range(rounds):
        took_each = [_in_turn(files, places) for _ in range(n)]
        for found, values in zip((ours, bare, together), zip(*took_each, strict=True), strict=True):
            found.append(median(values))
    before.restore()
    written = len(sent) - 1  # the person was read before
    return [
        Found("endorse, one by one", median(ours) * 1000, "ms"),
        Found("its bare UPDATEs and INSERTs, a row each", median(bare) * 1000, "ms"),
        Found("endorse against bare", median(ours) / median(bare), "times", most=3.0),
        Found("bare, the notices in one INSERT", median(together) * 1000, "ms"),
        Found("statements of one endorse", written, "in all"),
    ]


def _in_turn(files, places: dict) -> tuple[float, float, float]:
    claim, second, third = (next(files) for _ in range(3))
    marks = _marks()
    ours = _endorsed(claim, places)
    written = _written(claim, marks)
    bare = took(lambda: _bare(written, second, together=False))
    return ours, bare, took(lambda: _bare(written, third, together=True))


def _endorsed(claim: Claim, places: dict) -> float:
    camat = Person.objects.get(pk=places[claim.district_id]["camat"][0])
    return took(lambda: actions.endorse(claim.pk, note="Ada.", by=camat, now=NOW))


def _marks() -> dict[str, int]:
    return {name: rows(f"SELECT max(id) FROM claims_{name}")[0][0] or 0 for name in WRITTEN}


def _written(claim: Claim, marks: dict[str, int]) -> dict[str, tuple[list[str], list[tuple]]]:
    """The rows that a move of this claim wrote, by table: columns without the key, and values."""
    found = {}
    for name in ("duty", "deadline", "event", "notice"):
        with connection.cursor() as cursor:
            columns = [
                f'"{column}"' for (column,) in rows(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
                    "AND column_name <> 'id' ORDER BY ordinal_position", f"claims_{name}",
                )
            ]  # fmt: skip
            texts = ", ".join(f"{column}::text" for column in columns)
            cursor.execute(
                f"SELECT {texts} FROM claims_{name} WHERE claim_id = %s AND id > %s ORDER BY id",
                [claim.pk, marks[name]],
            )
            found[name] = columns, cursor.fetchall()
    return found


def _bare(written: dict, claim: Claim, together: bool) -> None:
    """The same rows for another claim: each by a statement of its own, or all of one table
    together."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_claim SET state = 'endorsed', version = version + 1, moved_at = %s "
            "WHERE id = %s", [NOW, claim.pk],
        )  # fmt: skip
        cursor.execute(
            "UPDATE claims_deadline SET stopped_at = %s, next_action_at = NULL "
            "WHERE claim_id = %s AND stage = 'camat'", [NOW, claim.pk],
        )  # fmt: skip
        event = None
        for name, (columns, values) in written.items():
            lines = [list(row) for row in values]
            for line in lines:
                line[columns.index('"claim_id"')] = claim.pk
                if name == "notice":
                    line[columns.index('"event_id"')] = event
            one = f"({', '.join(['%s'] * len(columns))})"
            for some in [lines] if together else [[line] for line in lines]:
                cursor.execute(
                    f"INSERT INTO claims_{name} ({', '.join(columns)}) "
                    f"VALUES {', '.join([one] * len(some))} RETURNING id",
                    [value for line in some for value in line],
                )
            if name == "event":
                event = cursor.fetchone()[0]
