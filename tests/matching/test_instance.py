"""Reading an instance: ties, gates, defaults, and every fault with its place."""

import time
from typing import Any

import numpy as np
import pytest

from naruteo_matching.instance import read_instance
from naruteo_matching.instance_faults import InstanceError
from naruteo_matching.lottery import commitment
from naruteo_matching.solving import solve

SEED = bytes(range(32))
GATE = {"candidate": "bo", "opening": "x", "rule": "r"}
LOTTERY = {"seed": SEED.hex(), "commitment": commitment(SEED)}


def sound() -> dict[str, Any]:
    return {
        "candidates": [
            {"id": "ann", "preferences": ["x", "y"], "groups": ["regional"]}, {"id": "bo", "preferences": ["x"]},
            {"id": 7, "preferences": ["y", "x"]},
        ],
        "openings": [
            {"id": "x", "seats": 1, "preferences": ["bo", ["ann", 7]], "region": "north", "target": 1,
             "reserves": [{"group": "regional", "seats": 1}]},
            {"id": "y", "seats": 2, "preferences": ["7"], "region": "north"},
        ],
        "regions": [{"id": "north", "cap": 3, "floor": 1, "order": ["y", "x"]}],
        "lottery": LOTTERY,
        "values": {"ann": {"x": 0.5}, "7": {"y": 2}},
        "linked": [{"id": "pair", "members": ["ann", "bo"], "preferences": [["x", None], ["y", "x"]]}],
        "excluded": [{"candidate": "bo", "opening": "x", "rule": "visa_status", "value": "D-2", "on": "2026-11-28"}],
    }  # fmt: skip


def faults(instance: object) -> dict[str, str]:
    with pytest.raises(InstanceError) as caught:
        read_instance(instance)
    return {fault.place: fault.words for fault in caught.value.faults}


def test_an_instance_is_read_into_edges_that_both_sides_accept() -> None:
    read = read_instance(sound())
    assert (read.candidates, read.openings, read.regions) == (["ann", "bo", 7], ["x", "y"], ["north"])
    # bo is excluded at x, and y does not list ann.
    assert read.market.starts.tolist() == [0, 1, 1, 3]
    assert read.market.openings.tolist() == [0, 1, 0]
    assert read.market.priority[1] == 0
    assert sorted(read.market.priority[[0, 2]].tolist()) == [1, 2]
    assert read.mode == "flexible"
    assert read.has_targets.tolist() == [True, False]
    assert read.market.order[1] < read.market.order[0]


def test_ids_that_are_numbers_stay_so_in_the_answer_and_may_be_named_as_text() -> None:
    instance = {
        "candidates": [{"id": 1, "preferences": [10]}, {"id": "2", "preferences": ["10"]}],
        "openings": [{"id": 10, "seats": 1, "preferences": [2, 1]}],
    }
    assert solve(instance) | {"certificate": None} == {
        "matches": {"2": 10}, "unmatched": [1], "mode": "stable", "certificate": None,
    }  # fmt: skip


def test_nobody_and_nothing_is_an_instance_too() -> None:
    assert solve({"candidates": [], "openings": []})["matches"] == {}
    alone = {"candidates": [{"id": "a", "preferences": []}], "openings": [{"id": "o", "seats": 3, "preferences": []}]}
    assert solve(alone)["unmatched"] == ["a"]


def test_regions_that_only_have_names_bind_nobody() -> None:
    instance = sound()
    del instance["regions"], instance["linked"], instance["openings"][0]["target"]
    assert read_instance(instance).mode == "stable"
    assert np.all(read_instance(instance).market.region == -1)


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        ({"openings": None}, "openings", "None; write a list"),
        ({"colour": 1}, "colour", "not known; there are candidates"),
        ({"mode": "fair"}, "mode", "write one of stable, flexible, optimal"),
        ({"mode": "stable"}, "mode", "keeps no region's cap"),
        ({"lottery": None}, "openings[0].preferences[1]", "a lottery with seed"),
        ({"lottery": {"seed": "xy", "commitment": ""}}, "lottery.seed", "hexadecimal"),
        ({"lottery": {"seed": "ab", "commitment": ""}}, "lottery.seed", "could be guessed"),
        ({"lottery": {"seed": SEED.hex()}}, "lottery.commitment", "is missing"),
        ({"lottery": {**LOTTERY, "commitment": "0" * 64}}, "lottery.commitment", "one of the two was changed"),
        ({"excluded": [{"candidate": "cy", "opening": "x", "rule": "r"}]}, "excluded[0].candidate", "names no"),
        ({"excluded": [{**GATE, "value": float("nan")}]}, "excluded[0].value", "is nan; write what JSON can hold"),
        ({"excluded": [{**GATE, "source": ["\ud800"]}]}, "excluded[0].source", "write what JSON can hold"),
        ({"values": {"ann": {"x": float("nan")}}}, "values.ann.x", "write a number"),
        ({"values": {"ann": {"x": 10**400}}}, "values.ann.x", "a number of many digits"),
        ({"linked": [{"id": "l", "members": ["ann"], "preferences": []}]}, "linked[0].members", "fewer than two"),
        (
            {"linked": [{"id": "l", "members": ["ann", "bo"], "preferences": [["x"]]}]},
            "linked[0].preferences[0]",
            "has 1",
        ),
        ({"regions": [{"id": "north", "cap": 0}]}, "regions[0].cap", "lower the targets"),
        ({"regions": [{"id": "north", "cap": 2, "floor": 3}]}, "regions[0].floor", "above the cap"),
        ({"regions": [{"id": "south"}]}, "openings[0].region", "names no region"),
        ({"regions": [{"id": "north", "order": ["x", "x"]}]}, "regions[0].order[1]", "stands there twice"),
    ],
)
def test_a_fault_is_said_with_its_place_and_what_to_do(change: dict[str, Any], place: str, says: str) -> None:
    assert says in faults(sound() | change)[place]


@pytest.mark.parametrize(
    ("opening", "place", "says"),
    [
        ({"seats": -1}, "openings[0].seats", "is -1; write a whole number"),
        ({"seats": True}, "openings[0].seats", "is True"),
        ({"seats": 2.0}, "openings[0].seats", "is 2.0"),
        ({"seats": 10**10}, "openings[0].seats", "write a whole number from 0 to 1000000000"),
        ({"id": "y"}, "openings[1].id", "stands there twice"),
        ({"id": ""}, "openings[0].id", "not empty"),
        ({"id": "half \ud800"}, "openings[0].id", "an id is"),
        ({"id": None}, "openings[0].id", "is None"),
        ({"preferences": "bo"}, "openings[0].preferences", "write a list"),
        ({"preferences": ["bo", "cy"]}, "openings[0].preferences[1]", "'cy' names no candidate"),
        ({"preferences": ["bo", ["ann", "bo"]]}, "openings[0].preferences[1][1]", "stands there twice"),
        ({"preferences": [["ann", ["bo", 7]]]}, "openings[0].preferences[0][1]", "a list of 2 names no"),
        ({"preferences": [7.0]}, "openings[0].preferences[0]", "7.0 names no candidate"),
        ({"target": 2}, "openings[0].target", "there are 1 seats"),
        ({"reserves": [{"group": "regional", "seats": 2}]}, "openings[0].reserves", "keep 2 seats, and there are 1"),
        ({"reserves": [{"group": "regional"}]}, "openings[0].reserves[0].seats", "is missing"),
        ({"seat": 1}, "openings[0].seat", "is not known"),
    ],
)
def test_a_fault_of_an_opening_is_said(opening: dict[str, Any], place: str, says: str) -> None:
    instance = sound()
    instance["openings"][0] |= opening
    assert says in faults(instance)[place]


def test_all_faults_are_listed_at_once() -> None:
    instance = sound()
    instance["candidates"][0]["preferences"] = ["x", "z", "x"]
    instance["openings"][1]["seats"] = "two"
    assert faults(instance).keys() == {
        "candidates[0].preferences[1]", "candidates[0].preferences[2]", "openings[1].seats",
    }  # fmt: skip


@pytest.mark.parametrize("instance", [None, [], "x", 3, {}, {"candidates": [[]], "openings": [None]}])
def test_what_is_no_instance_is_refused(instance: object) -> None:
    assert faults(instance)


def test_an_instance_that_is_wrong_everywhere_is_refused_quickly() -> None:
    instance = {
        "candidates": [{"id": 0, "preferences": list(range(2_000))}] * 10,
        "openings": [{"id": "o", "seats": -1, "preferences": [["?"] * 2_000]}] * 10,
    }
    began = time.process_time()
    assert len(faults(instance)) > 30_000
    assert time.process_time() - began < 5
