"""Smallest changes, found by solving again: what would have been enough, and that one step less is not.

Each of these changes only ever helps the candidate when it grows (a better rank at one opening, more seats, a higher
cap), so the smallest that does is found by halving.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.assignment import deferred_acceptance, flexible_deferred_acceptance
from naruteo_matching.instance import read_instance
from naruteo_matching.market import Market


class Resolver:
    """Solves an instance again with one thing changed.

    Parameters
    ----------
    instance : mapping
        The instance as JSON: in the stable or the flexible mode, without floors and linked applications.
    """

    def __init__(self, instance: Mapping[str, Any]) -> None:
        self._read = read_instance(instance)
        market = self._read.market
        # Odd, so that somebody can be put between any two.
        self._market = replace(market, priority=2 * market.priority + 1)

    def solved(self) -> NDArray[np.int32]:
        """The outcome without any change, shape (n_candidates,)."""
        return self._place(self._market)

    def rank_needed(self, candidate: int, opening: int, better: Sequence[int], likely: int, worst: int) -> int | None:
        """The last place in an opening's order that would be enough for it or better; none if no place is.

        Parameters
        ----------
        candidate, opening : int
            Whom and where.
        better : sequence of int
            The openings that the candidate prefers to this one.
        likely : int
            The place that is tried first, counted from 0: that of the last who is held.
        worst : int
            The place to stop before: the candidate's own, or one past the last.
        """
        with_edge = self._with_edge(candidate, opening, better)

        def enough(missing: int) -> bool:
            # Before the one who stands at this place.
            return self._reaches(
                self._at_place(with_edge, candidate, opening, worst - missing), candidate, opening, better
            )

        missing = _least(enough, worst, worst - likely)
        return None if missing is None else worst - missing

    def is_enough(self, candidate: int, opening: int, better: Sequence[int], at: int) -> bool:
        """Whether the opening or a better one is reached once the pair is allowed, at this place of its order."""
        market = self._with_edge(candidate, opening, better)
        changed = self._at_place(market, candidate, opening, at)
        return self._reaches(changed, candidate, opening, better)

    def seats_needed(self, candidate: int, opening: int, better: Sequence[int]) -> int | None:
        """How many more seats at the opening would be enough; none if no number is."""

        def enough(more: int) -> bool:
            seats = self._market.seats.copy()
            seats[opening] += more
            return self._reaches(replace(self._market, seats=seats), candidate, opening, better)

        return _least(enough, self._market.n_candidates, 1)

    def cap_needed(self, candidate: int, opening: int, better: Sequence[int]) -> int | None:
        """How much higher the cap of the opening's region would have to be; none if no cap is enough."""

        def enough(more: int) -> bool:
            cap = self._market.cap.copy()
            cap[self._market.region[opening]] += more
            return self._reaches(replace(self._market, cap=cap), candidate, opening, better)

        return _least(enough, self._market.n_candidates, 1)

    def _reaches(self, market: Market, candidate: int, opening: int, better: Sequence[int]) -> bool:
        found = self._place(market)[candidate]
        return bool(found == opening or found in better)

    def _place(self, market: Market) -> NDArray[np.int32]:
        solve = flexible_deferred_acceptance if self._read.mode == "flexible" else deferred_acceptance
        return solve(market, self._read.reserves)

    def _with_edge(self, candidate: int, opening: int, better: Sequence[int]) -> Market:
        """The market with the pair as an edge, behind the better openings, if it is none yet."""
        market = self._market
        begin, end = market.starts[candidate : candidate + 2]
        mine = market.openings[begin:end]
        if opening in mine:
            return market
        at = begin + np.count_nonzero(np.isin(mine, better))
        starts = market.starts.copy()
        starts[candidate + 1 :] += 1
        return replace(
            market,
            starts=starts,
            openings=np.insert(market.openings, at, opening).astype(np.int32),
            priority=np.insert(market.priority, at, 0),
        )

    def _at_place(self, market: Market, candidate: int, opening: int, at: int) -> Market:
        """The market with the candidate standing directly before whoever is at this place in the opening's order."""
        begin, end = market.starts[candidate : candidate + 2]
        priority = market.priority.copy()
        priority[begin + np.flatnonzero(market.openings[begin:end] == opening)] = 2 * at
        return replace(market, priority=priority)


def _least(enough: Callable[[int], bool], most: int, likely: int) -> int | None:
    """The least of 1 to `most` that is enough, where all that is more is enough, too; none if `most` is not."""
    low, high = 0, most + 1
    for guess in (likely, likely - 1):
        if low < guess < high:
            low, high = (low, guess) if enough(guess) else (guess, high)
    if high > most:
        if most <= low or not enough(most):
            return None
        high = most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
