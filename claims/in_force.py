"""What the calculator reckons with when it asks the service's own rows: figures and days off."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from regencies.models import Figure, Holiday

# The santunan of a regency has figures of its own, those of the others are national.
REGENCY = {"santunan_oki": "16.02"}


class Timeline:
    """Figures in force on a day, worked out once for every day on which something changes."""

    def __init__(self, rows: Iterable[Mapping]):
        self.rows = sorted(rows, key=lambda row: (row["regency"] or "", row["from_on"]))
        self.days = sorted({row["from_on"] for row in self.rows})
        self.known: dict = {}

    def __call__(self, day: date, programme: str) -> dict:
        regency = REGENCY.get(programme)
        at = (bisect_right(self.days, day), regency)
        if at not in self.known:
            found = {}
            # The last to write a key wins: national before regency, old before new.
            for row in self.rows:
                if row["regency"] in {None, regency} and row["from_on"] <= day:
                    found[row["key"]] = row["value"]
            self.known[at] = {key: value for key, value in found.items() if value is not None}
        return self.known[at]


def figures() -> Callable[[date, str], dict]:
    """By day and programme, from the rows as they stand."""
    rows = Figure.objects.values("regency_id", "key", "from_on", "value")
    return Timeline({**row, "regency": row["regency_id"]} for row in rows)


def calendar(regency: str | None) -> tuple[Collection[date], Collection[int]]:
    """(days off, years whose days off are known) of a regency; of none: the whole country's."""
    years = Holiday.objects.known_years()
    return Holiday.objects.days_off(regency, *years), years
