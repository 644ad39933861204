"""What BPJS Ketenagakerjaan owes the family for its own delay: a share of the benefit for each
day (PP 44/2015 art. 37(3); Permenaker 44/2015 art. 19(4))."""

from decimal import Decimal

from claims.rules.benefits import CENT, HALF


def owed_for_delay(benefit: int, days: int, percent: Decimal) -> int:
    """Whole rupiah: percent of the benefit for each day late, never on what has accrued, rounded
    half up once. days: calendar days after the last day; none and fewer are nothing."""
    return int(benefit * max(days, 0) * percent * CENT + HALF)
