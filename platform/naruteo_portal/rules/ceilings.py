"""Ceilings over several cases together: what is left of a cap when cases are taken in their order."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


class UnequalCaps(ValueError):
    """Cases of one group have different caps, so one of their facts must be wrong; `row` is one of them."""

    def __init__(self, row: int) -> None:
        super().__init__(f"Row {row} has another cap than the rest of its group.")
        self.row = row


def allocate(
    amounts: ArrayLike,
    groups: ArrayLike,
    caps: ArrayLike,
    order: ArrayLike | None = None,
    used: ArrayLike | None = None,
) -> NDArray[np.int64]:
    """What each of n cases gets when its group's cap is shared out in order.

    All arguments are (n,): whole amounts of 0 or more, the number of each case's group, the group's cap (the same in
    all its cases), the rank by which cases come (default: as they stand; equal ranks as they stand) and what of the cap
    had been used before (the same in all its cases). The case that reaches the cap gets the rest, later ones nothing.

    Raises UnequalCaps if caps, or what was used, differ within a group.
    """
    amount, group = np.asarray(amounts, np.int64), np.asarray(groups)
    left = np.asarray(caps, np.int64) - (0 if used is None else np.asarray(used, np.int64))
    ranks = np.arange(len(amount)) if order is None else np.asarray(order)
    sequence = np.lexsort((ranks, group))
    sorted_group, sorted_amount, sorted_left = group[sequence], amount[sequence], left[sequence]
    first = np.ones(len(amount), np.bool_)
    first[1:] = sorted_group[1:] != sorted_group[:-1]
    begin = np.flatnonzero(first)
    of_group = np.cumsum(first) - 1
    unequal = sorted_left != sorted_left[begin][of_group]
    if unequal.any():
        raise UnequalCaps(int(sequence[np.argmax(unequal)]))
    before = np.cumsum(sorted_amount) - sorted_amount
    before -= before[begin][of_group]
    got = np.empty_like(amount)
    got[sequence] = np.clip(sorted_left - before, 0, sorted_amount)
    return got
