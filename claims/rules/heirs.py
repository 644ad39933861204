"""Who inherits, in the order of the law (rules.md 1.4).

PP 44/2015 art. 37(5) for JKK (SRC-02) and Permenaker 44/2015 art. 19(2) for JKM (SRC-03)
give the same five tiers, confidence H. Parents, grandchildren and grandparents are one
tier there; that they come one after the other is BPJS practice, M. Within one place of
the line nobody goes first: one payee, and a letter signed by all heirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIFE, HUSBAND, CHILD = "wife", "husband", "child"
PARENT, GRANDCHILD, GRANDPARENT = "parent", "grandchild", "grandparent"
SIBLING, PARENT_IN_LAW, WILL = "sibling", "parent_in_law", "will"
# No heir: receives the money for a child.
GUARDIAN = "guardian"

# The line, and beside each place of it the tier of the law.
LINE: tuple[tuple[int, tuple[str, ...]], ...] = (
    (1, (WIFE, HUSBAND, CHILD)),
    (2, (PARENT,)),
    (2, (GRANDCHILD,)),
    (2, (GRANDPARENT,)),
    (3, (SIBLING,)),
    (4, (PARENT_IN_LAW,)),
    (5, (WILL,)),
)
TIERS = {relation: tier for tier, relations in LINE for relation in relations}
PLACES = {relation: place for place, (_, relations) in enumerate(LINE) for relation in relations}

HEIRS, WHO_BURIED, FUND = "heirs", "who_buried", "dana_jaminan_sosial"
BURIAL = "biaya_pemakaman"


@dataclass(frozen=True)
class Kin:
    """A relative: the code of the relation, alive on the day of the event, age in years."""

    relation: str
    alive: bool = True
    age: int | None = None


@dataclass(frozen=True)
class Ahead:
    """A living relative who goes first, and how sure that is: H by the law, M by practice."""

    kin: Kin
    confidence: str


def tier(relation: str) -> int | None:
    """1 to 5; None for one who does not inherit, such as a neighbour or a guardian."""
    return TIERS.get(relation)


def first_in_line(kin: Sequence[Kin]) -> tuple[Kin, ...]:
    """The living heirs whom nobody goes before; nobody, if there is no heir at all."""
    living = [one for one in kin if one.alive and one.relation in PLACES]
    first = min((PLACES[one.relation] for one in living), default=None)
    return tuple(one for one in living if PLACES[one.relation] == first)


def ahead_of(relation: str, kin: Sequence[Kin]) -> tuple[Ahead, ...]:
    """Those of the living who close the line to this relation. Everybody who inherits goes
    before somebody who does not."""
    place, own = PLACES.get(relation, len(LINE)), tier(relation)
    return tuple(
        Ahead(one, "M" if tier(one.relation) == own else "H")
        for one in kin
        if one.alive and PLACES.get(one.relation, len(LINE)) < place
    )


def may_be_paid(relation: str, kin: Sequence[Kin], adult_age: int | None) -> bool:
    """May one of this relation be paid while these others live? A guardian may, where a
    child is first in line that is not known to be grown up. adult_age: whole years."""
    if relation == GUARDIAN:
        return any(
            one.relation == CHILD and needs_guardian(one.age, adult_age) is not False
            for one in first_in_line(kin)
        )
    return relation in PLACES and not ahead_of(relation, kin)


def needs_guardian(age: int | None, adult_age: int | None) -> bool | None:
    """Is a wali needed to receive the money? None if the age is not known, or no figure says
    from which age nobody is a child. Confidence M."""
    return None if age is None or adult_age is None else age < adult_age


def goes_to(line: str, kin: Sequence[Kin]) -> str:
    """Whom a line of the death benefit goes to. With no heir and no will, the burial money
    is for whoever buried, the rest for Dana Jaminan Sosial (PP 44/2015 art. 37(5), H)."""
    if first_in_line(kin):
        return HEIRS
    return WHO_BURIED if line == BURIAL else FUND
