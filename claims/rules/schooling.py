"""The years in which a child has the scholarship after an award (PP 82/2019; rules.md 1.5).

Two things that are easily mixed up: the ceiling (plafon) counts every year from the present grade
to the end of S1, whatever the child's age then; the schedule (jadwal) is the years that can come,
for the right ends with the 23rd birthday.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.rules.benefits import (
    LEVELS,
    PRESCHOOL,
    Figures,
    Line,
    Outcome,
    Pupil,
    need,
    rupiah,
)
from claims.rules.coverage import months_after

BASIS = "PP 82/2019 (beasiswa pendidikan anak)"
# A school year begins on the first of July, in all of Indonesia.
FIRST_MONTH = 7


@dataclass(frozen=True)
class SchoolYear:
    """begins: the calendar year of its first July. amount: whole rupiah."""

    begins: int
    level: str
    grade: int
    amount: int

    @property
    def from_on(self) -> date:
        return first_day(self.begins)


def first_day(begins: int) -> date:
    return date(begins, FIRST_MONTH, 1)


def year_of(day: date) -> int:
    """The year in which the school year of this day began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def yearly(level: str, figures: Figures) -> int:
    """Whole rupiah for one year at this level."""
    return int(need(figures, f"scholarship_yearly_{level}"))


def length(level: str, figures: Figures) -> int:
    """How many years of this level are paid at most."""
    return int(need(figures, f"scholarship_years_{level}"))


def following(level: str, grade: int, figures: Figures) -> tuple[str, int] | None:
    """The next grade, or the first of the next level; None after the last year of S1."""
    if grade < length(level, figures):
        return level, grade + 1
    after = LEVELS[LEVELS.index(level) + 1 :]
    return (after[0], 1) if after else None


def plafon(child: Pupil, born_on: date, event_on: date, figures: Figures) -> tuple[SchoolYear, ...]:
    """Every year from the present grade to the end of S1. A child that is not at school yet begins
    in the first July at which it is old enough, and keeps the right until then."""
    if child.level == PRESCHOOL:
        begins = max(year_of(event_on) + 1, _old_enough(born_on, figures))
        at: tuple[str, int] | None = (LEVELS[0], 1)
    else:
        begins, at = year_of(event_on), (child.level, child.grade)
    found = []
    while at is not None:
        found.append(SchoolYear(begins, *at, yearly(at[0], figures)))
        begins, at = begins + 1, following(*at, figures)
    return tuple(found)


def jadwal(
    years: tuple[SchoolYear, ...], born_on: date, event_on: date, figures: Figures
) -> tuple[SchoolYear, ...]:
    """Of these, the ones that begin before the birthday that ends the right. The year of the event
    itself counts from the event."""
    ends_on = right_ends_on(born_on, figures)
    return tuple(year for year in years if max(year.from_on, event_on) < ends_on)


def right_ends_on(born_on: date, figures: Figures) -> date:
    """The birthday from which on there is no scholarship; of the 29 February, the 28th."""
    return months_after(born_on, 12 * int(need(figures, "scholarship_age_limit")))


def _old_enough(born_on: date, figures: Figures) -> int:
    day = months_after(born_on, 12 * int(need(figures, "school_start_age")))
    return day.year if day <= first_day(day.year) else day.year + 1


def outcome_of(school: Mapping[str, Any], figures: Figures) -> Outcome:
    """What one year of one child brings, as an award has it. school: begins, level and grade."""
    begins, level, grade = school["begins"], school["level"], school["grade"]
    amount = yearly(level, figures)
    formula = (
        f"beasiswa {level.upper()} tahun ke-{grade}, tahun ajaran {begins}/{begins + 1}: "
        f"{rupiah(amount)}"
    )
    return Outcome("payable", (), (Line("beasiswa", amount, BASIS, formula),), ())
