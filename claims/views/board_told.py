"""The board's numbers in the order in which the page tells them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import number_format

from claims.board import PROMISED, Period
from claims.models.words import LATENESS_REASONS
from claims.rules.states import Stage
from regencies.models import District


@dataclass(frozen=True)
class LateStage:
    stage: str
    n: int
    oldest: date | None
    places: list[dict]

    @property
    def inner(self) -> list[dict]:
        return apart(self.places)


def apart(places: list[dict]) -> list[dict]:
    """The places of a stage, where they say more than the stage does: not one regency's own
    office alone."""
    return [] if len(places) == 1 and places[0]["place"].count(".") == 1 else places


def late_stages(cells: Sequence[dict]) -> list[LateStage]:
    """Every stage, also where nothing is late: a zero is news as well."""
    found = []
    for stage in Stage:
        places = [cell for cell in cells if cell["stage"] == stage]
        oldest = min((cell["oldest"] for cell in places), default=None)
        found.append(LateStage(stage.value, sum(cell["n"] for cell in places), oldest, places))
    return found


def speed_rows(by_stage: Sequence[dict], by_place: Sequence[dict]) -> list[dict]:
    """Each stage with its places, in the order in which a claim meets them."""
    stages = {row["stage"]: row for row in by_stage}
    found = []
    for stage in map(str, Stage):
        if stage in stages:
            places = [told(row) for row in by_place if row["stage"] == stage]
            found.append(told(stages[stage]) | {"places": places, "inner": apart(places)})
    return found


def told(row: dict) -> dict:
    median, ninetieth = row["days"]
    return row | {"median": days(median), "ninetieth": days(ninetieth)}


def days(value: float) -> str:
    """At most one digit behind the comma, in the language of the page."""
    rounded = round(value, 1)
    return number_format(rounded, 0 if rounded == int(rounded) else 1)


@dataclass(frozen=True)
class Share:
    """So many in time of so many that stopped."""

    on_time: int = 0
    n: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.on_time + other.on_time, self.n + other.n)

    @property
    def percent(self) -> int | None:
        # Rounded down: 199 of 200 is not all of them.
        return 100 * self.on_time // self.n if self.n else None


def shares(rows: Sequence[dict], districts: Sequence[District], period: Period) -> list[dict]:
    """For each promise: its share in all, by kecamatan, and by kecamatan and month."""
    cells: dict[tuple, Share] = defaultdict(Share)
    for row in rows:
        key = (row["stage"], row["claim__district"], row["month"])
        cells[key] = Share(row["on_time"], row["n"])
    found = []
    for stage in PROMISED:
        places = []
        for place in districts:
            months = [cells.get((stage, place.pk, month), Share()) for month in period.months]
            places.append({"name": place.name, "all": sum(months, Share()), "months": months})
        whole = sum((place["all"] for place in places), Share())
        found.append({"stage": stage.value, "all": whole, "places": places})
    return found


def why_late(rows: Sequence[dict]) -> dict:
    """Breaches by stage, and by the reason on record, the commonest first."""
    stages: dict[str, int] = defaultdict(int)
    reasons: dict[str, int] = defaultdict(int)
    for row in rows:
        stages[row["stage"]] += row["n"]
        reasons[row["reason"]] += row["n"]
    silent = reasons.pop("", 0)
    return {
        "all": sum(stages.values()),
        "stages": [(stage.value, stages[stage]) for stage in Stage if stages[stage]],
        "reasons": [
            (LATENESS_REASONS.get(code, code), n)
            for code, n in sorted(reasons.items(), key=lambda found: (-found[1], found[0]))
        ],
        "silent": silent,
    }
