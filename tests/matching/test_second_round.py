"""The second round: what is left, and nothing that was given away."""

from random import Random
from typing import Any

from naruteo_matching.instance import read_instance
from naruteo_matching.lottery import commitment
from naruteo_matching.second_round import remaining
from naruteo_matching.solving import solve
from naruteo_matching.verification import find_faults
from naruteo_testing.small_markets import small_instance

FIRST, SECOND = bytes(range(32)), bytes(range(32, 64))


def lottery(seed: bytes) -> dict[str, str]:
    return {"seed": seed.hex(), "commitment": commitment(seed)}


def first_round() -> dict[str, Any]:
    people = ["ann", "bo", "cy", "dan", "eve"]
    return {
        "candidates": [
            {"id": each, "preferences": ["x", "y"] if each != "eve" else [], "groups": ["local"] if at < 2 else []}
            for at, each in enumerate(people)
        ],
        "openings": [
            {"id": "x", "seats": 3, "preferences": ["ann", ["bo", "cy", "dan"]], "region": "south", "target": 2,
             "reserves": [{"group": "local", "seats": 2}]},
            {"id": "y", "seats": 1, "preferences": people, "region": "south"},
        ],
        "regions": [{"id": "south", "cap": 3, "floor": 1, "order": ["y", "x"]}],
        "lottery": lottery(FIRST),
        "excluded": [{"candidate": "dan", "opening": "x", "rule": "visa_status"},
                     {"candidate": "ann", "opening": "y", "rule": "licence"}],
        "values": {"dan": {"x": 1, "y": 2}},
    }  # fmt: skip


def test_seats_reserves_caps_and_people_are_what_is_left_of_them() -> None:
    instance = first_round()
    answer = solve(instance)
    assert answer["matches"] == {"ann": "x", "bo": "x", "cy": "y"}
    left = remaining(instance, answer, declined=["bo", "cy"], lottery=lottery(SECOND))
    assert [each["id"] for each in left["candidates"]] == ["bo", "cy", "dan", "eve"]
    # Whoever declined does not go back there.
    assert [each["preferences"] for each in left["candidates"]] == [["y"], ["x"], ["x", "y"], []]
    assert left["openings"][0] == {
        "id": "x", "seats": 2, "preferences": [["bo", "cy", "dan"]], "region": "south", "target": 1,
        "reserves": [{"group": "local", "seats": 1}],
    }  # fmt: skip
    assert left["openings"][1]["seats"] == 1
    assert left["regions"] == [{"id": "south", "cap": 2, "floor": 0, "order": ["y", "x"]}]
    assert [each["candidate"] for each in left["excluded"]] == ["dan"]
    assert left["values"] == {"dan": {"x": 1, "y": 2}}
    read_instance(left)


def test_who_withdrew_takes_no_part_and_full_openings_are_gone() -> None:
    instance = first_round()
    left = remaining(instance, solve(instance), declined=["ann"], withdrawn=["ann", "x"])
    assert [each["id"] for each in left["candidates"]] == ["dan", "eve"]
    assert left["openings"] == []


def test_those_who_apply_together_stay_together() -> None:
    instance = first_round() | {
        "linked": [
            {"id": "pair", "members": ["cy", "eve"], "preferences": [["x", None], ["y", "x"]]},
            {"id": "other", "members": ["ann", "bo"], "preferences": [["x", "x"]]},
        ]
    }
    answer = {"matches": {"ann": "x", "bo": "x", "dan": "y"}}
    left = remaining(instance, answer)
    assert left["linked"] == [{"id": "pair", "members": ["cy", "eve"], "preferences": [["x", None]]}]


def test_those_who_apply_together_do_not_go_back_to_what_they_declined() -> None:
    pair = {"id": "pair", "members": ["cy", "eve"], "preferences": [["x", "y"], ["y", None], [None, "x"]]}
    answer = {"matches": {"cy": "x", "eve": "y"}}
    left = remaining(first_round() | {"linked": [pair]}, answer, declined=["cy", "eve"])
    assert left["linked"] == [{**pair, "preferences": [["y", None], [None, "x"]]}]


def test_targets_shrink_with_what_is_left_of_a_cap() -> None:
    """One opening took more than its target, and left less of the cap than the other's."""
    instance = {
        "candidates": [{"id": each, "preferences": ["x"]} for each in ("ann", "bo", "cy")],
        "openings": [
            {"id": "x", "seats": 3, "preferences": ["ann", "bo", "cy"], "region": "south"},
            {"id": "y", "seats": 3, "preferences": ["ann"], "region": "south", "target": 3},
        ],
        "regions": [{"id": "south", "cap": 4}],
    }
    left = remaining(instance, {"matches": {"ann": "x", "bo": "x", "cy": "x"}}, declined=["cy"])
    assert [each.get("target") for each in left["openings"]] == [None, 2]
    read_instance(left)


def test_a_second_round_straight_after_a_stable_one_places_nobody() -> None:
    for seed in range(40):
        instance = small_instance(Random(seed), people=6, places=4, groups=True, caps=True)
        left = remaining(instance, solve(instance))
        second = solve(left)
        assert second["matches"] == {}
        assert find_faults(left, second) == []
