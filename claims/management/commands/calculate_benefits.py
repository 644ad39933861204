from bisect import bisect_right

from claims.management.calculating import Calculator
from claims.rules.cases import benefits
from regencies import tables

# The santunan of a regency has figures of its own, those of the others are national.
REGENCY = {"santunan_oki": "16.02"}


class Command(Calculator):
    help = "Work out benefits for a JSON list of cases. The contract is in the README."

    def calculator(self, *, database, **options):
        in_force = Timeline(rows_of_the_database() if database else tables.table("figures"))
        return lambda case: benefits(case, in_force)


class Timeline:
    """Figures in force on a day, worked out once for every day on which something changes."""

    def __init__(self, rows):
        self.rows = sorted(rows, key=lambda row: (row["regency"] or "", row["from_on"]))
        self.days = sorted({row["from_on"] for row in self.rows})
        self.known = {}

    def __call__(self, day, programme):
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


def rows_of_the_database():
    from regencies.models import Figure

    rows = Figure.objects.values("regency_id", "key", "from_on", "value")
    return [{**row, "regency": row["regency_id"]} for row in rows]
