"""Which programmes a claim concerns, which papers its case needs and why, and what is missing."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from claims.rules.benefits import Pupil
from claims.rules.checks_people import GROWN_UP
from claims.rules.duplicates import bare_name
from claims.rules.heirs import CHILD, HUSBAND, WIFE, needs_guardian

JKM, JKK, SANTUNAN_OKI = "jkm", "jkk", "santunan_oki"
SPOUSES = (WIFE, HUSBAND)


def programmes(*, died: bool, at_work: bool, offered: Collection[str]) -> list[str]:
    """The programmes that an event may give a right to, of those offered in the regency.

    A death is paid under JKK or under JKM, never both (PP 44/2015 art. 1); an accident that
    was no work accident gives a living participant nothing.
    """
    fitting = []
    if at_work:
        fitting.append(JKK)
    elif died:
        fitting.append(JKM)
    if died:
        fitting.extend(code for code in sorted(offered) if code not in {JKM, JKK})
    return [code for code in fitting if code in offered]


def unfilled(values: Mapping[str, object], required: Iterable[str]) -> list[str]:
    """Names of required fields without a value, in their order. False and 0 are values."""
    return [name for name in required if values.get(name) in (None, "")]


def missing(required: Iterable[str], present: Collection[str]) -> list[str]:
    """Keys of required papers that are not there, each once, in their order."""
    return [key for key in dict.fromkeys(required) if key not in present]


# What a reviewer says of one paper -----------------------------------------------------------


class Judged(StrEnum):
    """accepted is also said of a paper without a file, when the original was shown."""

    ACCEPTED = "accepted"
    UNREADABLE = "unreadable"
    WRONG = "wrong"
    MISSING = "missing"
    EXPIRED = "expired"


FAULTY = (Judged.UNREADABLE, Judged.WRONG, Judged.MISSING, Judged.EXPIRED)


# What a paper hangs on -----------------------------------------------------------------------


class Condition(StrEnum):
    """When a conditional paper is needed (rules.md 5)."""

    HEIR_IS_SPOUSE = "heir_is_spouse"
    HEIR_IS_CHILD = "heir_is_child"
    HEIR_IS_MINOR = "heir_is_minor"
    SEVERAL_HEIRS = "several_heirs"
    NOT_BY_HEIR = "not_by_heir"
    DIED = "died"
    DIED_SPOUSE = "died_spouse"
    WAGE_EARNER = "wage_earner"
    BPU = "bpu"
    CHILD_AT_SCHOOL = "child_at_school"
    OVER_TAX_LIMIT = "over_tax_limit"
    PAID_BY_FAMILY = "paid_by_family"
    TRANSPORT_COSTS = "transport_costs"
    UNFIT = "unfit"
    # No question of the form asks for these: a reviewer who sees that it applies asks.
    OUTSIDE_WORK_HOURS = "outside_work_hours"
    TRAFFIC = "traffic"
    SINGLE_ACCIDENT = "single_accident"
    ON_REQUEST = "on_request"


@dataclass(frozen=True)
class Facts:
    """What papers hang on, of one claim. None or empty: not known. Money in rupiah."""

    died: bool = True
    heir_name: str = ""
    heir_relation: str = ""
    heir_age: int | None = None
    adult_age: int | None = None
    reporter_name: str = ""
    payee_relation: str = ""
    # As told of; nobody told of is no child. None: not asked yet.
    children: tuple[Pupil, ...] | None = ()
    segment: str = ""  # "pu" or "bpu"
    months: int | None = None
    least_months: int | None = None  # for the scholarship under JKM
    age_limit: int | None = None  # for the scholarship
    # What each programme would pay at once, and above which sum the tax number is asked for.
    paid: Mapping[str, int] | None = None
    tax_limit: int | None = None
    total_disability: bool | None = None
    medical: int | None = None
    transport: tuple[int | None, ...] = ()
    months_unfit: int | None = None
    # Keys of the papers that a reviewer found missing or faulty.
    requested: frozenset[str] = frozenset()


Answer = bool | None


def _heir_is(facts: Facts, *relations: str) -> Answer:
    return facts.heir_relation in relations if facts.heir_relation else None


def _heir_is_minor(facts: Facts) -> Answer:
    if facts.heir_relation in GROWN_UP:
        return False
    return needs_guardian(facts.heir_age, facts.adult_age)


def _several_heirs(facts: Facts) -> Answer:
    """Widow, widower and children are one tier. Whom the claim does not tell of may live."""
    others = len(facts.children or ()) - (facts.heir_relation == CHILD)
    known = facts.heir_relation in (*SPOUSES, CHILD) and others > 0
    return True if known else None


def _not_by_heir(facts: Facts) -> Answer:
    if not facts.heir_relation or not facts.payee_relation:
        return None
    if facts.payee_relation != facts.heir_relation:
        return True
    # Who reports a death is often a neighbour who handles nothing.
    same = bare_name(facts.reporter_name) == bare_name(facts.heir_name) != ""
    return False if same else None


def _at_school(facts: Facts, child: Pupil) -> bool:
    young = facts.age_limit is None or child.age < facts.age_limit
    return child.level != "preschool" and young and not child.married and not child.working


def _child_at_school(facts: Facts, programme: str) -> Answer:
    """A child who may have the scholarship now. Its years of contributions are JKM's alone."""
    if facts.children is None:
        return None
    if not any(_at_school(facts, child) for child in facts.children):
        return False
    if programme == JKK:
        return True if facts.died else facts.total_disability
    if facts.months is None or facts.least_months is None:
        return None
    return facts.months >= facts.least_months


def _over_tax_limit(facts: Facts, programme: str) -> Answer:
    sum_ = (facts.paid or {}).get(programme)
    return None if sum_ is None or facts.tax_limit is None else sum_ > facts.tax_limit


def _spent(amounts: Collection[int | None]) -> Answer:
    if any(amounts):
        return True
    return None if None in amounts or not amounts else False


def _segment(facts: Facts, segment: str) -> Answer:
    return facts.segment == segment if facts.segment else None


ASKS: dict[str, Callable[[Facts, str], Answer]] = {
    Condition.HEIR_IS_SPOUSE: lambda facts, _: _heir_is(facts, *SPOUSES),
    Condition.HEIR_IS_CHILD: lambda facts, _: _heir_is(facts, CHILD),
    Condition.HEIR_IS_MINOR: lambda facts, _: _heir_is_minor(facts),
    Condition.SEVERAL_HEIRS: lambda facts, _: _several_heirs(facts),
    Condition.NOT_BY_HEIR: lambda facts, _: _not_by_heir(facts),
    Condition.DIED: lambda facts, _: facts.died,
    Condition.DIED_SPOUSE: lambda facts, _: facts.died and _heir_is(facts, *SPOUSES),
    Condition.WAGE_EARNER: lambda facts, _: _segment(facts, "pu"),
    Condition.BPU: lambda facts, _: _segment(facts, "bpu"),
    Condition.CHILD_AT_SCHOOL: _child_at_school,
    Condition.OVER_TAX_LIMIT: _over_tax_limit,
    Condition.PAID_BY_FAMILY: lambda facts, _: _spent([facts.medical]),
    Condition.TRANSPORT_COSTS: lambda facts, _: _spent(facts.transport),
    Condition.UNFIT: lambda facts, _: _spent([facts.months_unfit]),
}


def applies(condition: str, facts: Facts, programme: str) -> Answer:
    """Is it so in this case? None: the claim does not know."""
    ask = ASKS.get(condition)
    return ask(facts, programme) if ask else None


# The checklist -------------------------------------------------------------------------------


class Need(StrEnum):
    """The strongest first."""

    MUST = "must"
    NEEDED = "needed"
    MAYBE = "maybe"
    NOT = "not"


REQUESTED = "requested"
ORDER = tuple(Need)


@dataclass(frozen=True)
class Row:
    """A paper on a programme's list. asked_if: its condition, empty for one always needed."""

    programme: str
    key: str
    asked_if: str = ""


@dataclass(frozen=True)
class Asked:
    """why: the condition that holds, or would make it needed; or that a reviewer asked."""

    need: Need
    why: str = ""


def asked(row: Row, facts: Facts) -> Asked:
    if not row.asked_if:
        return Asked(Need.MUST)
    answer = applies(row.asked_if, facts, row.programme)
    if answer is False:
        return Asked(Need.NOT, row.asked_if)
    if answer:
        return Asked(Need.NEEDED, row.asked_if)
    if row.key in facts.requested:
        return Asked(Need.NEEDED, REQUESTED)
    return Asked(Need.MAYBE, row.asked_if)


def checklist(rows: Iterable[Row], facts: Facts) -> dict[str, Asked]:
    """What this case needs, by paper. Of two programmes the one that asks more firmly counts."""
    found: dict[str, Asked] = {}
    for row in rows:
        answer = asked(row, facts)
        before = found.get(row.key)
        if before is None or ORDER.index(answer.need) < ORDER.index(before.need):
            found[row.key] = answer
    return found
