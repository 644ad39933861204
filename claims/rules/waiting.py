"""Who is paid first when there is not money for everybody: strictly in the order of the award."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """One payout that could be ordered: its key and its amount in whole rupiah. back: its
    transfer failed or came back; the account is mended first, and nobody is overtaken by that."""

    key: int
    amount: int
    back: bool = False


def fitting(queue: Sequence[Waiting], room: int | None) -> list[int]:
    """Whom the money reaches for, from the top of the list on. room: whole rupiah that may still
    be ordered; None: nobody knows a ceiling. What came back is left for a person to choose."""
    found, left = [], room
    for one in queue:
        if one.back or (left is not None and one.amount > left):
            continue
        found.append(one.key)
        if left is not None:
            left -= one.amount
    return found


def overtaken(queue: Sequence[Waiting], chosen: Collection[int], room: int | None) -> list[int]:
    """Those who are left out though the money would have reached them at their place, while
    somebody below them is taken."""
    passed: list[int] = []
    found: list[int] = []
    left = room
    for one in queue:
        if one.key in chosen:
            found += passed
            passed = []
            if left is not None:
                left -= one.amount
        elif not one.back and (left is None or one.amount <= left):
            passed.append(one.key)
    return found
