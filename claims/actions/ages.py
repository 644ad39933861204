"""How old the people of a claim are."""

from collections.abc import Iterable
from datetime import date

from claims.models import Child, Claim
from claims.rules import heirs, identity
from claims.rules.duplicates import bare_name


def age_on(born_on: date, on: date) -> int:
    """Whole years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def heir_age_on(claim: Claim, children: Iterable[Child], on: date) -> int | None:
    """By the children on the form, else by the heir's NIK."""
    if claim.heir_relation == heirs.CHILD:
        name = bare_name(claim.heir_name)
        for child in children:
            if name and bare_name(child.name) == name:
                return age_on(child.born_on, on)
    born_on = identity.born_on(claim.heir_nik.reveal(), on)
    return None if born_on is None else age_on(born_on, on)
