"""The chance of staying unplaced with a list, simulated before openings have ranked anybody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.assignment import NO_RESERVES, Reserves, flexible_deferred_acceptance
from naruteo_matching.market import UNMATCHED, Market

COMMON = 0.5
"""The share of openings' judgement that all of them have in common, where nobody knows better."""
KINDS_OF_PEOPLE = 41
# The standard library's: web processes would wait for SciPy at each start.
NORMAL = NormalDist()
QUALITIES = np.array([NORMAL.inv_cdf((kind + 0.5) / KINDS_OF_PEOPLE) for kind in range(KINDS_OF_PEOPLE)])
share_below = np.vectorize(NORMAL.cdf, otypes=[np.float64])


@dataclass(frozen=True)
class Admission:
    """From where each opening took people, in each simulated round.

    Attributes
    ----------
    threshold : float64 array of shape (n_draws, n_openings)
        The score of the best whom an opening turned away, minus infinity where it turned away nobody.
    common : float
        The share of the variance of scores that all openings have in common.
    """

    threshold: NDArray[np.float64]
    common: float

    def unplaced(self, openings: Sequence[int]) -> list[float]:
        """The chance of staying unplaced with the first opening of a list only, with the first two, and so on.

        Parameters
        ----------
        openings : sequence of int
            The list, by the openings' numbers, the most wanted first.

        Returns
        -------
        list of float
            One chance for each length. What one person does moves no threshold in a market that is not tiny.
        """
        # How good somebody is in everybody's eyes is not known: people of all kinds are taken in equal shares.
        quality = QUALITIES * np.sqrt(self.common)
        threshold = self.threshold[:, np.asarray(openings, np.int64), None]
        refused = share_below((threshold - quality) / np.sqrt(1 - self.common))
        return [float(each) for each in np.cumprod(refused, axis=1).mean(axis=(0, 2))]


def simulate(
    market: Market, reserves: Reserves = NO_RESERVES, *, draws: int = 50, seed: int = 0, common: float = COMMON
) -> Admission:
    """Simulate rounds with lists such as those that are there, and orders of openings by chance.

    In each draw as many people take part as in the market, each with the list of somebody drawn from it; every opening
    scores them by a quality that all openings see and a liking of its own, both normal. Then they are placed as in a
    round. The answer is as good as these assumptions: it is meant to warn of a short list, not to foretell a result.

    Parameters
    ----------
    market : Market
        The lists as they stand now; priorities are not looked at.
    reserves : Reserves, optional
        Seats kept for groups.
    draws : int
        How many rounds to simulate.
    seed : int
        Where chance begins: the same seed gives the same answer.
    common : float
        The share of the variance of scores that all openings have in common, from 0 to less than 1.

    Returns
    -------
    Admission

    Raises
    ------
    ValueError
        If `common` or `draws` is out of range.
    """
    if not 0 <= common < 1 or draws < 1:
        raise ValueError("common must be from 0 to less than 1, and draws at least 1")
    chance = np.random.default_rng(seed)
    threshold = np.full((draws, market.n_openings), -np.inf)
    lengths = np.diff(market.starts)
    for draw in threshold:
        people = np.sort(chance.integers(0, max(1, market.n_candidates), market.n_candidates))
        starts = np.concatenate(([0], np.cumsum(lengths[people])))
        owner = np.repeat(np.arange(market.n_candidates), lengths[people])
        edges = np.arange(starts[-1]) + (market.starts[people] - starts[:-1])[owner]
        openings = market.openings[edges]
        score = np.sqrt(common) * chance.normal(size=market.n_candidates)[owner]
        score += np.sqrt(1 - common) * chance.normal(size=len(edges))
        order = np.lexsort((-score, openings))
        listed = np.bincount(openings, minlength=market.n_openings)
        priority = np.empty(len(edges), np.int64)
        priority[order] = np.arange(len(edges)) - np.repeat(np.cumsum(listed) - listed, listed)
        drawn = replace(market, starts=starts, openings=openings, priority=priority)
        members = replace(reserves, member=reserves.member[:, people]) if len(reserves) else reserves
        matched = flexible_deferred_acceptance(drawn, members)
        # Everybody asked all openings before the one that holds them, and was turned away there.
        at = np.full(market.n_candidates, len(edges), np.int64)
        held = openings == matched[owner]
        at[owner[held]] = np.flatnonzero(held)
        at[matched == UNMATCHED] = starts[1:][matched == UNMATCHED]
        turned_away = np.arange(len(edges)) < at[owner]
        np.maximum.at(draw, openings[turned_away], score[turned_away])
    return Admission(threshold, common)


def unplaced_by_length(market: Market, lengths: Sequence[int], reserves: Reserves = NO_RESERVES) -> dict[int, float]:
    """The share of people who stay unplaced when everybody's list is cut to a length: the market's own dry run.

    Parameters
    ----------
    market : Market
        The market, with the orders of its openings.
    lengths : sequence of int
        Lengths to cut to.

    Returns
    -------
    dict from int to float
    """
    found = {}
    owner = np.repeat(np.arange(market.n_candidates), np.diff(market.starts))
    place = np.arange(len(owner)) - market.starts[owner]
    for length in lengths:
        kept = place < length
        starts = np.concatenate(([0], np.cumsum(np.minimum(np.diff(market.starts), length))))
        cut = replace(market, starts=starts, openings=market.openings[kept], priority=market.priority[kept])
        matched = flexible_deferred_acceptance(cut, reserves)
        found[length] = float(np.mean(matched == UNMATCHED)) if len(matched) else 0.0
    return found
