"""How often something was tried of late: what guessing at passwords and codes runs into."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

# Writes nothing where the allowance is used up, so that a flood of refusals costs no disk.
TAKE = """
    INSERT INTO regencies_tries AS old (key, at, until)
    VALUES (%(key)s, ARRAY[%(now)s::timestamptz], %(until)s)
    ON CONFLICT (key) DO UPDATE SET until = %(until)s, at = (
        SELECT coalesce(array_agg(t ORDER BY t), '{}') FROM unnest(old.at) t WHERE t > %(since)s
    ) || %(now)s::timestamptz
    WHERE cardinality(old.at) < %(most)s OR old.at[1] <= %(since)s
    RETURNING 1
"""


class TriesQuerySet(models.QuerySet):
    def take(self, key: str, most: int, within: timedelta, now: datetime) -> bool:
        """One of so many tries within any such time; False, and nothing written, if there is none
        left. One statement, so that eight at once take eight."""
        said = {"key": key, "now": now, "since": now - within, "until": now + within, "most": most}
        with connection.cursor() as cursor:
            cursor.execute(TAKE, said)
            return cursor.fetchone() is not None

    def give_back(self, keys: Sequence[str], now: datetime) -> None:
        """The tries of that instant were none: who knew the password was not guessing."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE regencies_tries SET at = array_remove(at, %s::timestamptz) "
                "WHERE key = ANY(%s)",
                [now, list(keys)],
            )


class Tries(models.Model):
    """The instants of late tries at one thing, under a keyed digest of who or what it is: no name
    and no address is kept, and after `until` the row is swept away."""

    key = models.CharField(max_length=64, primary_key=True)
    at = ArrayField(models.DateTimeField())
    until = models.DateTimeField(db_index=True)

    objects = TriesQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.key[:8]}…"
