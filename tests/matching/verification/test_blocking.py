"""The verifier finds exactly the blocking pairs that the definition names, on every matching of small markets."""

from random import Random
from typing import Any

import numpy as np
import pytest

from naruteo_matching.market import UNMATCHED, Market
from naruteo_matching.verification import find_faults, scanning
from naruteo_matching.verification.reading import read_case
from naruteo_testing.slow_markets import SlowMarket, answer_of, random_instance, right_answer

KINDS = {
    "plain": {},
    "ties": {"ties": True},
    "gates": {"excluded": True},
    "reserves": {"reserves": True},
    "caps": {"caps": True},
    "caps and reserves": {"caps": True, "reserves": True, "ties": True, "excluded": True},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_matching_has_the_faults_of_the_definition(kind: str) -> None:
    seen = set()
    for number in range(6):
        instance = random_instance(Random(number), 4, 3, **KINDS[kind])
        slow = SlowMarket(instance)
        for matching in list(slow.all_matchings())[::3]:
            faults = find_faults(instance, answer_of(instance, matching))
            assert {(each.candidate, each.opening) for each in faults} == slow.blocking(matching)
            seen |= {each.kind for each in faults}
    assert {"blocking_free_seat", "blocking_rank"} <= seen
    assert ("blocking_reserve" in seen) == ("reserves" in kind)


@pytest.mark.parametrize("kind", KINDS)
def test_what_deferred_acceptance_gives_has_no_fault(kind: str) -> None:
    for number in range(40):
        instance = random_instance(Random(number), 9, 5, **KINDS[kind])
        assert find_faults(instance, right_answer(instance)) == [], number


@pytest.mark.parametrize("kind", KINDS)
def test_moving_anybody_out_of_a_stable_matching_is_found(kind: str) -> None:
    """Whoever is moved or loses the place, the verifier sees it, unless the definition has nothing against it."""
    for number in range(8):
        instance = random_instance(Random(number), 8, 4, **KINDS[kind])
        slow, right = SlowMarket(instance), right_answer(instance)
        for who in right["matches"]:
            for place in [None, *slow.openings]:
                moved = {**right["matches"], who: place} if place else {**right["matches"]}
                if place is None:
                    del moved[who]
                faults = find_faults(instance, answer_of(instance, moved))
                sound = slow.is_feasible(moved) and not slow.blocking(moved)
                assert bool(faults) != sound, (number, who, place)


def kamada_and_kojima() -> dict[str, Any]:
    """Example 1 of their paper: ten residents, two hospitals of one region that may take ten."""
    people = [f"d{at}" for at in range(1, 11)]
    return {
        "candidates": [{"id": who, "preferences": ["h1" if at < 3 else "h2"]} for at, who in enumerate(people)],
        "openings": [
            {"id": each, "seats": 10, "preferences": people, "region": "r", "target": 5} for each in ("h1", "h2")
        ],
        "regions": [{"id": "r", "cap": 10}],
    }


def test_the_example_of_kamada_and_kojima() -> None:
    """Ten of ten are placed by flexible deferred acceptance; eight, as the targets alone allow, are not stable."""
    instance = kamada_and_kojima()
    ten = right_answer(instance)
    assert len(ten["matches"]) == 10
    assert find_faults(instance, ten) == []
    eight = {who: where for who, where in ten["matches"].items() if who not in ("d9", "d10")}
    assert {(each.kind, each.candidate) for each in find_faults(instance, answer_of(instance, eight))} == {
        ("blocking_free_seat", "d9"),
        ("blocking_free_seat", "d10"),
    }


def test_a_cap_excuses_a_seat_that_it_keeps_free_but_no_better_rank() -> None:
    instance = {
        "candidates": [{"id": "a", "preferences": ["x"]}, {"id": "b", "preferences": ["x"]}],
        "openings": [{"id": "x", "seats": 2, "preferences": ["a", "b"], "region": "r"}],
        "regions": [{"id": "r", "cap": 1}],
    }
    assert find_faults(instance, answer_of(instance, {"a": "x"})) == []
    assert [each.kind for each in find_faults(instance, answer_of(instance, {"b": "x"}))] == ["blocking_rank"]


def test_a_move_within_a_full_region_towards_the_target_blocks() -> None:
    people = ["a", "b"]
    instance = {
        "candidates": [{"id": "a", "preferences": ["y", "x"]}, {"id": "b", "preferences": ["x"]}],
        "openings": [
            {"id": each, "seats": 2, "preferences": people, "region": "r", "target": 1} for each in ("x", "y")
        ],
        "regions": [{"id": "r", "cap": 2}],
    }
    faults = find_faults(instance, answer_of(instance, {"a": "x", "b": "x"}))
    assert [(each.kind, each.candidate, each.opening) for each in faults] == [("blocking_region_move", "a", "y")]


def test_compiled_and_plain_walks_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "CHUNK", 700)
    monkeypatch.setattr(scanning, "WORTH_LOADING", 0)
    chance = np.random.default_rng(3)
    lists = [chance.permutation(60)[: chance.integers(0, 9)] for _ in range(2_000)]
    starts = np.concatenate([[0], np.cumsum([len(each) for each in lists])])
    openings = np.concatenate(lists).astype(np.int32)
    market = Market(starts, openings, chance.integers(0, 2_000, starts[-1]), np.ones(60, np.int64))
    places = [chance.choice([UNMATCHED, *each]) if len(each) else UNMATCHED for each in lists]
    matched = np.array(places, np.int32)
    bound = chance.integers(0, 2_000, 60)
    held = scanning.find_held(market, matched)
    assert (held == scanning.held_by_numpy(market, matched)).all()
    assert ((held >= 0) == (matched >= 0)).all()
    assert (scanning.find_wanted(market, held, bound) == scanning.wanted_by_numpy(market, held, bound)).all()


def test_an_opening_without_anybody_and_a_candidate_without_wishes() -> None:
    instance = {"candidates": [{"id": 1, "preferences": []}], "openings": [{"id": 7, "seats": 1, "preferences": []}]}
    assert find_faults(instance, {"matches": {}, "unmatched": [1], "mode": "stable"}) == []
    nobody: dict[str, Any] = {"candidates": [], "openings": []}
    assert find_faults(nobody, {"matches": {}, "unmatched": [], "mode": "stable"}) == []
    assert read_case(nobody).market.n_candidates == 0
