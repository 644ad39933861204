"""Is this the same event, told twice? Points for what agrees, fewer for what differs.

Only what both claims say is weighed, so a missing NIK switches nothing off. The points are
our own judgement (confidence L): a person decides, and "no duplicate" is on record too.
"""

import re
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

# From here on a reviewer is asked. Chosen so that each of these alone is enough: the NIK;
# KK and the same name; a like name, a birth date within a year, an event within five days
# and the same village.
LIKELY = 60
CERTAIN = 100
EVENT_DAYS, BIRTH_DAYS = 5, 366
SAME_NAME, LIKE_NAME, OTHER_NAME = 92, 80, 60  # of 100
# A death is paid under one of the two, never under both (PP 44/2015 art. 1).
INSTEAD = {"jkm": "jkk", "jkk": "jkm"}

POINTS = {
    "same_nik": CERTAIN,
    "same_akta": CERTAIN,
    "same_name": 35,
    "like_name": 20,
    "same_birth": 25,
    "same_kk": 25,
    "near_event": 20,
    "near_birth": 10,
    "same_village": 10,
    "far_event": -15,
    "other_nik": -25,
    "other_name": -30,
    "far_birth": -30,
    # More than everything that may agree beside it: one person, two events.
    "other_accident": -3 * CERTAIN,
}


@dataclass(frozen=True)
class Person:
    """Whom and what a claim tells of; empty or None where it does not say."""

    name: str = ""
    born_on: date | None = None
    event_on: date | None = None
    nik_index: str = ""
    kk_index: str = ""
    village: str = ""
    akta: str = ""
    # A person dies once, but may have two accidents.
    died: bool = True


@dataclass(frozen=True)
class Score:
    """0 to 100, the codes of what led to it, and how like the names are (0 to 100)."""

    points: int
    reasons: tuple[str, ...]
    names: int | None = None

    @property
    def likely(self) -> bool:
        return self.points >= LIKELY


def likeness(a: Person, b: Person) -> Score:
    """The same whichever of the two is named first."""
    names = name_likeness(a.name, b.name)
    reasons = (
        *_number(a.nik_index, b.nik_index, "same_nik", "other_nik"),
        *_number(bare_number(a.akta), bare_number(b.akta), "same_akta"),
        *_number(a.kk_index, b.kk_index, "same_kk"),
        *_names(names),
        *_births(a, b),
        *_events(a, b),
        *_number(a.village, b.village, "same_village"),
    )
    points = sum(POINTS[reason] for reason in reasons)
    if "other_accident" not in reasons and {"same_nik", "same_akta"} & set(reasons):
        # Whatever else was mistyped.
        points = CERTAIN
    return Score(max(0, min(points, CERTAIN)), reasons, names)


def _number(a: str, b: str, same: str, other: str = "") -> tuple[str, ...]:
    if not a or not b:
        return ()
    if a == b:
        return (same,)
    return (other,) if other else ()


def _names(likeness: int | None) -> tuple[str, ...]:
    if likeness is None:
        return ()
    if likeness >= SAME_NAME:
        return ("same_name",)
    if likeness >= LIKE_NAME:
        return ("like_name",)
    return ("other_name",) if likeness < OTHER_NAME else ()


def _births(a: Person, b: Person) -> tuple[str, ...]:
    if a.born_on is None or b.born_on is None:
        return ()
    apart = abs((a.born_on - b.born_on).days)
    if not apart:
        return ("same_birth",)
    return ("near_birth",) if apart <= BIRTH_DAYS else ("far_birth",)


def _events(a: Person, b: Person) -> tuple[str, ...]:
    if a.event_on is None or b.event_on is None:
        return ()
    if abs((a.event_on - b.event_on).days) <= EVENT_DAYS:
        return ("near_event",)
    return ("far_event",) if a.died or b.died else ("other_accident",)


def name_likeness(a: str, b: str) -> int | None:
    """0 to 100; None where one has no name. Half for the words in order, half for those in
    common: many people have one name on one paper and their father's beside it on another."""
    one, two = bare_name(a), bare_name(b)
    if not one or not two:
        return None
    return round((fuzz.token_sort_ratio(one, two) + fuzz.token_set_ratio(one, two)) / 2)


DEGREES = re.compile(r"\b(?:[sm]\.\s?(?:pd|h|e|sos|kom|ag|ip|ap|t|p|si|kes|kep|km|m)|a\.\s?md)\b")
TITLES = frozenset(
    "alm almh almarhum almarhumah h hj haji hajjah ir dr drs dra tn ny bpk ibu bin binti bt".split()
)
SHORT = {
    **dict.fromkeys(("m", "md", "moh", "muh", "mhd", "moch"), "muhammad"),
    **dict.fromkeys(("muhamad", "mohammad", "mohamad", "mochamad", "mochammad"), "muhammad"),
    "achmad": "ahmad", "akhmad": "ahmad", "abd": "abdul", "st": "siti",
}  # fmt: skip
# As written before 1972.
OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"))


def bare_name(name: str) -> str:
    """In small letters, without titles, degrees, dots and bin/binti, in today's spelling.
    A name of nothing but titles stays as it is."""
    words = re.findall(r"[^\W\d_]+", DEGREES.sub(" ", name.lower().replace("'", "")))
    bare = " ".join(SHORT.get(word, word) for word in words if word not in TITLES)
    for old, new in OLD_SPELLING:
        bare = bare.replace(old, new)
    return bare or " ".join(words)


def bare_number(text: str) -> str:
    """In capitals, without spaces and signs: as people write it and as the registry does."""
    return re.sub(r"\W", "", text).upper()
