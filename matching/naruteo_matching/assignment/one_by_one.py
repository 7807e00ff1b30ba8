"""Finishes deferred acceptance one candidate at a time: where few still ask, that is faster than rounds of arrays."""

from heapq import heapify, heappush, heappushpop

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.market import Market


def finish(market: Market, asking: NDArray[np.int64], next_edge: NDArray[np.int64], held: NDArray[np.int64]) -> None:
    """Let these candidates, and whom they displace, ask until nobody asks any more.

    Parameters
    ----------
    market : Market
        A market without reserves and caps.
    asking : int64 array
        Who has no place and goes on asking.
    next_edge : int64 array of shape (n_candidates,)
        The edge on which each asks next; changed.
    held : int64 array of shape (n_candidates,)
        The edge on which each is held, -1 for none; changed.
    """
    placed = np.flatnonzero(held >= 0)
    opening = market.openings[held[placed]]
    by_opening = np.argsort(opening, kind="stable")
    people, priority = placed[by_opening], market.priority[held[placed[by_opening]]]
    begins = np.searchsorted(opening[by_opening], np.arange(market.n_openings + 1)).tolist()
    # The worst held comes first; only openings that somebody asks get their heap. Memory views give plain numbers fast.
    heaps: dict[int, list[tuple[int, int]]] = {}
    openings, priorities, seats = market.openings.data, market.priority.data, market.seats.data
    ends, edges, holds = market.starts.data[1:], next_edge.data, held.data
    for candidate in asking.tolist():
        while candidate >= 0 and (edge := edges[candidate]) < ends[candidate]:
            edges[candidate] = edge + 1
            place = openings[edge]
            heap = heaps.get(place)
            if heap is None:
                first, last = begins[place], begins[place + 1]
                heap = heaps[place] = list(
                    zip((-priority[first:last]).tolist(), people[first:last].tolist(), strict=True)
                )
                heapify(heap)
            holds[candidate] = edge
            if len(heap) < seats[place]:
                heappush(heap, (-priorities[edge], candidate))
                break
            asked = candidate
            worst = heappushpop(heap, (-priorities[edge], asked))
            candidate = worst[1]
            holds[candidate] = -1
