"""The two walks over all lists that verifying needs, compiled where numba is installed and in NumPy otherwise."""

import sys
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.market import Market

COMPILED = "naruteo_matching.verification.compiled"
WORTH_LOADING = 1_000_000
"""So many edges make it worth to load numba, which takes about a second."""
CHUNK = 200_000
"""So many candidates at a time, which bounds the memory that NumPy takes."""


def find_held(market: Market, matched: NDArray[np.int32]) -> NDArray[np.int64]:
    """The edge on which each candidate is placed, -1 for none; shape (n_candidates,)."""
    if _is_compiled(market):
        found: NDArray[np.int64] = import_module(COMPILED).held(market.starts, market.openings, matched)
        return found
    return held_by_numpy(market, matched)


def find_wanted(market: Market, held: NDArray[np.int64], bound: NDArray[np.int64]) -> NDArray[np.int64]:
    """The edges before each candidate's own whose priority is smaller than the opening's bound; shape (n_found,)."""
    if _is_compiled(market):
        walk = import_module(COMPILED).wanted
        return np.flatnonzero(walk(market.starts, market.openings, market.priority, held, bound))
    return wanted_by_numpy(market, held, bound)


def _is_compiled(market: Market) -> bool:
    return "numba" in sys.modules or (len(market.openings) >= WORTH_LOADING and find_spec("numba") is not None)


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
