"""The two walks over all lists that verifying needs, compiled where numba is installed and in NumPy otherwise."""

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.market import Market

try:
    from numba import njit
except ImportError:
    njit = None  # type: ignore[assignment]

CHUNK = 200_000
"""So many candidates at a time, which bounds the memory that NumPy takes."""


def find_held(market: Market, matched: NDArray[np.int32]) -> NDArray[np.int64]:
    """The edge on which each candidate is placed, -1 for none; shape (n_candidates,)."""
    if njit is not None:
        found: NDArray[np.int64] = _held(market.starts, market.openings, matched)
        return found
    return held_by_numpy(market, matched)


def find_wanted(market: Market, held: NDArray[np.int64], bound: NDArray[np.int64]) -> NDArray[np.int64]:
    """The edges before each candidate's own whose priority is smaller than the opening's bound; shape (n_found,)."""
    if njit is not None:
        return np.flatnonzero(_wanted(market.starts, market.openings, market.priority, held, bound))
    return wanted_by_numpy(market, held, bound)


def held_by_numpy(market: Market, matched: NDArray[np.int32]) -> NDArray[np.int64]:
    """`find_held` without numba."""
    held = np.full(market.n_candidates, -1, np.int64)
    for begin in range(0, market.n_candidates, CHUNK):
        starts = market.starts[begin : begin + CHUNK + 1]
        mine = np.repeat(matched[begin : begin + CHUNK], np.diff(starts))
        edges = np.flatnonzero(market.openings[starts[0] : starts[-1]] == mine) + starts[0]
        held[begin + np.searchsorted(starts, edges, side="right") - 1] = edges
    return held


def wanted_by_numpy(market: Market, held: NDArray[np.int64], bound: NDArray[np.int64]) -> NDArray[np.int64]:
    """`find_wanted` without numba."""
    found = []
    for begin in range(0, market.n_candidates, CHUNK):
        starts = market.starts[begin : begin + CHUNK + 1]
        mine = held[begin : begin + CHUNK]
        end = np.repeat(np.where(mine >= 0, mine, starts[1:]), np.diff(starts))
        part = slice(starts[0], starts[-1])
        wanted = market.priority[part] < bound[market.openings[part]]
        wanted &= np.arange(starts[0], starts[-1]) < end
        found.append(np.flatnonzero(wanted) + starts[0])
    return np.concatenate(found) if found else np.empty(0, np.int64)


if njit is not None:

    @njit(cache=True)
    def _held(starts, openings, matched):  # type: ignore[no-untyped-def]
        held = np.full(len(matched), -1, np.int64)
        for candidate in range(len(matched)):
            mine = matched[candidate]
            if mine < 0:
                continue
            for edge in range(starts[candidate], starts[candidate + 1]):
                if openings[edge] == mine:
                    held[candidate] = edge
                    break
        return held

    @njit(cache=True)
    def _wanted(starts, openings, priority, held, bound):  # type: ignore[no-untyped-def]
        wanted = np.zeros(len(openings), np.bool_)
        for candidate in range(len(held)):
            end = held[candidate] if held[candidate] >= 0 else starts[candidate + 1]
            for edge in range(starts[candidate], end):
                if priority[edge] < bound[openings[edge]]:
                    wanted[edge] = True
        return wanted
