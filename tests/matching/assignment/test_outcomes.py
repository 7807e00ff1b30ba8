"""What holds for every outcome, looked for in small markets by going through everything."""

from itertools import permutations
from random import Random
from typing import Any

import pytest

from naruteo_matching.solving import solve
from naruteo_testing.small_markets import Instance, objections, prefers, small_instance, stable_matchings

KINDS: dict[str, dict[str, Any]] = {
    "plain": {}, "reserves": {"groups": True}, "caps": {"caps": True}, "both": {"groups": True, "caps": True},
}  # fmt: skip
SEEDS = range(25)


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_objects(kind: str) -> None:
    for seed in range(150):
        instance = small_instance(Random(seed), people=6, places=4, **KINDS[kind])
        assert objections(instance, solve(instance)["matches"]) == [], seed


@pytest.mark.parametrize("kind", ["plain", "reserves"])
@pytest.mark.parametrize("seed", SEEDS)
def test_no_stable_outcome_is_better_for_anybody_and_all_place_the_same_people(kind: str, seed: int) -> None:
    instance = small_instance(Random(seed), **KINDS[kind])
    matches, stable = solve(instance)["matches"], stable_matchings(instance)
    assert matches in stable
    places = sorted(matches.values())
    for other in stable:
        assert not any(
            prefers(instance, candidate, place, matches.get(candidate)) for candidate, place in other.items()
        )
        # The rural hospitals theorem: the same people are placed, and the same seats filled.
        assert other.keys() == matches.keys()
        assert sorted(other.values()) == places


@pytest.mark.parametrize("seed", SEEDS)
def test_under_caps_the_outcome_is_among_the_stable_ones(seed: int) -> None:
    instance = small_instance(Random(seed), **KINDS["both"])
    assert solve(instance)["matches"] in stable_matchings(instance)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(6))
def test_no_candidate_gains_by_another_list(kind: str, seed: int) -> None:
    instance = small_instance(Random(seed), **KINDS[kind])
    honest = solve(instance)["matches"]
    openings = [each["id"] for each in instance["openings"]]
    lies = [list(each) for length in range(len(openings) + 1) for each in permutations(openings, length)]
    for at, person in enumerate(instance["candidates"]):
        for lie in lies:
            people = list(instance["candidates"])
            people[at] = person | {"preferences": lie}
            got = solve(instance | {"candidates": people})["matches"].get(person["id"])
            assert got is None or not prefers(instance, person["id"], got, honest.get(person["id"])), (person, lie)


@pytest.mark.parametrize("kind", KINDS)
def test_the_order_in_which_the_instance_lists_people_and_openings_does_not_matter(kind: str) -> None:
    for seed in SEEDS:
        chance = Random(seed)
        instance = small_instance(chance, people=6, places=4, **KINDS[kind])
        shuffled: Instance = instance | {
            name: chance.sample(instance[name], len(instance[name])) for name in ("candidates", "openings")
        }
        assert solve(shuffled)["matches"] == solve(instance)["matches"]


def test_under_caps_everybody_is_at_least_as_well_off_as_by_the_japanese_rule() -> None:
    for seed in range(100):
        instance = small_instance(Random(seed), people=6, places=4, caps=True)
        targets = [
            {**place, "seats": place["target"]} if "region" in place else place for place in instance["openings"]
        ]
        japanese = {key: value for key, value in instance.items() if key != "regions"} | {"openings": targets}
        flexible = solve(instance)["matches"]
        for candidate, place in solve(japanese)["matches"].items():
            assert not prefers(instance, candidate, place, flexible.get(candidate))
