"""Cutoffs: how far down its order an opening went, with free seats, reserved ones and nobody."""

from typing import Any

from naruteo_matching.cutoffs import cutoffs_of
from naruteo_matching.explaining import explain
from naruteo_matching.solving import solve
from naruteo_matching.verification.checking import examine

INSTANCE: dict[str, Any] = {
    "candidates": [
        {"id": "a", "preferences": ["x"]},
        {"id": "b", "preferences": ["x", "y"]},
        {"id": "c", "preferences": ["x"], "groups": ["near"]},
        {"id": "d", "preferences": ["y"]},
    ],
    "openings": [
        {"id": "x", "seats": 2, "preferences": ["a", "b", "c"], "reserves": [{"group": "near", "seats": 1}]},
        {"id": "y", "seats": 3, "preferences": ["d", "b"]},
        {"id": "z", "seats": 1, "preferences": []},
    ],
}


def test_reserved_free_and_empty_seats() -> None:
    answer = solve(INSTANCE)
    reserved, free, empty = cutoffs_of(examine(INSTANCE, answer))
    assert (reserved.rank, reserved.holder, reserved.general, reserved.reserved) == (3, "c", 1, 1)
    assert (free.rank, free.general, free.held) == (2, None, 2)
    assert (empty.rank, empty.holder, empty.held) == (None, None, 0)


def test_explanations_name_the_same_cutoff() -> None:
    answer = solve(INSTANCE)
    missed, placed = explain(INSTANCE, answer, "b").reasons
    reserved, free, _empty = cutoffs_of(examine(INSTANCE, answer))
    assert (missed.kind, missed.facts["cutoff"]) == ("reserve", reserved.general)
    assert (placed.kind, placed.facts["cutoff"]) == ("placed", free.rank)
