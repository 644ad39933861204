"""The rows as they were, so that each measurement begins with the same ones."""

from claims.models import Deadline
from tests.benchmarks.measure import rows

WRITTEN = ("notice", "breach", "event", "deadline", "duty")
# Everything that a sweep writes, but for the numbers that a sequence gave.
SAID = {
    "event": "SELECT to_jsonb(x) - 'id' AS was FROM claims_event x WHERE id > %s",
    "breach": "SELECT to_jsonb(x) - 'id' AS was FROM claims_breach x WHERE id > %s",
    "notice": "SELECT to_jsonb(x) - 'id' - 'event_id' || jsonb_build_object('of', e.deadline_id, "
    "'rung', e.rung) AS was FROM claims_notice x JOIN claims_event e ON e.id = x.event_id "
    "WHERE x.id > %s",
}
HELD = ("event", "breach", "duty")  # triggers keep what these say
CLOCK = ("rungs", "next_action_at", "holder_id", "stopped_at")
CLAIM = ("state", "version", "moved_at", "checked_version")


class Before:
    def __init__(self):
        self._keep("clocks", "deadline", CLOCK, "next_action_at IS NOT NULL")
        self._keep("files", "claim", CLAIM, "state IN ('submitted', 'endorsed', 'verified')")
        self.marks = {
            name: rows(f"SELECT coalesce(max(id), 0) FROM claims_{name}")[0][0] for name in WRITTEN
        }

    def _keep(self, name: str, table: str, columns: tuple[str, ...], which: str) -> None:
        rows(f"DROP TABLE IF EXISTS {name}")
        rows(f"CREATE TABLE {name} AS SELECT id, {', '.join(columns)} FROM claims_{table} "
             f"WHERE {which}")  # fmt: skip
        rows(f"ANALYZE {name}")

    def due(self, now) -> int:
        return Deadline.objects.ringing(now).count()

    def written(self) -> dict[str, tuple]:
        """How many rows, and a number that stands for all that they say."""
        found = {
            name: rows(f"SELECT count(*), sum(hashtextextended(was::text, 0)) FROM ({sql}) x",
                       self.marks[name])[0]
            for name, sql in SAID.items()
        }  # fmt: skip
        found["deadline"] = rows(
            "SELECT count(*), sum(hashtextextended(to_jsonb(x)::text, 0)) FROM claims_deadline x "
            "JOIN clocks USING (id)"
        )[0]
        return found

    def restore(self) -> None:
        """As it was, dead rows swept up."""
        for name in (*HELD, "claim"):
            rows(f"ALTER TABLE claims_{name} DISABLE TRIGGER USER")
        for name in WRITTEN:
            rows(f"DELETE FROM claims_{name} WHERE id > %s", self.marks[name])
        self._again("clocks", "deadline", CLOCK)
        self._again("files", "claim", CLAIM)
        for name in (*HELD, "claim"):
            rows(f"ALTER TABLE claims_{name} ENABLE TRIGGER USER")
        rows("TRUNCATE claims_unsealed")
        for name in (*WRITTEN, "claim"):
            rows(f"VACUUM claims_{name}")

    def _again(self, name: str, table: str, columns: tuple[str, ...]) -> None:
        sets = ", ".join(f"{column} = b.{column}" for column in columns)
        same = ", ".join(f"now.{column}" for column in columns)
        was = ", ".join(f"b.{column}" for column in columns)
        rows(f"UPDATE claims_{table} now SET {sets} FROM {name} b "
             f"WHERE b.id = now.id AND ({same}) IS DISTINCT FROM ({was})")  # fmt: skip
