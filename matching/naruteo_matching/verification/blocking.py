"""Blocking pairs of a matching on arrays: who would rather be elsewhere, where they would be taken."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.market import Market
from naruteo_matching.verification.reserves import ANYBODY, NO_RESERVES, Reserves, bounds
from naruteo_matching.verification.scanning import find_held, find_wanted

OFF_LIST = np.iinfo(np.int64).max - 1
"""The priority of somebody who is placed where they do not belong: behind everybody."""


class Reason(IntEnum):
    """Why a pair blocks."""

    FREE_SEAT = 0
    RANK = 1
    RESERVE = 2
    REGION_MOVE = 3


@dataclass(frozen=True)
class Placed:
    """How the places are taken.

    Attributes
    ----------
    edge : int64 array of shape (n_candidates,)
        The edge of the market on which each candidate is placed, -1 for none.
    priority : int64 array of shape (n_candidates,)
        The priority there.
    count : int64 array of shape (n_openings,)
        How many each opening holds.
    in_region : int64 array of shape (n_regions,)
        How many each region holds.
    """

    edge: NDArray[np.int64]
    priority: NDArray[np.int64]
    count: NDArray[np.int64]
    in_region: NDArray[np.int64]


@dataclass(frozen=True)
class Blocking:
    """What speaks against a matching.

    Attributes
    ----------
    edges : int64 array of shape (n_blocking,)
        The edges of the market whose two ends would both rather have each other.
    reasons : int8 array of shape (n_blocking,)
        A `Reason` for each.
    tolerated : int
        Pairs that want a free seat which only the region's cap keeps free, and that stability under caps allows.
    """

    edges: NDArray[np.int64]
    reasons: NDArray[np.int8]
    tolerated: int


def placed(market: Market, matched: NDArray[np.int32]) -> Placed:
    """Find each candidate's place in their list, and count.

    Parameters
    ----------
    market : Market
        The market.
    matched : int32 array of shape (n_candidates,)
        The opening of each candidate, `UNMATCHED` for none.

    Returns
    -------
    Placed
    """
    edge = find_held(market, matched)
    priority = np.full(market.n_candidates, OFF_LIST, np.int64)
    priority[edge >= 0] = market.priority[edge[edge >= 0]]
    has = matched >= 0
    count = np.bincount(matched[has], minlength=market.n_openings)
    regional = market.region >= 0
    in_region = np.zeros(len(market.cap), np.int64)
    if len(market.region):
        np.add.at(in_region, market.region[regional], count[regional])
    return Placed(edge, priority, count, in_region)


def blocking_pairs(
    market: Market, matched: NDArray[np.int32], reserves: Reserves = NO_RESERVES, state: Placed | None = None
) -> Blocking:
    """All blocking pairs of a matching.

    Without caps a pair blocks when the candidate prefers the opening to the own place and the opening, choosing from
    those it holds and this one, would take them. Where a region is full to its cap, the notion is that of Kamada and
    Kojima (American Economic Review 105(1), 2015): a pair that only wants a free seat there is tolerated, unless the
    candidate moves within the region from an opening that is at least as far above its target, counted after the move.

    Parameters
    ----------
    market : Market
        The market.
    matched : int32 array of shape (n_candidates,)
        The opening of each candidate, `UNMATCHED` for none.
    reserves : Reserves, optional
        Seats kept for groups.
    state : Placed, optional
        What `placed` found, where it is known already.

    Returns
    -------
    Blocking
    """
    state = state or placed(market, matched)
    seats, capped = _usable_seats(market, state)
    limit = bounds(reserves, seats, matched, state.priority)
    widest = limit.general.copy()
    np.maximum.at(widest, reserves.opening, limit.reserved)
    held_back = capped & (state.count < market.seats)
    widest[held_back] = ANYBODY
    edges = find_wanted(market, state.edge, widest)
    opening = market.openings[edges]
    generally = market.priority[edges] < limit.general[opening]
    candidate = np.searchsorted(market.starts, edges, side="right") - 1
    by_reserve = ~generally & _by_reserve(reserves, limit.reserved, candidate, opening, market.priority[edges])
    moves = ~generally & ~by_reserve & held_back[opening]
    moves[moves] = _moves_nearer_to_target(market, state, matched[candidate[moves]], opening[moves])
    reasons = np.select(
        [by_reserve, moves, state.count[opening] < seats[opening]],
        [Reason.RESERVE, Reason.REGION_MOVE, Reason.FREE_SEAT],
        Reason.RANK,
    ).astype(np.int8)
    blocks = generally | by_reserve | moves
    tolerated = np.count_nonzero(~blocks & held_back[opening])
    return Blocking(edges[blocks], reasons[blocks], int(tolerated))


def _usable_seats(market: Market, state: Placed) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The seats that may be taken as the regions are filled, and whether an opening's region is full to its cap."""
    if not len(market.region) or not len(market.cap):
        return market.seats, np.zeros(market.n_openings, np.bool_)
    capped = (market.region >= 0) & (state.in_region >= market.cap)[market.region]
    return np.where(capped, np.minimum(market.seats, state.count), market.seats), capped


def _by_reserve(
    reserves: Reserves, reserved: NDArray[np.int64],
    candidate: NDArray[np.int64], opening: NDArray[np.int32], priority: NDArray[np.int64],
) -> NDArray[np.bool_]:  # fmt: skip
    """Whether a reserved seat of an own group would be given to each of these candidates."""
    found = np.zeros(len(candidate), np.bool_)
    with_reserve = np.flatnonzero(np.isin(opening, reserves.opening))
    by_opening = np.argsort(reserves.opening, kind="stable")
    first, last = (
        np.searchsorted(reserves.opening, opening[with_reserve], side=side, sorter=by_opening)
        for side in ("left", "right")
    )  # fmt: skip
    for step in range(int((last - first).max(initial=0))):
        some = np.flatnonzero(first + step < last)
        number = by_opening[first[some] + step]
        pair = with_reserve[some]
        found[pair] |= reserves.member[candidate[pair], reserves.group[number]] & (priority[pair] < reserved[number])
    return found


def _moves_nearer_to_target(
    market: Market, state: Placed, present: NDArray[np.int32], wanted: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Whether these moves stay within a region and leave the new opening no further above its target than the old."""
    above = state.count - (market.target if len(market.target) else 0)
    same = (present >= 0) & (market.region[present] == market.region[wanted])
    nearer: NDArray[np.bool_] = same & (above[wanted] + 1 <= above[present] - 1)
    return nearer
