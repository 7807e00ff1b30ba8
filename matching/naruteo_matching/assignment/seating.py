"""How an opening fills its seats: reserves first, each for its own group, and then everybody by the opening's order."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

NO_LIMIT = int(np.iinfo(np.int64).max)
"""The cap of a region that has none."""


@dataclass(frozen=True)
class Reserves:
    """Seats that openings keep for groups, softly: what nobody of the group takes goes to everybody.

    An opening goes through its reserves in their order: each takes the best members of its group who have no seat yet.
    All other seats, also reserved ones that stay empty, go to the best of the rest (Hafalir, Yenmez and Yildirim,
    "Effective affirmative action in school choice", Theoretical Economics 8, 2013). Who meets two reserves takes a
    seat of one. Choosing so keeps deferred acceptance stable and makes it best for candidates to rank truthfully.

    Attributes
    ----------
    opening : int64 array of shape (n_reserves,)
        Whose reserve it is; ascending, an opening's reserves in the order in which they are filled.
    group : int64 array of shape (n_reserves,)
        For which group.
    seats : int64 array of shape (n_reserves,)
        How many seats; an opening's reserves together are at most its seats.
    member : bool array of shape (n_groups, n_candidates)
        Who belongs to which group.
    """

    opening: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    group: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    seats: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    member: NDArray[np.bool_] = field(default_factory=lambda: np.empty((0, 0), np.bool_))

    def __len__(self) -> int:
        return len(self.opening)


NO_RESERVES = Reserves()


def places_within(run: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place, from 0, of each entry among the equal ones that stand next to it."""
    if len(run) == 0:
        return np.empty(0, np.int64)
    begins = np.flatnonzero(np.concatenate(([True], run[1:] != run[:-1])))
    return np.arange(len(run)) - np.repeat(begins, np.diff(np.append(begins, len(run))))


def fill_reserves(
    reserves: Reserves, candidate: NDArray[np.int64], opening: NDArray[np.int64], seats: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Which reserve of their opening takes each of these candidates.

    Parameters
    ----------
    reserves : Reserves
        Seats kept for groups.
    candidate, opening : int64 arrays of shape (n,)
        Who stands where; sorted by opening, and within it by the opening's order.
    seats : int64 array of shape (n_openings,)
        How many seats each opening has.

    Returns
    -------
    int64 array of shape (n,)
        The place of the reserve among those of the opening, 0 the first; the number of its reserves for nobody's.
    """
    first = np.searchsorted(reserves.opening, np.arange(len(seats)))
    count = np.bincount(reserves.opening, minlength=len(seats))
    taken = count[opening]
    free = taken > 0
    for step in range(int(count.max(initial=0))):
        asked = np.flatnonzero(free & (count[opening] > step))
        number = first[opening[asked]] + step
        able = reserves.member[reserves.group[number], candidate[asked]]
        asked, number = asked[able], number[able]
        within = places_within(opening[asked]) < reserves.seats[number]
        taken[asked[within]] = step
        free[asked[within]] = False
    return taken
