"""One sum in equal parts, to the rupiah. The law names no shares within a tier (rules.md 1.4):
this is what equal would be, and nobody is bound by it."""


def shares(amount: int, heirs: int) -> tuple[int, ...]:
    """Whole rupiah that sum up to the amount exactly; no two are more than one rupiah apart, and
    those who come first have the odd ones (largest remainder). Raises ValueError for a sum below
    nothing and for nobody."""
    if amount < 0 or heirs < 1:
        raise ValueError("shares of nothing, or for nobody")
    each, odd = divmod(amount, heirs)
    return (each + 1,) * odd + (each,) * (heirs - odd)
