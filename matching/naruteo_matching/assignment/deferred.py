"""Deferred acceptance by the engine that suits: compiled where numba is installed and worth its start, else NumPy."""

import sys
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.assignment.rounds import propose_in_rounds
from naruteo_matching.assignment.seating import NO_LIMIT, NO_RESERVES, Reserves
from naruteo_matching.market import UNMATCHED, Market

Engine = Literal["numba", "numpy"]
# Loading numba takes about as long as NumPy takes for so many edges.
WORTH_LOADING = 1_000_000
LARGEST_KEY = 2**31


def deferred_acceptance(
    market: Market, reserves: Reserves = NO_RESERVES, *, engine: Engine | None = None
) -> NDArray[np.int32]:
    """Place candidates by deferred acceptance, candidates asking (Gale and Shapley 1962); regions bind nobody.

    The outcome is stable: no candidate and opening would both rather have each other. Of all stable outcomes it is
    the best for every candidate, and no candidate can gain by another list than the true one.

    Parameters
    ----------
    market : Market
        The market.
    reserves : Reserves, optional
        Seats kept for groups.
    engine : {"numba", "numpy"}, optional
        What reckons; by default what is faster. Both give the same.

    Returns
    -------
    int32 array of shape (n_candidates,)
        Each candidate's opening, or `UNMATCHED`.

    Raises
    ------
    ValueError
        If arrays do not fit each other.
    """
    return _propose(market, reserves, engine, capped=False)


def flexible_deferred_acceptance(
    market: Market, reserves: Reserves = NO_RESERVES, *, engine: Engine | None = None
) -> NDArray[np.int32]:
    """Place candidates by flexible deferred acceptance: no region gets more than its cap.

    Of those who ask in a region, openings first keep as many as their targets say; the seats of the cap above the
    targets go to the openings in turn, one each, in the region's order, as long as somebody asks (Kamada and Kojima,
    "Efficient matching under distributional constraints", American Economic Review 105(1), 2015). Every candidate is
    at least as well off as with the targets as seats (`jrmp`), and no group of candidates can gain by other lists.

    The outcome is stable in their sense: a pair may still want each other only where the region is full, the seat at
    the opening is a free one, and the candidate does not come from an opening of the same region that is at least as
    far above its target.

    Parameters, result and errors are those of `deferred_acceptance`; without any cap so is the outcome.
    """
    return _propose(market, reserves, engine, capped=bool((market.cap < NO_LIMIT).any()))


def jrmp(market: Market, reserves: Reserves = NO_RESERVES, *, engine: Engine | None = None) -> NDArray[np.int32]:
    """Place candidates as Japan's residency match did until it was reformed: in capped regions targets are the seats.

    For comparison only: seats that one opening does not need are lost to the others. Openings in a capped region whose
    targets are all 0 get shares of the cap by their seats (`proportional_targets`). Reserves shrink with the seats.
    """
    seats = market.seats.copy()
    lies = np.flatnonzero(market.region >= 0)
    capped = lies[market.cap[market.region[lies]] < NO_LIMIT]
    seats[capped] = proportional_targets(market)[capped]
    first = np.searchsorted(reserves.opening, reserves.opening)
    before = np.cumsum(reserves.seats) - reserves.seats
    kept = (
        np.clip(seats[reserves.opening] - (before - before[first]), 0, reserves.seats)
        if len(reserves)
        else reserves.seats
    )
    return deferred_acceptance(replace(market, seats=seats), replace(reserves, seats=kept), engine=engine)


def proportional_targets(market: Market) -> NDArray[np.int64]:
    """Targets as stated; where a capped region states none, its cap shared by seats, remainders to the largest first.

    Returns
    -------
    int64 array of shape (n_openings,)
    """
    targets = market.target.copy()
    for region in np.flatnonzero(market.cap < NO_LIMIT):
        of = np.flatnonzero(market.region == region)
        if targets[of].any():
            continue
        seats, total = market.seats[of], int(market.seats[of].sum())
        share = seats * min(int(market.cap[region]), total)
        whole, rest = share // max(1, total), share % max(1, total)
        left = min(int(market.cap[region]), total) - int(whole.sum())
        whole[np.lexsort((market.order[of], -rest))[:left]] += 1
        targets[of] = whole
    return targets


def _propose(market: Market, reserves: Reserves, engine: Engine | None, *, capped: bool) -> NDArray[np.int32]:
    _check(market, reserves)
    if market.n_openings == 0 or len(market.openings) == 0:
        return np.full(market.n_candidates, UNMATCHED, np.int32)
    if (engine or _suitable(len(market.openings))) == "numba":
        # Only now: numba takes a moment to load, and is an extra.
        matched: NDArray[np.int32] = import_module("naruteo_matching.assignment.compiled").propose_compiled(
            market, reserves, capped=capped
        )
        return matched
    return propose_in_rounds(market, reserves, capped=capped)


def _suitable(edges: int) -> Engine:
    loaded = "naruteo_matching.assignment.compiled" in sys.modules
    return "numba" if loaded or (edges >= WORTH_LOADING and find_spec("numba")) else "numpy"


def _check(market: Market, reserves: Reserves) -> None:
    edges = len(market.openings)
    if market.starts[0] != 0 or market.starts[-1] != edges or len(market.priority) != edges:
        raise ValueError("starts, openings and priority speak of different edges")
    if edges and (market.priority.max() >= LARGEST_KEY or market.n_candidates >= LARGEST_KEY):
        raise ValueError("a priority or the number of candidates is 2**31 or more")
    kept = np.bincount(reserves.opening, reserves.seats, market.n_openings)
    if len(reserves) and (kept > market.seats).any():
        raise ValueError("an opening keeps more seats for groups than it has")
