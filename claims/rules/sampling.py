"""Which of many payments somebody calls about: drawn by lot, and anybody may draw it again.

A seed that nobody knew before is drawn first. Then the SHA-256 of "seed:key" puts the keys in
order, and the first ones are taken: `printf '%s' "seed:key" | sha256sum` tells the same.
"""

from collections.abc import Iterable
from fractions import Fraction
from hashlib import sha256
from math import ceil

# How it was drawn, on record with each draw: another way would have another name.
METHOD = "sha256-seed-key"


def size(count: int, percent: Fraction, least: int) -> int:
    """Of so many, so many percent, rounded up, and at least so many; never more than there are."""
    return min(count, max(least, ceil(count * percent / 100)))


def sampled(seed: str, keys: Iterable[str], n: int) -> list[str]:
    """n of the keys, whatever their order was."""
    return sorted(keys, key=lambda key: (lot(seed, key), key))[:n]


def lot(seed: str, key: str) -> str:
    return sha256(f"{seed}:{key}".encode()).hexdigest()
