"""What if one thing were otherwise: whom that moves."""

from typing import Any

import pytest

from naruteo_matching.instance import read_instance
from naruteo_matching.what_if import (
    difference,
    with_cap,
    with_lists_of,
    with_seats,
    without_openings,
    without_rule,
)


def round_of_three() -> dict[str, Any]:
    return {
        "candidates": [
            {"id": "ann", "preferences": ["x", "y"]}, {"id": "bo", "preferences": ["x", "y"]},
            {"id": 3, "preferences": ["x", "y", "z"]},
        ],
        "openings": [
            {"id": "x", "seats": 1, "preferences": ["ann", "bo", 3], "region": "north", "target": 1,
             "reserves": [{"group": "local", "seats": 1}]},
            {"id": "y", "seats": 1, "preferences": [3, "bo"], "region": "south"},
            {"id": "z", "seats": 1, "preferences": [3], "region": "south"},
        ],
        "regions": [{"id": "north", "cap": 2}, {"id": "south"}],
        "excluded": [{"candidate": 3, "opening": "y", "rule": "licence"}],
    }  # fmt: skip


def test_one_seat_more_places_people_better_and_one_fewer_worse() -> None:
    instance = round_of_three()
    more = difference(instance, with_seats(instance, 1, "x"))
    assert (more.placed_before, more.placed_after, more.better, more.worse) == (3, 3, ["bo"], [])
    assert more.regions == {"north": (1, 2), "south": (2, 1)}
    fewer = difference(instance, with_seats(instance, -1))
    assert (fewer.placed_after, fewer.worse, fewer.no_longer_placed) == (0, ["ann", "bo", 3], ["ann", "bo", 3])


def test_seats_that_go_take_reserves_and_targets_with_them() -> None:
    place = with_seats(round_of_three(), -1, "x")["openings"][0]
    assert (place["seats"], place["target"], place["reserves"][0]["seats"]) == (0, 0, 0)


def test_another_cap() -> None:
    instance = round_of_three()
    closed = with_cap(instance, "north", 0)
    assert closed["openings"][0]["target"] == 0
    assert difference(instance, closed).regions["north"] == (1, 0)
    assert read_instance(with_cap(instance, "north", None)).mode == "stable"


def test_shorter_lists_leave_people_over() -> None:
    instance = round_of_three()
    shorter = difference(instance, with_lists_of(instance, 1))
    assert shorter.no_longer_placed == ["bo", 3]


def test_those_who_apply_together_are_asked_for_the_rows_that_they_share() -> None:
    pytest.importorskip("ortools")
    instance = {
        "candidates": [{"id": each, "preferences": []} for each in ("ann", "bo")],
        "openings": [{"id": each, "seats": 1, "preferences": ["ann", "bo"]} for each in ("x", "y", "z")],
        "linked": [{"id": "pair", "members": ["ann", "bo"], "preferences": [["x", "y"], ["y", "z"], ["x", None]]}],
    }
    found = difference(instance, without_openings(instance, ["x"]))
    assert (found.better, found.worse, found.no_longer_placed) == ([], ["ann", "bo"], [])
    assert difference(without_openings(instance, ["x"]), instance).better == ["ann", "bo"]


def test_without_a_gate_or_below_a_wage() -> None:
    instance = round_of_three()
    found = difference(instance, without_rule(instance, "licence"))
    assert (found.better, found.worse) == ([3], ["bo"])
    assert difference(instance, without_openings(instance, ["z"])).no_longer_placed == [3]
    assert difference(instance, instance).better == []
