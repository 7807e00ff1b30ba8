"""Groups and regions are measured with their uncertainty; small groups are not shown; explained envy is not counted."""

from typing import Any

import numpy as np

from naruteo_matching import fairness


def market() -> dict[str, Any]:
    """Two openings over two regions; a and b want x, and c too."""
    return {
        "candidates": [{"id": each, "preferences": ["x", "y"]} for each in "abc"],
        "openings": [
            {"id": "x", "seats": 1, "preferences": ["a", "b", "c"], "region": "busan"},
            {"id": "y", "seats": 3, "preferences": [["a", "b", "c"]], "region": "ulsan"},
        ],
        "regions": [{"id": "ulsan", "floor": 2}, {"id": "busan", "cap": 1}],
    }


def test_parity_gives_shares_the_widest_gap_and_leaves_small_groups_out() -> None:
    groups = ["F"] * 100 + ["M"] * 100 + ["X"] * 9 + [""] * 50
    selected = [True] * 60 + [False] * 40 + [True] * 40 + [False] * 119
    found = fairness.parity(selected, groups)
    assert {name: each["share"] for name, each in found["groups"].items()} == {"F": 0.6, "M": 0.4}
    assert found["too_few"] == ["X"]
    widest = found["widest"]
    assert (widest["most"], widest["least"]) == ("F", "M")
    # Newcombe's interval of 60/100 - 40/100.
    assert np.allclose([widest["low"], widest["high"]], [0.0604, 0.3292], atol=0.002)
    assert fairness.parity([], [])["widest"] is None


def test_opportunity_looks_only_at_those_whose_outcome_was_good() -> None:
    groups, succeeded = ["F"] * 40 + ["M"] * 40, ([True] * 20 + [False] * 20) * 2
    selected = [True] * 20 + [False] * 30 + [True] * 30
    found = fairness.opportunity(selected, succeeded, groups)["groups"]
    assert (found["F"]["share"], found["M"]["share"], found["M"]["people"]) == (1.0, 0.5, 20)


def test_calibration_shows_a_group_whose_chances_are_said_too_high() -> None:
    random = np.random.default_rng(0)
    p = random.uniform(0.2, 0.8, 2000)
    groups = np.array(["A", "B"] * 1000)
    y = random.random(2000) < np.where(groups == "A", p, p - 0.15)
    found = fairness.calibration(p, y, groups)["groups"]
    assert found["A"]["low"] < found["A"]["predicted"] < found["A"]["high"]
    assert found["B"]["predicted"] > found["B"]["high"]
    assert found["B"]["brier_low"] < found["B"]["brier"] < found["B"]["brier_high"]
    assert found["B"]["ece"] > 0.1 > found["A"]["ece"]


def test_envy_counts_only_what_nothing_explains() -> None:
    instance = market()
    assert fairness.unexplained_envy(instance, {"a": "x", "b": "y", "c": "y"})["pairs"] == []
    assert fairness.unexplained_envy(instance, {"c": "x", "a": "y"})["pairs"] == [("a", "x"), ("b", "x")]
    tied = market()
    tied["openings"][0]["preferences"] = [["a", "b", "c"]]
    assert fairness.unexplained_envy(tied, {"c": "x"})["people"] == 0
    reserving = market()
    reserving["openings"][0]["reserves"] = [{"group": "regional", "seats": 1}]
    reserving["candidates"][2]["groups"] = ["regional"]
    assert fairness.unexplained_envy(reserving, {"c": "x"})["pairs"] == []
    excluding = market() | {"excluded": [{"candidate": "a", "opening": "x", "rule": "topik"}]}
    assert fairness.unexplained_envy(excluding, {"c": "x"})["pairs"] == [("b", "x")]


def test_regions_are_compared_with_their_floors_and_caps() -> None:
    found = fairness.regional_fill(
        ["busan", "ulsan", "ulsan", None, "seoul"], [10, 5, 5, 4, 0], [10, 3, 0, 4, 0], {"ulsan": 5}, {"busan": 8}
    )
    assert found["worst"] == "ulsan"
    assert found["share"] == 13 / 20
    assert (found["short_of_floor"], found["over_cap"]) == (2, 2)
    assert found["regions"]["seoul"]["share"] is None
    assert np.isclose(found["gini"], 0.7 / (2 * 1.3))
    assert found["cv_interval"][0] <= found["cv"] <= found["cv_interval"][1]
    assert fairness.regional_fill([None], [1], [0])["worst"] is None


def test_a_report_says_what_is_not_known_yet() -> None:
    found = fairness.report(market(), {"a": "x", "b": "y"}, {"sex": {"a": "F", "b": "M"}})
    of_sex = found["groups"]["sex"]
    assert of_sex["opportunity"] is None
    assert of_sex["calibration"] is None
    assert of_sex["parity"]["too_few"] == ["F", "M"]
    assert found["regions"]["regions"]["ulsan"]["short_of_floor"] == 1
    later = fairness.report(market(), {"a": "x"}, {"sex": {}}, dict.fromkeys("abc", 0.5), dict.fromkeys("abc", True))
    assert later["groups"]["sex"]["calibration"] == {"groups": {}, "too_few": []}


def test_ids_that_are_numbers_are_found_in_answers_from_json() -> None:
    instance = {"candidates": [{"id": at, "preferences": [7]} for at in range(20)],
                "openings": [{"id": 7, "seats": 5, "preferences": list(range(20))}]}  # fmt: skip
    answer = {str(at): 7 for at in range(1, 6)}
    found = fairness.report(instance, answer, {"sex": {at: "FM"[at % 2] for at in range(20)}})
    assert found["regions"] is None
    assert found["groups"]["sex"]["parity"]["groups"]["M"]["share"] == 0.3
    assert found["groups"]["sex"]["unexplained_envy"]["people"] == 1
