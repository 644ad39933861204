"""What a month of cover costs a payer: JKK by the wage base, JKM at one rate (rules.md 3.1).

For workers without a wage (BPU) alone: an employer pays by the risk of its trade, which no list
of ours tells. Money is whole rupiah a month.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from claims.rules.benefits import FigureMissing

JKK, JKM = "jkk", "jkm"
# What a month of cover rests on; relief only while there is one.
KEYS = ("lowest_base", "jkk_contribution_percent", "jkk_contribution_lowest",
        "jkk_contribution_highest", "jkm_contribution")  # fmt: skip
RELIEF = "contribution_relief_percent"

Figures = Mapping[str, Decimal]


@dataclass(frozen=True)
class Monthly:
    """For one person: the two parts, and how much in the hundred of them is let off."""

    jkk: int
    jkm: int
    relief: int = 0

    @property
    def whole(self) -> int:
        return self.jkk + self.jkm

    @property
    def kept(self) -> int:
        """In the hundred."""
        return 100 - self.relief

    @property
    def due(self) -> int:
        return _rounded(Decimal(self.whole) * self.kept / 100)


def public(payer: str) -> bool:
    """Whether a budget of the state pays: APBN, APBD and, to be careful, APBDes. What it pays is
    left out of the relief of PP 50/2025 (SRC-19)."""
    return re.match(r"\W*apb(n|d|des)", payer, re.IGNORECASE) is not None


def monthly(base: int | None, programme: str, figures: Figures, *, by_public: bool) -> Monthly:
    """base: the wage base, None where no list tells it: then the lowest. programme: jkk or jkm,
    empty for both. Raises FigureMissing."""
    for key in KEYS:
        if key not in figures:
            raise FigureMissing(key)
    share = figures["jkk_contribution_percent"] * (base or figures["lowest_base"]) / 100
    at_least, at_most = figures["jkk_contribution_lowest"], figures["jkk_contribution_highest"]
    return Monthly(
        jkk=_rounded(min(max(share, at_least), at_most)) if programme != JKM else 0,
        jkm=_rounded(figures["jkm_contribution"]) if programme != JKK else 0,
        relief=0 if by_public else int(figures.get(RELIEF, 0)),
    )


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
