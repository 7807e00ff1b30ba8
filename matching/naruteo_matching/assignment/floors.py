"""Floors of regions: caps of other regions are lowered, evenly and no more than needed, until they are reached."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.assignment.deferred import flexible_deferred_acceptance
from naruteo_matching.assignment.seating import NO_RESERVES, Reserves
from naruteo_matching.market import Market


def reach_floors(market: Market, reserves: Reserves = NO_RESERVES) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Place candidates by flexible deferred acceptance, so that regions get their floors as far as this can do it.

    Regions that get more than their floor keep the same share of what they have above it, the largest share at which
    the others reach theirs: nobody is moved by force, only room elsewhere is closed. Floors stay unreached where too
    few candidates and openings accept each other; closing all room above the floors says how many that leaves.

    What remains is stable with respect to the lowered caps: nobody has a place that somebody who wants it more was
    refused for a worse rank, and a pair that would still want each other wants a free seat in a region whose cap,
    stated or lowered, is full. The caps depend on the lists, so that advice to rank truthfully is as good as ever in a
    large market, but no theorem. Openings in no region keep all their seats.

    Returns
    -------
    matched : int32 array of shape (n_candidates,)
        Each candidate's opening, or `UNMATCHED`.
    cap : int64 array of shape (n_regions,)
        The caps that were kept; those of `market` where nothing had to be lowered.
    """
    matched = flexible_deferred_acceptance(market, reserves)
    filled = _filled(market, matched)
    above = filled - market.floor
    if not (above < 0).any():
        return matched, market.cap
    most = int(above.max(initial=0))

    def at(share: int) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
        cap = np.where(above >= 0, market.floor + above * share // max(1, most), market.cap)
        found = flexible_deferred_acceptance(replace(market, cap=cap), reserves)
        return found, cap, _filled(market, found)

    best_matched, best_cap, filled_at_most = at(0)
    wanted = np.minimum(market.floor, filled_at_most)
    if not (wanted > filled)[above < 0].any():
        return matched, market.cap  # closing room elsewhere brings nobody here
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        found, cap, got = at(middle)
        if (got >= wanted).all():
            low, best_matched, best_cap = middle, found, cap
        else:
            high = middle - 1
    return best_matched, best_cap


def _filled(market: Market, matched: NDArray[np.int32]) -> NDArray[np.int64]:
    region = market.region[matched[matched >= 0]]
    return np.bincount(region[region >= 0], minlength=len(market.cap)).astype(np.int64)
