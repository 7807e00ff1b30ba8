"""Floors of regions: reached as far as that can be, with no more closed elsewhere than needed, and verified."""

from typing import Any

import pytest

from naruteo_matching.solving import solve
from naruteo_matching.verification import Unreadable, find_faults


def two_regions(floor: int, to_the_coast: int = 10) -> dict[str, Any]:
    """Ten candidates who all prefer the capital, of whom so many would also go to the coast."""
    people = [f"c{number}" for number in range(10)]
    return {
        "candidates": [
            {"id": each, "preferences": ["city", "coast"] if at < to_the_coast else ["city"]}
            for at, each in enumerate(people)
        ],
        "openings": [
            {"id": "city", "seats": 10, "preferences": people, "region": "capital"},
            {"id": "coast", "seats": 5, "preferences": people, "region": "south"},
        ],
        "regions": [{"id": "capital"}, {"id": "south", "floor": floor}],
        "mode": "flexible",
    }


def at_the_coast(answer: dict[str, Any]) -> list[str]:
    return [candidate for candidate, place in answer["matches"].items() if place == "coast"]


def test_a_floor_is_reached_by_closing_just_as_much_elsewhere() -> None:
    instance = two_regions(floor=3)
    answer = solve(instance)
    assert answer["lowered_caps"] == {"capital": 7}
    assert at_the_coast(answer) == ["c7", "c8", "c9"]
    assert find_faults(instance, answer) == []


def test_without_the_lowered_caps_the_verifier_finds_what_they_allow() -> None:
    instance = two_regions(floor=3)
    answer = {key: value for key, value in solve(instance).items() if key not in ("lowered_caps", "certificate")}
    assert [fault.kind for fault in find_faults(instance, answer)] == ["blocking_free_seat"] * 3


def test_a_floor_that_too_few_accept_is_reached_as_far_as_that_goes() -> None:
    instance = two_regions(floor=4, to_the_coast=2)
    answer = solve(instance)
    assert len(at_the_coast(answer)) == 2
    assert find_faults(instance, answer) == []


@pytest.mark.parametrize(("floor", "willing"), [(0, 10), (3, 0)])
def test_nothing_is_closed_where_that_is_not_needed_or_brings_nobody(floor: int, willing: int) -> None:
    answer = solve(two_regions(floor, willing))
    assert "lowered_caps" not in answer
    assert len(answer["matches"]) == 10


def test_in_the_stable_mode_a_floor_is_an_aim_for_which_nothing_is_closed() -> None:
    answer = solve(two_regions(floor=3) | {"mode": "stable"})
    assert (len(answer["matches"]), "lowered_caps" in answer) == (10, False)


@pytest.mark.parametrize("lowered", [{"capital": 99}, {"north": 1}, {"south": 1}, {"capital": "7"}, []])
def test_an_answer_cannot_lower_caps_as_it_likes(lowered: object) -> None:
    instance = two_regions(floor=3)
    instance["regions"][0]["cap"] = 8
    with pytest.raises(Unreadable, match="lowered_caps"):
        find_faults(instance, solve(instance) | {"lowered_caps": lowered})
