"""What may be printed of a round: nothing below ten persons, and nothing that tells it."""

from typing import Any

import pytest

from naruteo_portal.talent.clearing.disclosure import LEAST, cutoff_to_print, protected, statistics_of


@pytest.mark.parametrize(
    ("counts", "most", "shown"),
    [
        ({"a": 10, "b": 25}, None, {"a": 10, "b": 25}),
        ({"a": 9, "b": 25, "c": 30}, None, {"a": None, "b": None, "c": 30}),
        ({"a": 4, "b": 4, "c": 30, "d": 11}, None, {"a": None, "b": None, "c": 30, "d": None}),
        ({"a": 7, "b": 8, "c": 30}, None, {"a": None, "b": None, "c": 30}),
        ({"a": 7, "b": 8, "c": 30}, {"a": 7, "b": 8, "c": 40}, {"a": None, "b": None, "c": None}),
        ({"a": 7, "b": 8, "c": 30}, {"a": 9, "b": 8, "c": 40}, {"a": None, "b": None, "c": 30}),
        ({"a": 0, "b": 0, "c": 30}, None, {"a": None, "b": None, "c": None}),
        ({"a": 3}, None, {"a": None}),
    ],
)
def test_cells_of_a_row(counts: dict[str, int], most: dict[str, int] | None, shown: dict[str, int | None]) -> None:
    found = protected(counts, most)
    assert found == shown
    hidden = [counts[name] for name, number in found.items() if number is None]
    assert all(number is None or number >= LEAST for number in found.values())
    assert len(hidden) != 1 or len(counts) == 1


def figures(placed: int, unplaced: int, **regions: int) -> dict[str, Any]:
    return {
        "candidates": placed + unplaced, "placed": placed, "unplaced": unplaced, "ranks": [placed],
        "regions": {name: {"seats": 50, "filled": filled} for name, filled in regions.items()},
    }  # fmt: skip


def test_of_three_that_add_up_two_are_hidden() -> None:
    few_left = statistics_of(figures(40, 3, busan=40))
    assert (few_left.candidates, few_left.placed, few_left.unplaced) == (None, 40, None) and few_left.hides
    many = statistics_of(figures(40, 12, busan=20, ulsan=20))
    assert (many.candidates, many.placed, many.unplaced) == (52, 40, 12) and many.filled == {"busan": 20, "ulsan": 20}
    few = statistics_of(figures(9, 30, busan=9))
    assert (few.candidates, few.placed, few.unplaced, few.filled) == (None, None, None, {"busan": None})


def test_a_cutoff_is_printed_where_it_is_about_nobody() -> None:
    kept = {"cutoffs": {
        "many": {"seats": 12, "held": 12, "rank": 30}, "few": {"seats": 2, "held": 2, "rank": 7},
        "free": {"seats": 20, "held": 12, "rank": 12},
    }}  # fmt: skip
    assert [cutoff_to_print(kept, each) for each in ("many", "few", "free", "unknown")] == [30, None, None, None]
    assert cutoff_to_print({}, "many") is None
