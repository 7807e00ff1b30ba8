"""Examples from the literature, with the outcomes that it gives."""

from typing import Any

import numpy as np
import pytest

from naruteo_matching.assignment.deferred import jrmp
from naruteo_matching.instance import read_instance
from naruteo_matching.solving import solve
from naruteo_testing.small_markets import stable_matchings


def instance(
    candidates: dict[str, str], openings: dict[str, str], seats: dict[str, int] | None = None
) -> dict[str, Any]:
    """Lists as words with blanks between the names."""
    return {
        "candidates": [{"id": name, "preferences": wishes.split()} for name, wishes in candidates.items()],
        "openings": [
            {"id": name, "seats": (seats or {}).get(name, 1), "preferences": order.split()}
            for name, order in openings.items()
        ],
    }


def test_gale_and_shapley_where_all_get_their_first_wish_although_every_opening_likes_them_least() -> None:
    market = instance({"a": "A B C", "b": "B C A", "c": "C A B"}, {"A": "b c a", "B": "c a b", "C": "a b c"})
    assert solve(market)["matches"] == {"a": "A", "b": "B", "c": "C"}
    assert len(stable_matchings(market)) == 3


def test_gale_and_shapley_where_only_one_outcome_is_stable() -> None:
    market = instance(
        {"a": "A B C D", "b": "A D C B", "c": "B A C D", "d": "D B C A"},
        {"A": "d c a b", "B": "b d a c", "C": "d a b c", "D": "c b a d"},
    )
    assert solve(market)["matches"] == {"a": "C", "b": "D", "c": "A", "d": "B"}
    assert stable_matchings(market) == [solve(market)["matches"]]


def test_how_the_residency_match_explains_itself() -> None:
    market = instance(
        {
            "Arthur": "City", "Sunny": "City Mercy", "Joseph": "City General Mercy",
            "Latha": "Mercy City General", "Darrius": "City Mercy General",
        },
        {
            "Mercy": "Darrius Joseph", "City": "Darrius Arthur Sunny Latha Joseph",
            "General": "Darrius Arthur Joseph Latha",
        },
        {"Mercy": 2, "City": 2, "General": 2},
    )  # fmt: skip
    found = solve(market)
    assert found["matches"] == {"Arthur": "City", "Joseph": "General", "Latha": "General", "Darrius": "City"}
    assert found["unmatched"] == ["Sunny"]


def test_roth_where_colleges_with_several_seats_differ_from_as_many_with_one() -> None:
    market = instance(
        {"s1": "C5 C1", "s2": "C2 C5 C1", "s3": "C3 C1", "s4": "C4 C1", "s5": "C1 C2", "s6": "C1 C3", "s7": "C1 C3 C4"},
        {"C1": "s1 s2 s3 s4 s5 s6 s7", "C2": "s5 s2", "C3": "s6 s7 s3", "C4": "s7 s4", "C5": "s2 s1"},
        {"C1": 3},
    )
    best = {"s1": "C5", "s2": "C2", "s3": "C3", "s4": "C4", "s5": "C1", "s6": "C1", "s7": "C1"}
    assert solve(market)["matches"] == best
    stable = stable_matchings(market)
    assert best in stable
    assert {"s1": "C1", "s2": "C5", "s3": "C1", "s4": "C1", "s5": "C2", "s6": "C3", "s7": "C4"} in stable


def test_abdulkadiroglu_and_sonmez_where_stability_costs_two_candidates_their_first_wish() -> None:
    market = instance(
        {"i1": "b a c", "i2": "a b c", "i3": "a b c"}, {"a": "i1 i3 i2", "b": "i2 i1 i3", "c": "i2 i1 i3"}
    )
    assert solve(market)["matches"] == {"i1": "a", "i2": "b", "i3": "c"}
    assert len(stable_matchings(market)) == 1


def kamada_kojima() -> dict[str, Any]:
    people = [f"d{number}" for number in range(1, 11)]
    market = instance(
        {each: "h1" if at < 3 else "h2" for at, each in enumerate(people)},
        {"h1": " ".join(people), "h2": " ".join(people)},
        {"h1": 10, "h2": 10},
    )
    for opening in market["openings"]:
        opening |= {"region": "r", "target": 5}
    return market | {"regions": [{"id": "r", "cap": 10}]}


def test_kamada_and_kojima_place_ten_where_the_japanese_rule_places_eight() -> None:
    assert len(solve(kamada_kojima())["matches"]) == 10
    assert solve(kamada_kojima())["mode"] == "flexible"
    assert np.count_nonzero(jrmp(read_instance(kamada_kojima()).market) >= 0) == 8


def test_the_japanese_rule_shares_a_cap_by_seats_where_no_target_is_stated() -> None:
    market = kamada_kojima()
    for opening in market["openings"]:
        del opening["target"]
    assert np.count_nonzero(jrmp(read_instance(market).market) >= 0) == 8


@pytest.mark.parametrize(("first", "second"), [("h1", "h2"), ("h2", "h1")])
def test_the_regions_order_says_who_gets_the_seat_above_the_targets(first: str, second: str) -> None:
    market = instance(
        {"d1": "h1", "d2": "h1", "d3": "h2", "d4": "h2"}, {"h1": "d1 d2", "h2": "d3 d4"}, {"h1": 2, "h2": 2}
    )
    for opening in market["openings"]:
        opening |= {"region": "r", "target": 1}
    market["regions"] = [{"id": "r", "cap": 3, "order": [first, second]}]
    assert list(solve(market)["matches"].values()).count(first) == 2
    assert list(solve(market)["matches"].values()).count(second) == 1


def kojima(seats_of_c1: dict[str, Any]) -> dict[str, Any]:
    market = instance(
        {"major1": "c1", "major2": "c1 c2", "minor": "c2 c1"},
        {"c1": "major1 major2 minor", "c2": "major2 minor major1"},
        {"c1": 2},
    )
    market["candidates"][2]["groups"] = ["minority"]
    market["openings"][0] |= seats_of_c1
    return market


def test_kojima_where_a_hard_quota_hurts_the_minority_that_it_is_for_and_a_reserve_does_not() -> None:
    # At most one of the majority at c1: that is one seat for them alone, and one for the minority alone.
    quota = instance(
        {"major1": "c1-majority", "major2": "c1-majority c2", "minor": "c2 c1-minority"},
        {"c1-majority": "major1 major2", "c1-minority": "minor", "c2": "major2 minor major1"},
    )
    without = kojima({})
    reserve = kojima({"reserves": [{"group": "minority", "seats": 1}]})
    assert solve(without)["matches"]["minor"] == "c2"
    assert solve(quota)["matches"] == {"major1": "c1-majority", "major2": "c2", "minor": "c1-minority"}
    assert solve(reserve)["matches"] == solve(without)["matches"]
