"""Markets of any size as arrays: popular openings, values that both sides share in part, lists of one length."""

import numpy as np

from naruteo_matching.market import Market


def made_market(people: int, places: int, length: int, *, regions: int = 0, seed: int = 6) -> Market:
    """A market with 5 to 20 seats at each opening; its regions have caps at 85 % of their seats, and targets alike."""
    chance = np.random.default_rng(seed)
    popularity = np.exp(chance.gumbel(size=places) * 0.7)
    bounds = np.cumsum(popularity / popularity.sum())
    openings = np.empty((people, length), np.int32)
    for first in range(0, people, 20_000):
        openings[first : first + 20_000] = _lists(chance, bounds, min(20_000, people - first), length)
    flat = openings.ravel()
    priority = _priority(chance, openings, places)
    seats = chance.integers(5, 21, places).astype(np.int64)
    starts = np.arange(0, len(flat) + 1, length, dtype=np.int64)
    if not regions:
        return Market(starts, flat, priority, seats)
    region = chance.integers(0, regions, places).astype(np.int32)
    cap = (np.bincount(region, seats, regions) * 0.85).astype(np.int64)
    return Market(
        starts,
        flat,
        priority,
        seats,
        region,
        cap,
        np.zeros(regions, np.int64),
        seats * 85 // 100,
        chance.permutation(places),
    )


def _priority(chance: np.random.Generator, openings: np.ndarray, places: int) -> np.ndarray:
    """Each person's place in the order of each opening; in few arrays, as the memory of what it is for is measured."""
    merit = chance.normal(size=len(openings)) * 0.7
    liking = chance.normal(size=openings.shape)
    liking += merit[:, None]
    flat = openings.ravel()
    order = np.lexsort((liking.ravel(), flat))
    del liking
    sizes = np.bincount(flat, minlength=places)
    rank = np.arange(len(flat), dtype=np.int32)
    rank -= np.repeat((np.cumsum(sizes) - sizes).astype(np.int32), sizes)
    priority = np.empty(len(flat), np.int64)
    priority[order] = rank
    return priority


def _lists(chance: np.random.Generator, bounds: np.ndarray, people: int, length: int) -> np.ndarray:
    """Distinct openings drawn by their popularity: again where one stands in a list twice."""
    drawn = np.searchsorted(bounds[:-1], chance.random((people, length))).astype(np.int32)
    while True:
        ordered = np.sort(drawn, axis=1)
        again = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
        if len(again) == 0:
            return drawn
        rows = drawn[again]
        by_place = np.argsort(rows, axis=1, kind="stable")
        same = np.zeros(rows.shape, np.bool_)
        repeated = np.diff(np.take_along_axis(rows, by_place, 1), axis=1) == 0
        np.put_along_axis(same, by_place[:, 1:], repeated, 1)
        rows[same] = np.searchsorted(bounds[:-1], chance.random(int(same.sum()))).astype(np.int32)
        drawn[again] = rows
