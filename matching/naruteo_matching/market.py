"""A matching market as arrays: who accepts whom, in whose order, and how many each opening and region takes."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

UNMATCHED = -1
"""The opening of a candidate who has none; also the region of an opening that lies in none."""


@dataclass(frozen=True)
class Market:
    """Candidates' preference lists and openings' orders over them; only mutual acceptance makes an edge.

    Attributes
    ----------
    starts : int64 array of shape (n_candidates + 1,)
        Candidate ``i`` owns the edges ``starts[i]:starts[i + 1]``, the most wanted opening first.
    openings : int32 array of shape (n_edges,)
        The opening of each edge.
    priority : int64 array of shape (n_edges,)
        The candidate's place in that opening's order, 0 the best; distinct within an opening: ties are broken before.
    seats : int64 array of shape (n_openings,)
        How many candidates each opening takes.
    region : int32 array of shape (n_openings,)
        The region of each opening, `UNMATCHED` for none.
    cap, floor : int64 arrays of shape (n_regions,)
        How many candidates all openings of a region take at most, and ought to get at least.
    target : int64 array of shape (n_openings,)
        How many seats of its region's cap an opening is meant to have (flexible deferred acceptance's policy input).
    order : int64 array of shape (n_openings,)
        The opening's place when the seats above the targets are handed out in its region.
    """

    starts: NDArray[np.int64]
    openings: NDArray[np.int32]
    priority: NDArray[np.int64]
    seats: NDArray[np.int64]
    region: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    cap: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    floor: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    target: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    order: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def n_candidates(self) -> int:
        """How many candidates there are, with those whose list is empty."""
        return len(self.starts) - 1

    @property
    def n_openings(self) -> int:
        """How many openings there are."""
        return len(self.seats)
