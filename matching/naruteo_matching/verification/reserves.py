"""Soft reserves: which of the people whom an opening holds take a reserved seat, and from where another would be taken.

An opening goes through its reserves in its own order: each takes the best members of its group who hold no seat yet,
as many as it has seats. All other seats, also reserved ones that nobody of the group wants, go to the best of the rest.
(Minority reserves of Hafalir, Yenmez and Yildirim 2013; with several groups in the order of the list.)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ANYBODY = np.iinfo(np.int64).max
"""The bound of a seat that is free: whoever is acceptable would be taken."""
NOBODY = -1
"""The bound where there is no seat at all."""


@dataclass(frozen=True)
class Reserves:
    """Seats kept for groups.

    Attributes
    ----------
    opening, group, seats : int64 arrays of shape (n_reserves,)
        Of which opening, for which group and how many; those of one opening in the order in which they are filled.
    member : bool array of shape (n_candidates, n_groups)
        Who belongs to which group.
    groups : tuple of str
        The names of the groups.
    """

    opening: NDArray[np.int64]
    group: NDArray[np.int64]
    seats: NDArray[np.int64]
    member: NDArray[np.bool_]
    groups: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.opening)


_NONE = np.empty(0, np.int64)
NO_RESERVES = Reserves(_NONE, _NONE, _NONE, np.empty((0, 0), np.bool_))


@dataclass(frozen=True)
class Bounds:
    """From where openings would take somebody else: whose priority is smaller than the bound is taken.

    Attributes
    ----------
    general : int64 array of shape (n_openings,)
        The bound for everybody: `ANYBODY` with a free seat, otherwise the last priority that holds a general seat.
    reserved : int64 array of shape (n_reserves,)
        The bound for members of the reserve's group.
    filled : int64 array of shape (n_reserves,)
        How many reserved seats members hold.
    """

    general: NDArray[np.int64]
    reserved: NDArray[np.int64]
    filled: NDArray[np.int64]


def bounds(
    reserves: Reserves, seats: NDArray[np.int64], matched: NDArray[np.int32], priority: NDArray[np.int64]
) -> Bounds:
    """Where each opening's bounds lie for those whom it holds.

    Somebody else is taken at a reserve of an own group with room or with somebody worse on it, or at a general seat in
    the same way; before that point the sequence is what it is without them. So the largest of the bounds decides.

    Parameters
    ----------
    reserves : Reserves
        Seats kept for groups.
    seats : int64 array of shape (n_openings,)
        How many seats each opening has.
    matched : int32 array of shape (n_candidates,)
        The opening of each candidate, negative for none.
    priority : int64 array of shape (n_candidates,)
        The priority of each candidate at that opening.

    Returns
    -------
    Bounds
    """
    left = seats.copy()
    held = np.flatnonzero(matched >= 0)
    if len(reserves) == 0:
        return Bounds(_last(len(seats), matched[held], priority[held], left), _NONE, _NONE)
    held = held[np.lexsort((priority[held], matched[held]))]
    at, standing = matched[held].astype(np.int64), priority[held]
    free = np.ones(len(held), np.bool_)
    reserved = np.empty(len(reserves), np.int64)
    filled = np.empty(len(reserves), np.int64)
    for step in _steps(reserves.opening):
        group = np.full(len(seats), -1)
        kept = np.zeros(len(seats), np.int64)
        group[reserves.opening[step]] = reserves.group[step]
        kept[reserves.opening[step]] = np.minimum(reserves.seats[step], left[reserves.opening[step]])
        able = np.flatnonzero(free & (group[at] >= 0) & reserves.member[held, group[at]])
        taken = able[_place_within(at[able]) < kept[at[able]]]
        free[taken] = False
        bound = _last(len(seats), at[taken], standing[taken], kept)
        count = np.bincount(at[taken], minlength=len(seats))
        left -= count
        reserved[step], filled[step] = bound[reserves.opening[step]], count[reserves.opening[step]]
    return Bounds(_last(len(seats), at[free], standing[free], left), reserved, filled)


def _last(
    many: int, at: NDArray[np.integer], priority: NDArray[np.int64], seats: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The last priority at each of so many openings; `ANYBODY` where seats are free."""
    last = np.full(many, NOBODY, np.int64)
    np.maximum.at(last, at, priority)
    return np.where(np.bincount(at, minlength=many) < seats, ANYBODY, last)


def _steps(opening: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The numbers of the first reserves of all openings, of the second, and so on."""
    by_opening = np.argsort(opening, kind="stable")
    step = np.empty(len(opening), np.int64)
    step[by_opening] = _place_within(opening[by_opening])
    return [np.flatnonzero(step == at) for at in range(step.max() + 1)]


def _place_within(run: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each entry among equal ones beside it."""
    if len(run) == 0:
        return np.empty(0, np.int64)
    begins = np.flatnonzero(np.concatenate([[True], run[1:] != run[:-1]]))
    return np.arange(len(run)) - np.repeat(begins, np.diff(np.append(begins, len(run))))
