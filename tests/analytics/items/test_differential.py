"""Differential functioning: a published table, items made harder for one group, and who is too few."""

import numpy as np
import pandas as pd
import pytest

from naruteo_analytics.faults import BadRows
from naruteo_analytics.items import from_table, functioning
from naruteo_analytics.items.answers import Answers
from naruteo_analytics.items.differential import mantel_haenszel

# Admissions to Berkeley, 1973 (Bickel, Hammel and O'Connell 1975): men, women by admitted or not, by department.
BERKELEY = [
    [[512, 313], [89, 19]], [[353, 207], [17, 8]], [[120, 205], [202, 391]],
    [[138, 279], [131, 244]], [[53, 138], [94, 299]], [[22, 351], [24, 317]],
]  # fmt: skip


def test_what_r_prints_of_the_berkeley_admissions() -> None:
    found = mantel_haenszel(np.array(BERKELEY, float))
    assert found["chi2"] == pytest.approx(1.4269, abs=5e-5)
    assert found["p"] == pytest.approx(0.2323, abs=5e-5)
    assert found["odds_ratio"] == pytest.approx(0.9046968, abs=5e-8)
    low_high = np.exp(np.array([found["high"], found["low"]]) / -2.35)
    assert low_high == pytest.approx([0.7719074, 1.0603298], abs=5e-7)
    assert (found["level"], found["review"]) == ("A", "")


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        ([[600, 400], [500, 500]], "A"),  # delta -0.95
        ([[620, 380], [500, 500]], "B"),  # delta -1.15
        ([[700, 300], [500, 500]], "C"),  # delta -1.99
        ([[28, 12], [20, 20]], "A"),  # as large, but of too few to be sure
        ([[500, 500], [700, 300]], "C"),
        ([[0, 10], [0, 10]], ""),
    ],
)
def test_classes_of_the_ets(counts: list[list[int]], level: str) -> None:
    assert mantel_haenszel(np.array([counts], float))["level"] == level


def groups(sizes: dict[str, int], harder: float = 0.0) -> tuple[list[Answers], "pd.Series[str]"]:
    """Answers of equally able groups to 12 items; for "b" the item q3 is harder."""
    chance = np.random.default_rng(5)
    group = np.repeat(list(sizes), list(sizes.values()))
    odds = chance.normal(size=(len(group), 1)) - np.linspace(-1.5, 1.5, 12)
    odds[:, 3] -= harder * (group == "b")
    table = pd.DataFrame((chance.uniform(size=odds.shape) < 1 / (1 + np.exp(-odds))).astype(float)).add_prefix("q")
    return [from_table(table)], pd.Series(group)


def test_an_item_that_is_harder_for_a_group_of_equal_ability_is_found() -> None:
    answers, group = groups({"a": 1200, "b": 900}, harder=1.2)
    found = functioning(answers, group)
    assert set(found.items["reference"]) == {"a"}, "the largest"
    named = found.items[found.items["review"] == "functions_differently"]
    assert named[["item", "group", "level"]].to_numpy().tolist() == [["q3", "b", "C"]]
    assert named["delta"].iloc[0] == pytest.approx(-2.35 * 1.2, abs=3 * named["se"].iloc[0])
    assert found.items[["n_reference", "n_group"]].iloc[0].tolist() == [1200, 900]
    turned = functioning(answers, group, reference="b").items.set_index("item").loc["q3"]
    assert (turned["group"], turned["delta"]) == ("a", pytest.approx(-named["delta"].iloc[0], abs=0.05))


def test_groups_that_are_too_small_are_left_out_and_named() -> None:
    answers, group = groups({"a": 300, "b": 99, "c": 100})
    found = functioning(answers, group)
    assert set(found.items["group"]) == {"c"}
    assert found.left_out[["group", "why"]].to_numpy().tolist() == [
        ["b", "99 persons with all answers graded; 100 are needed"]
    ]
    assert len(functioning(answers, group, reference="b").items) == 0


def test_unknown_groups_missing_answers_and_partial_credit_are_left_out() -> None:
    answers, group = groups({"a": 300, "b": 300})
    group[:10] = None
    answers[0].score[10:30, 0] = np.nan
    answers[0].score[50, 1] = 0.5
    found = functioning(answers, group)
    assert found.items.loc[0, ["n_reference", "n_group"]].tolist() == [300, 270]
    assert "q1" not in found.items["item"].tolist()
    assert found.left_out["item"].tolist() == ["q1"]
    assert "q1" in functioning(answers, group, right_from=0.5).items["item"].tolist()
    nobody = functioning(answers, pd.Series(dtype=str))
    assert "nobody of a known group" in nobody.left_out["why"].iloc[-1]
    with pytest.raises(BadRows, match="more than one group"):
        functioning(answers, pd.concat([group, group]))
