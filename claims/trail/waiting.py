"""How much of the trail has no link yet."""

from dataclasses import dataclass

from django.db import connection

# Sealed each minute: who waits longer waits for a sealer that is dead or stuck.
LONGEST = 180


@dataclass(frozen=True)
class Waiting:
    """oldest: seconds, by the database's own clock. A note dated ahead counts by as much: only a
    hand that hides it writes such a one."""

    n: int
    oldest: float

    @property
    def alarm(self) -> bool:
        return self.oldest > LONGEST


def waiting() -> Waiting:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(extract(epoch FROM greatest(clock_timestamp() - min(at), "
            "max(at) - clock_timestamp())), 0) FROM claims_unsealed"
        )
        n, oldest = cursor.fetchone()
    return Waiting(n, round(float(oldest), 1))
