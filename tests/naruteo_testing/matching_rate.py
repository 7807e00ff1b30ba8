"""Places the candidates of a made market with one program and prints seconds and memory as JSON.

`python -m naruteo_testing.matching_rate PROGRAM PEOPLE OPENINGS`; a market is the same for all programs.
"""

import json
import resource
import sys
import time
from collections.abc import Callable

import numpy as np

from naruteo_matching.assignment import deferred_acceptance, flexible_deferred_acceptance
from naruteo_matching.market import Market
from naruteo_testing.markets import made_market

LENGTH, REGIONS = 30, 17


def ours(market: Market, engine: str) -> Callable[[], int]:
    """Deferred acceptance; where the market has regions, the flexible one."""
    solve = flexible_deferred_acceptance if len(market.cap) else deferred_acceptance
    if engine == "numba":
        solve(made_market(200, 20, 5, regions=len(market.cap)), engine="numba")  # compiles, or loads what was compiled
    return lambda: int(np.count_nonzero(solve(market, engine=engine) >= 0))  # type: ignore[arg-type]


def flow(market: Market) -> Callable[[], int]:
    """OR-Tools: the most people placed at the best sum of ranks, which is another answer, not a stable one."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415 - an extra

    people, places = market.n_candidates, market.n_openings
    owner = np.repeat(np.arange(people), np.diff(market.starts))
    rank = np.arange(len(owner)) - market.starts[owner]

    def solve() -> int:
        network = SimpleMinCostFlow()
        sink = people + places
        network.add_arcs_with_capacity_and_unit_cost(
            owner, people + market.openings, np.ones(len(owner)), rank - LENGTH
        )
        network.add_arcs_with_capacity_and_unit_cost(
            np.arange(people, sink), np.full(places, sink), market.seats, np.zeros(places)
        )
        network.add_arcs_with_capacity_and_unit_cost(
            np.arange(people), np.full(people, sink), np.ones(people), np.zeros(people)
        )
        network.set_nodes_supplies(np.arange(people), np.ones(people))
        network.set_nodes_supplies(np.array([sink]), np.array([-people]))
        assert network.solve() == network.OPTIMAL
        used = network.flows(np.arange(len(owner)))
        return int(np.count_nonzero(used))

    return solve


def matching_package(market: Market) -> Callable[[], int]:
    """PyPI's `matching`: objects for everybody, made and solved."""
    from matching.games import HospitalResident  # noqa: PLC0415 - may be absent

    sys.setrecursionlimit(1_000_000)
    lists = [
        market.openings[first:last].tolist() for first, last in zip(market.starts, market.starts[1:], strict=False)
    ]
    order = np.lexsort((market.priority, market.openings))
    owner = np.repeat(np.arange(market.n_candidates), np.diff(market.starts))[order]
    bounds = np.searchsorted(market.openings[order], np.arange(market.n_openings + 1))
    listed = {at: owner[bounds[at] : bounds[at + 1]].tolist() for at in range(market.n_openings)}
    seats = dict(enumerate(market.seats.tolist()))

    def solve() -> int:
        game = HospitalResident.create_from_dictionaries(
            {at: each for at, each in enumerate(lists)}, {at: each for at, each in listed.items() if each},
            {at: each for at, each in seats.items() if listed[at]},
        )  # fmt: skip
        return sum(len(residents) for residents in game.solve(optimal="resident").values())

    return solve


def main(program: str, people: int, places: int) -> None:
    """Measure in CPU seconds, and print."""
    market = made_market(people, places, LENGTH, regions=REGIONS if program.startswith("flexible-") else 0)
    engine = program.removeprefix("flexible-")
    if engine in ("numba", "numpy"):
        solve = ours(market, engine)
    else:
        solve = flow(market) if engine == "flow" else matching_package(market)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = []
    while not seconds or (len(seconds) < 5 and sum(seconds) < 5):
        began = time.process_time()
        placed = solve()
        seconds.append(time.process_time() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": min(seconds), "placed": placed, "peak": peak, "grown": peak - before}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
