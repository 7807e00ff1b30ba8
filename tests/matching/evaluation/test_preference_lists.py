"""Mechanisms on preference lists do what their definitions say, and ours gives everybody one of Glasgow's projects."""

import numpy as np

from naruteo_matching.evaluation.preference_lists import (
    first_choice_first,
    measured,
    random_serial_dictatorship,
    read_lists,
)
from naruteo_testing.shared_folder import MATCHING_DATA, needs_matching_data

LISTS = [[1, 2], [1, 2], [2, 1]]


def test_first_choices_go_first() -> None:
    for seed in range(10):
        got = first_choice_first(LISTS, {1: 1, 2: 1}, np.random.default_rng(seed))
        assert got[2] == 1
        assert sorted(got[:2], key=str) == [1, None]


def test_dictators_take_the_best_that_is_left() -> None:
    for seed in range(20):
        random = np.random.default_rng(seed)
        first, second, third = np.random.default_rng(seed).permutation(3)
        got = random_serial_dictatorship(LISTS, {1: 1, 2: 1}, random)
        assert got[first] == 1
        assert got[second] == (1 if LISTS[second][0] != LISTS[first][0] else 2)
        assert got[third] is None


@needs_matching_data
def test_everybody_gets_a_project() -> None:
    path = MATCHING_DATA / "preflib" / "project" / "00038-00000001.soi"
    lists = read_lists(path)
    assert len(lists) == 35
    places = {place: 1 for listed in lists for place in listed}
    found = measured(lists, places, draws=3)
    best = found["ours, optimal"]
    assert best["share placed"] == 1.0
    assert round(best["mean rank"], 2) == 1.63
    assert all(each["share placed"] >= 0.85 for each in found.values())
