"""Deferred acceptance in rounds of arrays, with NumPy alone: in each round everybody without a place asks at once.

Whoever asks in which order, the outcome is the same, because what an opening and a region choose is such that nobody
whom they turned away would be taken later. So this finds what `compiled` finds.
"""

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.assignment.one_by_one import finish
from naruteo_matching.assignment.seating import NO_LIMIT, Reserves, fill_reserves, places_within
from naruteo_matching.market import UNMATCHED, Market

# A round costs about as much as so many steps one by one, and one more for each so many candidates.
ROUND_STEPS, CANDIDATES_PER_STEP = 60, 400


def propose_in_rounds(market: Market, reserves: Reserves, *, capped: bool) -> NDArray[np.int32]:
    """Let all candidates ask, round by round.

    Parameters
    ----------
    market : Market
        The market.
    reserves : Reserves
        Seats kept for groups.
    capped : bool
        Whether regions take no more than their caps.

    Returns
    -------
    int32 array of shape (n_candidates,)
        Each candidate's opening, or `UNMATCHED`.
    """
    asking = np.flatnonzero(np.diff(market.starts) > 0)
    next_edge = market.starts[:-1].copy()
    # The edge on which each candidate is held; the opening as well, with one more that stands for none.
    held = np.full(market.n_candidates, -1, np.int64)
    where = np.full(market.n_candidates, market.n_openings, np.int32)
    count = np.zeros(market.n_openings, np.int64)
    reserving = np.bincount(reserves.opening, minlength=market.n_openings) > 0
    # Whoever stands at or behind this place in an opening's order is turned away, now and later.
    bound = np.where((market.seats == 0) & ~reserving, 0, NO_LIMIT)
    few = ROUND_STEPS + market.n_candidates // CANDIDATES_PER_STEP
    simple = not len(reserves) and not capped
    while len(asking):
        if simple and len(asking) <= few:
            finish(market, asking, next_edge, held)
            break
        edge = next_edge[asking]
        next_edge[asking] += 1
        opening = market.openings[edge]
        taken = market.priority[edge] < bound[opening]
        came, edge, opening = asking[taken], edge[taken], opening[taken]
        held[came], where[came] = edge, opening
        count += np.bincount(opening, minlength=market.n_openings)
        rejected = _rejected(market, reserves, where, held, count, capped=capped)
        if len(rejected):
            at, worst = where[rejected], market.priority[held[rejected]]
            counted = ~reserving[at]
            np.minimum.at(bound, at[counted], worst[counted])
            count -= np.bincount(at, minlength=market.n_openings)
            held[rejected], where[rejected] = -1, market.n_openings
        asking = np.concatenate((asking[~taken], rejected))
        asking = asking[next_edge[asking] < market.starts[asking + 1]]
    has = held >= 0
    matched = np.full(market.n_candidates, UNMATCHED, np.int32)
    matched[has] = market.openings[held[has]]
    return matched


def _rejected(
    market: Market, reserves: Reserves, where: NDArray[np.int32], held: NDArray[np.int64],
    count: NDArray[np.int64], *, capped: bool,
) -> NDArray[np.int64]:  # fmt: skip
    """Whom openings and regions turn away of those who stand there now."""
    full = np.append(count > market.seats, False)
    if capped:
        lies = market.region >= 0
        in_region = np.zeros(len(market.cap), np.int64)
        np.add.at(in_region, market.region[lies], count[lies])
        full[:-1][lies] |= (in_region > market.cap)[market.region[lies]]
    people = np.flatnonzero(full[where])
    if len(people) == 0:
        return people
    opening, priority = where[people].astype(np.int64), market.priority[held[people]]
    by_order = np.argsort((opening << 32) | priority)
    people, opening, priority = people[by_order], opening[by_order], priority[by_order]
    if len(reserves):
        taken = fill_reserves(reserves, people, opening, market.seats)
        by_seat = np.lexsort((taken, opening))
        people, opening = people[by_seat], opening[by_seat]
    nth = places_within(opening)
    turned_away = nth >= market.seats[opening]
    if capped:
        seated = np.flatnonzero(~turned_away & (market.region[opening] >= 0))
        turned_away[seated] = _above_caps(market, opening[seated], nth[seated])
    return people[turned_away]


def _above_caps(market: Market, opening: NDArray[np.int64], nth: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of these seats their region does not give: openings farthest above their targets give up theirs first."""
    region = market.region[opening]
    turn = nth + 1 - market.target[opening]
    by_turn = np.lexsort((market.order[opening], turn, region))
    above = np.empty(len(opening), np.bool_)
    above[by_turn] = places_within(region[by_turn].astype(np.int64)) >= market.cap[region[by_turn]]
    return above
