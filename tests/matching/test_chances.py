"""The chance of staying unplaced: simulated, repeatable, and right where it can be reckoned."""

import numpy as np
import pytest

from naruteo_matching.chances import Admission, simulate, unplaced_by_length
from naruteo_matching.market import Market
from naruteo_testing.markets import made_market


def test_a_longer_list_never_leaves_a_higher_chance_of_staying_unplaced() -> None:
    admission = simulate(made_market(600, 40, 6), draws=5)
    chances = admission.unplaced([3, 1, 4, 15, 9, 2, 6])
    assert len(chances) == 7
    assert chances == sorted(chances, reverse=True)
    assert 0 < chances[-1] < chances[0] < 1


def test_an_opening_that_turns_nobody_away_takes_whoever_asks() -> None:
    market = Market(np.array([0, 1, 2]), np.array([0, 0], np.int32), np.array([0, 1]), np.array([5, 5]))
    assert simulate(market, draws=3).unplaced([0]) == [0.0]


def test_half_of_those_who_ask_for_one_opening_alone_stay_unplaced() -> None:
    people = 2_000
    market = Market(
        np.arange(people + 1), np.zeros(people, np.int32), np.arange(people), np.array([people // 2], np.int64)
    )
    for common in (0.0, 0.8):
        assert simulate(market, draws=10, common=common).unplaced([0])[0] == pytest.approx(0.5, abs=0.03)


def test_what_openings_have_in_common_makes_a_second_wish_help_less() -> None:
    threshold = np.zeros((1, 2))
    apart, alike = Admission(threshold, 0.0).unplaced([0, 1]), Admission(threshold, 0.9).unplaced([0, 1])
    assert apart == pytest.approx([0.5, 0.25])
    assert alike[0] == pytest.approx(0.5, abs=0.01)
    assert alike[1] > 0.35


def test_the_same_seed_gives_the_same_chances() -> None:
    market = made_market(200, 20, 4)
    first, second = (simulate(market, draws=2, seed=7).threshold for _ in range(2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, simulate(market, draws=2, seed=8).threshold)


def test_the_warning_is_near_what_then_happens() -> None:
    market = made_market(3_000, 300, 10)
    happened = unplaced_by_length(market, [2, 10])
    assert happened[2] > happened[10]
    admission = simulate(market, draws=5, common=0.33)
    lists = market.openings.reshape(-1, 10)
    said = np.mean([admission.unplaced(lists[at])[-1] for at in range(0, 3_000, 30)])
    assert said == pytest.approx(happened[10], abs=0.08)


@pytest.mark.parametrize(("common", "draws"), [(1.0, 5), (-0.1, 5), (0.5, 0)])
def test_what_cannot_be_simulated_is_refused(common: float, draws: int) -> None:
    with pytest.raises(ValueError):
        simulate(made_market(20, 5, 2), common=common, draws=draws)
