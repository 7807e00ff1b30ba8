"""NumPy alone and numba find the same; the only file that compiles."""

from dataclasses import replace

import numpy as np
import pytest

from naruteo_matching.assignment import Reserves, deferred_acceptance, flexible_deferred_acceptance
from naruteo_matching.assignment.deferred import jrmp
from naruteo_testing.markets import made_market

MARKETS = [(400, 30, 8), (3_000, 200, 12), (50, 400, 5)]


def reserves_of(openings: np.ndarray, people: int) -> Reserves:
    chance = np.random.default_rng(3)
    opening = np.repeat(np.arange(len(openings)), 2)
    member = chance.random((3, people)) < 0.3
    return Reserves(opening, chance.integers(0, 3, len(opening)), np.repeat(openings // 3, 2), member)


@pytest.mark.parametrize(("people", "places", "length"), MARKETS)
def test_both_engines_find_the_same(people: int, places: int, length: int) -> None:
    market = made_market(people, places, length, regions=5)
    some = replace(market, seats=market.seats * (np.arange(places) % 7 > 0), target=market.target * 0)
    below_targets = replace(market, cap=market.cap // 2)
    for each in (market, some, below_targets):
        reserves = reserves_of(each.seats, people)
        for solve in (deferred_acceptance, flexible_deferred_acceptance, jrmp):
            for kept in ((), (reserves,)):
                numpy, numba = solve(each, *kept, engine="numpy"), solve(each, *kept, engine="numba")
                assert np.array_equal(numpy, numba)
                assert np.all(np.bincount(numpy[numpy >= 0], minlength=places) <= each.seats)


def test_under_caps_no_region_has_more_and_only_few_seats_of_the_caps_stay_free() -> None:
    market = made_market(3_000, 200, 12, regions=5)
    matched = flexible_deferred_acceptance(market, engine="numpy")
    filled = np.bincount(market.region[matched[matched >= 0]], minlength=5)
    assert np.all(filled <= market.cap)
    assert np.count_nonzero(jrmp(market, engine="numpy") >= 0) < filled.sum()


def test_openings_with_more_seats_than_anybody_could_fill_take_no_memory() -> None:
    market = made_market(400, 30, 8)
    vast = replace(market, seats=np.full(30, 10**9))
    for engine in ("numpy", "numba"):
        assert np.array_equal(deferred_acceptance(vast, engine=engine), market.openings[::8])  # type: ignore[arg-type]


def test_arrays_that_do_not_fit_are_refused() -> None:
    market = made_market(400, 30, 8, regions=2)
    for wrong in (replace(market, openings=market.openings[1:]), replace(market, priority=market.priority + 2**31)):
        with pytest.raises(ValueError):
            flexible_deferred_acceptance(wrong)
    with pytest.raises(ValueError, match="more seats for groups"):
        deferred_acceptance(market, Reserves(*np.array([[0], [0], [99]]), np.ones((1, 400), np.bool_)))
