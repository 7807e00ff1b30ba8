"""The value-optimal mode: the assignment of the highest total value by minimum-cost flow, and what stability costs.

Candidates send one unit each, to an opening that both sides accept or past all; openings pass on as many as they have
seats, regions as many as their caps. Such a flow is whole-numbered by itself, so it is an assignment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.assignment import NO_RESERVES, Reserves, deferred_acceptance, flexible_deferred_acceptance
from naruteo_matching.instance import Instance
from naruteo_matching.market import UNMATCHED, Market
from naruteo_matching.verification.blocking import blocking_pairs, placed

FINEST = 1_000_000
"""Values are told apart to so many parts of the largest one, or exactly where they are decimals with six digits."""
LARGEST_COST = 2**61


class MissingSolver(RuntimeError):
    """OR-Tools is not installed; the message says what to install."""


def assign(market: Market, value: NDArray[np.float64]) -> NDArray[np.int32]:
    """Assign candidates so that the total value is the highest.

    Seats and caps hold; floors are reached as far as that is possible at all, whatever it costs in value. A pair whose
    value is below 0 is never matched for its own sake. Reserves are not looked at: the mode ranks nobody.

    Parameters
    ----------
    market : Market
        The market; who stands before whom plays no part.
    value : float64 array of shape (n_edges,)
        What each edge is worth.

    Returns
    -------
    int32 array of shape (n_candidates,)
        The opening of each candidate, `UNMATCHED` for none. The same input gives the same output with the same
        version of OR-Tools.

    Raises
    ------
    MissingSolver
        When OR-Tools is not installed.
    """
    try:
        flows = import_module("ortools.graph.python.min_cost_flow")
    except ImportError:
        raise MissingSolver(
            "The value-optimal mode needs OR-Tools, which is not installed: pip install 'naruteo[optimal]'."
        ) from None
    people, places, edges = market.n_candidates, market.n_openings, len(market.openings)
    matched = np.full(people, UNMATCHED, np.int32)
    if edges == 0:
        return matched
    regions = len(market.cap)
    sink = people + places + regions
    has_floors = bool(np.any(market.floor > 0))
    cost = -_whole(value, sink + 1, people if has_floors else 0)
    region = market.region if len(market.region) else np.full(places, UNMATCHED, np.int32)
    beyond = np.where(region >= 0, people + places + region, sink)
    owner = np.repeat(np.arange(people), np.diff(market.starts))
    floor = np.minimum(market.floor, market.cap)
    bonus = -(2 * people + 1) * int(np.abs(cost).max(initial=1))
    region_nodes = people + places + np.arange(regions)
    arcs: tuple[tuple[NDArray[Any], ...], ...] = (
        (owner, people + market.openings, np.ones(edges), cost),
        (people + np.arange(places), beyond, np.minimum(market.seats, people), np.zeros(places)),
        (region_nodes, np.full(regions, sink), np.minimum(floor, people), np.full(regions, bonus)),
        (region_nodes, np.full(regions, sink), np.minimum(market.cap - floor, people), np.zeros(regions)),
        (np.arange(people), np.full(people, sink), np.ones(people), np.zeros(people)),
    )
    tails, heads, capacities, costs = (np.concatenate(each).astype(np.int64) for each in zip(*arcs, strict=True))
    flow = flows.SimpleMinCostFlow()
    numbers = flow.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32), heads.astype(np.int32), capacities, costs
    )  # fmt: skip
    flow.set_nodes_supplies(np.append(np.arange(people), sink), np.append(np.ones(people, np.int64), -people))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"OR-Tools found no optimal flow: {status}")
    used = flow.flows(numbers[:edges]) > 0
    matched[owner[used]] = market.openings[used]
    return matched


def edge_values(instance: Mapping[str, Any], read: Instance) -> NDArray[np.float64]:
    """What each edge of an instance is worth: as its ``values`` say, otherwise by the ranks of both sides.

    Where nothing is stated, a pair is worth the share of the candidate's list that stands behind the opening (the
    opening itself counted) plus the share of the opening's order that stands behind the candidate: above 0, and 2 for
    the first choice of both. A pair that ``values`` does not name is worth 0.

    Returns
    -------
    float64 array of shape (n_edges,)
    """
    market = read.market
    stated = instance.get("values")
    if not stated:
        return rank_values(market)
    worth = {
        (str(person), str(opening)): float(number)
        for person, row in stated.items()
        for opening, number in row.items()
    }  # fmt: skip
    owner = np.repeat(np.arange(market.n_candidates), np.diff(market.starts)).tolist()
    people, places = [str(each) for each in read.candidates], [str(each) for each in read.openings]
    return np.array(
        [worth.get((people[person], places[opening]), 0.0)
         for person, opening in zip(owner, market.openings.tolist(), strict=True)], np.float64,
    )  # fmt: skip


def rank_values(market: Market) -> NDArray[np.float64]:
    """The value of each edge by the ranks of both sides; see `edge_values`."""
    lengths = np.diff(market.starts)
    wish = np.arange(len(market.openings)) - np.repeat(market.starts[:-1], lengths)
    by_order = np.lexsort((market.priority, market.openings))
    listed = np.bincount(market.openings, minlength=market.n_openings)
    place = np.empty(len(by_order), np.int64)
    place[by_order] = np.arange(len(by_order)) - np.repeat(np.cumsum(listed) - listed, listed)
    value: NDArray[np.float64] = 2 - wish / np.repeat(lengths, lengths) - place / listed[market.openings]
    return value


@dataclass(frozen=True)
class Price:
    """What one way to assign gives.

    Attributes
    ----------
    name : str
        ``stable`` (both sides' own lists), ``common`` (stable when both sides rank by the value) or ``optimal``.
    placed : int
        How many candidates are placed.
    value : float
        The total value.
    blocking_pairs : int
        By both sides' own lists.
    blocking_by_value : int
        Were both sides to rank by the value.
    mean_rank : float or None
        The mean place of what was got among the acceptable openings of each list; none when nobody is placed.
    """

    name: str
    placed: int
    value: float
    blocking_pairs: int
    blocking_by_value: int
    mean_rank: float | None


def price_of_stability(market: Market, value: NDArray[np.float64], reserves: Reserves = NO_RESERVES) -> list[Price]:
    """Set the stable, the common-score stable and the value-optimal assignment of a market side by side.

    Blocking pairs are counted as everywhere: under caps in the sense of Kamada and Kojima. The two that rank by the
    value know no reserves.

    Raises
    ------
    MissingSolver
        When OR-Tools is not installed.
    """
    common = common_market(market, value)
    capped = bool(len(market.cap))
    stable = flexible_deferred_acceptance if capped else deferred_acceptance
    found = {
        "stable": stable(market, reserves),
        "common": stable(common),
        "optimal": assign(market, value),
    }
    prices = []
    for name, matched in found.items():
        state = placed(market, matched)
        held = state.edge[state.edge >= 0]
        rank = held - market.starts[:-1][state.edge >= 0] + 1
        prices.append(
            Price(
                name,
                len(held),
                float(value[held].sum()),
                len(blocking_pairs(market, matched).edges),
                len(blocking_pairs(common, matched).edges),
                float(rank.mean()) if len(held) else None,
            )
        )
    return prices


def common_market(market: Market, value: NDArray[np.float64]) -> Market:
    """The market were both sides to rank by the value, equal values by number."""
    owner = np.repeat(np.arange(market.n_candidates), np.diff(market.starts))
    order = np.lexsort((market.openings, -value, owner))
    by_opening = np.lexsort((owner, -value, market.openings))
    listed = np.bincount(market.openings, minlength=market.n_openings)
    priority = np.empty(len(order), np.int64)
    priority[by_opening] = np.arange(len(order)) - np.repeat(np.cumsum(listed) - listed, listed)
    return replace(market, openings=market.openings[order], priority=priority[order])


def _whole(value: NDArray[np.float64], nodes: int, floors_of: int) -> NDArray[np.int64]:
    """Values as whole numbers in the same proportions: exactly where six decimals are enough, otherwise rounded."""
    largest = float(np.abs(value).max(initial=0.0))
    if largest == 0:
        return np.zeros(len(value), np.int64)
    # OR-Tools multiplies costs by the number of nodes; reaching a floor must outweigh whatever the values are.
    bound = LARGEST_COST // (nodes * (2 * floors_of + 1))
    scale = next((10.0**digits for digits in range(7) if _is_whole(value * 10.0**digits)), FINEST / largest)
    return np.rint(value * min(scale, bound / largest)).astype(np.int64)


def _is_whole(value: NDArray[np.float64]) -> bool:
    return bool(np.allclose(value, np.rint(value), rtol=0, atol=1e-9 * max(1.0, float(np.abs(value).max(initial=0)))))
