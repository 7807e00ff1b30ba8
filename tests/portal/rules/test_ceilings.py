"""A ceiling is shared out in order, to the won."""

import numpy as np
import pytest

from naruteo_portal.rules.ceilings import UnequalCaps, allocate


def test_the_case_that_reaches_the_cap_gets_the_rest_and_later_ones_nothing() -> None:
    got = allocate([60, 50, 40, 30, 70], ["a", "a", "b", "a", "b"], [100, 100, 100, 100, 100])
    assert list(got) == [60, 40, 40, 0, 60]


def test_cases_come_by_their_rank_and_what_was_used_before_is_gone() -> None:
    got = allocate([60, 50], [1, 1], [100, 100], order=[2, 1], used=[20, 20])
    assert list(got) == [30, 50]


def test_a_cap_that_was_more_than_used_up_gives_nothing() -> None:
    assert list(allocate([10], [1], [100], used=[150])) == [0]


def test_different_caps_in_one_group_are_refused() -> None:
    with pytest.raises(UnequalCaps) as caught:
        allocate([1, 1, 1], [5, 6, 5], [10, 10, 11])
    assert caught.value.row == 2


def test_nothing_is_lost_or_made_in_many_groups() -> None:
    rng = np.random.default_rng(3)
    groups, amounts = rng.integers(0, 500, 20_000), rng.integers(0, 400_000, 20_000) * 10
    caps = rng.integers(1, 20, 500)[groups] * 5_000_000
    got = allocate(amounts, groups, caps)
    for group in range(500):
        mine = groups == group
        assert got[mine].sum() == min(amounts[mine].sum(), caps[mine][0] if mine.any() else 0)
