"""Gaps between groups: published values, Simpson's paradox, what is unknown or small, and the real OULAD."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from naruteo_analytics import equity, funnel, oulad, rollup
from naruteo_analytics.shape import NotInShape
from naruteo_analytics.simulator import people, simulate
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data

# Admissions to Berkeley's six largest departments in 1973 (Bickel, Hammel and O'Connell 1975; UCBAdmissions in R).
MEN = np.array([(512, 825), (353, 560), (120, 325), (138, 417), (53, 191), (22, 373)]).T
WOMEN = np.array([(89, 108), (17, 25), (202, 593), (131, 375), (94, 393), (24, 341)]).T


def berkeley() -> pd.DataFrame:
    parts = [
        pd.DataFrame({"sex": sex, "course": course, "passed": np.arange(of) < one})
        for sex, table in (("male", MEN), ("female", WOMEN))
        for course, one, of in zip("ABCDEF", *table, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def test_published_values_of_berkeley_and_newcombe() -> None:
    # R: mantelhaen.test(UCBAdmissions).
    found = equity.common_odds_ratio(*MEN, *WOMEN)
    assert found == pytest.approx((0.9046968, 0.7719074, 1.0603298), abs=1e-7)
    # Newcombe 1998, table II, method 10: 56/70 against 48/80, 9/10 against 3/10.
    assert equity.newcombe(56, 70, 48, 80)[1:] == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert equity.newcombe(9, 10, 3, 10)[1:] == pytest.approx((0.1705, 0.8090), abs=5e-5)


def test_the_classic_paradox_is_seen() -> None:
    found = equity.gaps(berkeley(), "passed", "sex")
    rows = found.table.set_index("group")
    assert rows.loc["female", "rate"] == pytest.approx(0.3035, abs=1e-4)
    assert rows.loc["female", "difference"] == pytest.approx(-0.1416, abs=1e-4)
    assert rows.loc["female", "within"] == pytest.approx(0.0184, abs=1e-4)
    assert rows["reverses"].tolist() == [True, True]
    # Within departments the difference may be chance.
    assert rows["surely"].tolist() == [False, False]
    assert found.spread > found.spread_by_chance


def test_the_common_difference_covers_what_it_should() -> None:
    random = np.random.default_rng(0)
    of, others, base = np.array([20, 30, 50, 40]), np.array([30, 20, 10, 60]), np.array([0.2, 0.4, 0.6, 0.3])
    hits = 0
    for _ in range(600):
        _middle, low, high = equity.common_difference(
            random.binomial(of, base + 0.1), of, random.binomial(others, base), others
        )
        hits += low <= 0.1 <= high
    assert 0.92 < hits / 600 < 0.97
    assert np.isnan(equity.common_difference([1], [2], [0], [0])).all()
    assert np.isnan(equity.common_odds_ratio([2], [2], [0], [3])).all()


def test_small_groups_are_merged_and_the_unknown_counted() -> None:
    frame = berkeley().astype({"passed": "boolean"})
    frame.loc[:5, "sex"] = "unsaid"
    frame.loc[6:9, "sex"] = None
    frame.loc[10:10, "passed"] = pd.NA
    found = equity.gaps(frame, "passed", "sex")
    assert found.table["group"].tolist() == ["male", "female", equity.OTHER]
    assert found.merged == ["unsaid"]
    assert (found.unknown_group, found.unknown_outcome, found.n) == (4, 1, len(frame) - 5)
    assert found.coverage == pytest.approx(1 - 4 / (len(frame) - 1))


def test_a_single_group_and_an_outcome_that_nobody_records_compare_nothing() -> None:
    frame = berkeley().assign(placed=pd.array([pd.NA] * 4526, "boolean"))
    alone = equity.gaps(frame[frame["sex"] == "male"], "passed", "sex")
    assert alone.table[["difference", "within", "ratio"]].isna().all(axis=None)
    assert np.isnan(alone.spread)
    nothing = equity.gaps(frame, "placed", "sex")
    assert nothing.table.empty
    assert nothing.unknown_outcome == 4526
    with pytest.raises(NotInShape, match="missing: region"):
        equity.gaps(frame, "passed", "region")


def test_the_made_programme_reverses_surely() -> None:
    of = people.cohorts(22)
    made = people.enrolments(np.random.default_rng(1), of, 1.0)
    made["course"] = made["cohort"].map(of.set_index("cohort")["course"])
    made["passed"] = made["outcome"].isin(["pass", "distinction"])
    assert equity.gaps(made, "passed", "sex").table["surely"].all()


def test_outcomes_are_unknown_where_nobody_records_them(tmp_path: Path) -> None:
    made = simulate(1, folder=tmp_path / "events", cohorts=2, scale=0.1)
    rollup.refresh(made.events, tmp_path)
    stages = funnel.furthest_stage(made, rollup.read(tmp_path, made.cohorts["cohort"]))
    frame = equity.outcomes(made, stages)
    assert set(frame["course"]) == {"process-data"}
    assert frame[list(equity.OUTCOMES)].notna().all(axis=None)
    assert (frame["placed"] <= frame["passed"]).all()


@needs_analytics_data
@pytest.mark.thorough
def test_oulad_as_it_is() -> None:
    programme = oulad.read(ANALYTICS_DATA / "oulad")
    passed = programme.enrolments["outcome"].isin(["pass", "distinction"])
    course = programme.enrolments["cohort"].map(programme.cohorts.set_index("cohort")["course"])
    frame = programme.enrolments.assign(course=course, passed=passed)
    sex = equity.gaps(frame, "passed", "sex").table.set_index("group").loc["female"]
    # Women pass more often by 2.2 points in total, and by 0.9 (perhaps none) within modules.
    assert sex["difference"] == pytest.approx(0.0225, abs=5e-5)
    assert sex["within"] == pytest.approx(0.0093, abs=1e-3)
    assert sex["within_low"] < 0 < sex["within_high"]
    deprivation = equity.gaps(frame, "passed", "deprivation")
    assert deprivation.unknown_group == 1111
    assert deprivation.spread == pytest.approx(0.2238, abs=5e-5)
