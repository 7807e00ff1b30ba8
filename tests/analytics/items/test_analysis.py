"""Items: published values of LSAT6, and what counts, what is missing and what is said."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from naruteo_analytics.faults import BadRows
from naruteo_analytics.items import REVIEW, analyse, from_responses, from_table
from naruteo_analytics.items.analysis import Analysis
from naruteo_analytics.items.reading import read
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data


@needs_analytics_data
@pytest.mark.parametrize("name", ["LSAT6.csv", "psych_lsat6.csv"])
def test_published_values_of_lsat6(name: str) -> None:
    given = read(ANALYTICS_DATA / "items" / name)
    total = np.bincount(given.answers[0].score.sum(axis=1).astype(int))
    assert total.tolist() == [3, 20, 85, 237, 357, 298]
    found = analyse(given.answers)
    items, exercise = found.items, found.exercises.loc[0]
    for figure, printed in {
        "facility": [0.924, 0.709, 0.553, 0.763, 0.870],
        "r_total_uncorrected": [0.3620, 0.5668, 0.6184, 0.5344, 0.4354],
        "r_rest": [0.1128, 0.1532, 0.1728, 0.1444, 0.1216],
        "alpha_if_dropped": [0.2754, 0.2376, 0.2168, 0.2459, 0.2663],
    }.items():
        assert items[figure].tolist() == pytest.approx(printed, abs=5.1e-5), figure
    assert exercise["alpha"] == pytest.approx(0.2950, abs=5e-5)
    # RKWard's test draws its interval by chance: 0.22 to 0.37.
    assert exercise[["alpha_low", "alpha_high"]].tolist() == pytest.approx([0.22, 0.37], abs=0.01)
    assert items["a"].tolist() == pytest.approx([0.8254, 0.7229, 0.8905, 0.6886, 0.6575], abs=3e-3)
    assert items["b"].tolist() == pytest.approx([-3.3597, -1.3696, -0.2799, -1.8659, -3.1236], abs=3e-3)
    assert exercise["log_likelihood"] == pytest.approx(-2466.653, abs=5e-4)
    assert exercise["rasch_log_likelihood"] == pytest.approx(-2466.938, abs=5e-4)
    assert items["rasch_b"].tolist() == pytest.approx([-3.615, -1.322, -0.318, -1.730, -2.780], abs=5.1e-4)
    assert exercise["rasch_a"] == pytest.approx(0.755, abs=5e-4)
    free = (-exercise["rasch_a"] * items["rasch_b"]).tolist()
    assert free == pytest.approx([2.730, 0.9986, 0.2399, 1.3065, 2.0994], abs=5.1e-4)
    assert items["review"].tolist() == [[]] * 5


def long(rows: list[tuple[Any, ...]], **more: Any) -> pd.DataFrame:
    names = ["enrolment", "item", "attempt", "score", "omitted"]
    return pd.DataFrame(rows, columns=names).assign(exercise="e", max_score=2.0, seconds=30.0, **more)


@pytest.mark.parametrize(("attempt", "score"), [("first", 1.0), ("last", np.nan), ("best", 2.0)])
def test_the_attempt_that_counts_is_the_one_that_is_said(attempt: Any, score: float) -> None:
    rows = long([(7, "q", 3, None, False), (7, "q", 1, 1, False), (7, "q", 2, 2, False)])
    answers = from_responses(rows.assign(seconds=[30, 10, 20]), attempt)[0]
    assert answers.score == pytest.approx(np.array([[score]]), nan_ok=True)
    assert answers.attempts.tolist() == [[3]]
    assert answers.seconds.tolist() == [[{"first": 10, "last": 30, "best": 20}[attempt]]]
    assert attempt in analyse(rows, attempt).notes[0].lower()


def test_an_answer_that_is_not_graded_is_never_0() -> None:
    rows = long([(1, "q", 1, 2, False), (2, "q", 1, None, False), (3, "q", 1, None, True), (3, "p", 1, None, False)])
    found = analyse(rows)
    q = found.items.set_index("item").loc["q"]
    assert q[["n", "ungraded", "absent", "omitted"]].tolist() == [2, 1, 0, 1]
    assert (q["facility"], q["omit_rate"]) == (0.5, pytest.approx(1 / 3))
    assert q["sd"] == pytest.approx(np.sqrt(0.5)), "the sample standard deviation of 1 and 0"
    p = found.items.set_index("item").loc["p"]
    assert (p["n"], p["ungraded"], p["absent"]) == (0, 1, 2)
    assert np.isnan(p["facility"])
    assert ("p", "no answer to it is graded") in found.excluded[["item", "why"]].itertuples(index=False, name=None)


def simulated(persons: int, slopes: list[float], seed: int = 0) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    ability, hard = chance.normal(size=(persons, 1)), np.linspace(-1, 1, len(slopes))
    right = chance.uniform(size=(persons, len(slopes))) < 1 / (1 + np.exp(-np.array(slopes) * (ability - hard)))
    return pd.DataFrame(right.astype(float), columns=[f"q{at}" for at in range(len(slopes))])


def test_the_total_is_reckoned_with_points_and_its_parts_agree() -> None:
    table = simulated(300, [1.5] * 5)
    table["q0"] *= 3
    table.loc[::2, "q0"] /= 2
    found = analyse([from_table(table, {"q0": 3})])
    total = table.sum(axis=1)
    for name, row in found.items.set_index("item").iterrows():
        rest = total - table[str(name)]
        assert row["r_rest"] == pytest.approx(table[str(name)].corr(rest))
        assert row["r_total_uncorrected"] == pytest.approx(table[str(name)].corr(total))
        others = analyse([from_table(table.drop(columns=name), {"q0": 3} if name != "q0" else {})])
        assert row["alpha_if_dropped"] == pytest.approx(others.exercises.loc[0, "alpha"])
    assert found.items["effective_weight"].sum() == pytest.approx(1)
    assert found.items["intended_weight"].tolist() == pytest.approx([3 / 7, *[1 / 7] * 4])
    assert found.exercises.loc[0, "error"] == pytest.approx(total.std() * np.sqrt(1 - found.exercises.loc[0, "alpha"]))


def test_efficiency_is_1_where_persons_and_items_stand_in_one_order() -> None:
    perfect = pd.DataFrame(np.tri(6, 5, -1), columns=list("abcde"))
    assert analyse([from_table(perfect)]).items["efficiency"].tolist() == pytest.approx([1] * 5)


def test_an_item_that_is_graded_for_few_does_not_take_the_others_with_it() -> None:
    table = simulated(100, [1, 1, 1])
    table.loc[:69, "q1"] = np.nan
    found = analyse([from_table(table)])
    assert found.exercises.loc[0, ["enrolments", "n_complete"]].tolist() == [100, 100]
    assert found.items["r_rest"].notna().tolist() == [True, False, True]
    assert found.items["n"].tolist() == [100, 30, 100]
    assert "graded for 30% of the enrolments: no part of the total" in found.excluded["why"].tolist()


def test_partial_credit_has_no_model_until_somebody_says_what_is_right() -> None:
    table = simulated(400, [1, 1, 1, 1])
    table.loc[::5, "q2"] = 0.5
    silent = analyse([from_table(table, {"q2": 1})])
    assert silent.items["a"].notna().tolist() == [True, True, False, True]
    assert silent.excluded["item"].tolist() == ["q2"]
    assert "partial credit" in silent.excluded.loc[0, "why"]
    told = analyse([from_table(table, {"q2": 1})], right_from=0.5)
    assert told.items["a"].notna().all()
    assert told.notes == ["For the models an answer is right from 0.5 of its points."]
    pd.testing.assert_series_equal(told.items["facility"], silent.items["facility"])


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (simulated(199, [1, 1, 1]), "no item has 200 answers"),
        (simulated(300, [1, 1]), "2 items that can be used"),
        (simulated(300, [1, 1, 1]).assign(q1=1.0), "2 items that can be used"),
        (simulated(300, [1, 1]).assign(again=lambda each: each["q0"], third=lambda each: each["q0"]), "do not tell"),
    ],
)
def test_where_there_is_no_model_it_is_said_why(table: pd.DataFrame, why: str) -> None:
    found = analyse([from_table(table)])
    assert found.exercises.loc[0, "model"].startswith("no model: ")
    assert why in found.exercises.loc[0, "model"]
    assert found.items["a"].isna().all()
    assert found.items["r_rest"].notna().any()


def test_an_item_that_tells_nobody_apart_has_no_difficulty_in_the_model() -> None:
    table = simulated(400, [1, 1, 1, 1]).assign(coin=np.random.default_rng(1).integers(0, 2, 400).astype(float))
    found = analyse([from_table(table)]).items
    assert found["a"].notna().all()
    assert found["b"].notna().tolist() == [True] * 4 + [False]


def test_an_item_whose_slope_runs_away_is_left_out_and_the_others_are_fitted() -> None:
    table = simulated(400, [1, 1, 1, 1])
    table["copied"] = table["q0"].where(table.index > 3, 1 - table["q0"])
    found = analyse([from_table(table)])
    assert found.exercises.loc[0, "model"] == ""
    assert found.items["a"].isna().sum() == 1
    assert found.excluded["item"].isin(["q0", "copied"]).tolist() == [True]
    assert "slope grows without end" in found.excluded.loc[0, "why"]


def reviews(found: Analysis) -> dict[str, list[str]]:
    return dict(zip(found.items["item"], found.items["review"], strict=True))


def test_items_are_named_for_review_with_the_reason_and_not_from_a_few() -> None:
    table = simulated(200, [2] * 6)
    table["easy"] = 1.0
    table["hard"] = (np.arange(200) < 10).astype(float)
    table["contrary"] = 1 - table["q1"]
    table.loc[:50, "q5"] = np.nan
    found = reviews(analyse([from_table(table, empty_is_omitted=True)]))
    assert found["q1"] == []
    assert found["easy"] == ["easy"]
    assert "hard" in found["hard"]
    assert "contrary" in found["contrary"]
    assert "often_omitted" in found["q5"]
    assert all(REVIEW[key].startswith("Review: ") for named in found.values() for key in named)
    assert set().union(*reviews(analyse([from_table(table.iloc[:29])])).values()) == set()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"score": ["x"]}, "row 0: score: write a number"),
        ({"score": [np.inf]}, "row 0: score: write a number"),
        ({"item": [None]}, "row 0: item: is missing"),
        ({"attempt": [None]}, "row 0: attempt: write a whole number"),
    ],
)
def test_what_is_wrong_is_said_by_its_row(change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadRows, match=said):
        analyse(long([(1, "q", 1, 1, False)]).assign(**change))


def test_an_attempt_that_is_there_twice_is_refused() -> None:
    with pytest.raises(BadRows, match="row 1: attempt: is there twice"):
        analyse(long([(1, "q", 1, 1, False), (1, "q", 1, 2, False)]))
    with pytest.raises(BadRows, match="lack the columns max_score"):
        analyse(long([(1, "q", 1, 1, False)]).drop(columns="max_score"))
    with pytest.raises(BadRows, match="no answers"):
        analyse(long([]))


@pytest.mark.parametrize(("points", "why"), [([2, 3], "several maximum scores"), ([0, 0], "worth no points")])
def test_items_without_one_full_score_are_excluded_and_named(points: list[float], why: str) -> None:
    found = analyse(long([(1, "q", 1, 1, False), (2, "q", 1, 1, False)]).assign(max_score=points))
    assert len(found.items) == 0
    assert why in found.excluded.loc[0, "why"]
