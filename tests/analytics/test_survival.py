"""Curves of time: published tables of R's survival, ties, what nobody saw, and what is refused."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time

from naruteo_analytics import survival
from naruteo_analytics.faults import BadRows
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data

# R's survival, tests/doaml.Rout.save: time, at risk, events, share, standard error, log interval.
AML = {
    "1": [
        (9, 11, 1, 0.909, 0.0867, 0.7541, 1.000), (13, 10, 1, 0.818, 0.1163, 0.6192, 1.000),
        (18, 8, 1, 0.716, 0.1397, 0.4884, 1.000), (23, 7, 1, 0.614, 0.1526, 0.3769, 0.999),
        (31, 5, 1, 0.491, 0.1642, 0.2549, 0.946), (34, 4, 1, 0.368, 0.1627, 0.1549, 0.875),
        (48, 2, 1, 0.184, 0.1535, 0.0359, 0.944),
    ],
    "2": [
        (5, 12, 2, 0.8333, 0.1076, 0.6470, 1.000), (8, 10, 2, 0.6667, 0.1361, 0.4468, 0.995),
        (12, 8, 1, 0.5833, 0.1423, 0.3616, 0.941), (23, 6, 1, 0.4861, 0.1481, 0.2675, 0.883),
        (27, 5, 1, 0.3889, 0.1470, 0.1854, 0.816), (30, 4, 1, 0.2917, 0.1387, 0.1148, 0.741),
        (33, 3, 1, 0.1944, 0.1219, 0.0569, 0.664), (43, 2, 1, 0.0972, 0.0919, 0.0153, 0.620),
        (45, 1, 1, 0.0000, np.nan, np.nan, np.nan),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def aml() -> pd.DataFrame:
    return pd.read_csv(ANALYTICS_DATA / "survival" / "aml.csv")


@pytest.fixture(scope="module")
def lung() -> pd.DataFrame:
    found = pd.read_csv(ANALYTICS_DATA / "survival" / "cancer.csv")
    return found.assign(died=found["status"] == 2)


def medians(curves: survival.Curves) -> list[tuple[float, ...]]:
    return [tuple(row) for row in curves.summaries[["median", "low", "high"]].to_numpy()]


@needs_analytics_data
def test_r_prints_the_same_table(aml: pd.DataFrame) -> None:
    curves = survival.kaplan_meier(aml["time"], aml["cens"], aml["group"], interval="log")
    for group, printed in AML.items():
        steps = curves.steps[(curves.steps["group"] == group) & (curves.steps["events"] > 0)]
        found = steps[["time", "at_risk", "events", "share", "se", "low", "high"]].to_numpy(float)
        assert found == pytest.approx(np.array(printed, float), abs=5.01e-4, nan_ok=True)
        assert found[:, 4] == pytest.approx([row[4] for row in printed], abs=5.01e-5, nan_ok=True)
    assert np.array(medians(curves)) == pytest.approx(np.array([(31, 18, np.nan), (23, 8, np.nan)]), nan_ok=True)


@needs_analytics_data
def test_the_two_kinds_of_interval_differ_and_are_named(aml: pd.DataFrame) -> None:
    curves = survival.kaplan_meier(aml["time"], aml["cens"], aml["group"])
    day_9 = curves.steps.query("group == '1' and time == 9")[["low", "high"]].to_numpy()[0]
    assert (curves.interval, day_9) == ("log-log", pytest.approx([0.508, 0.987], abs=5e-4))


@needs_analytics_data
def test_the_log_rank_test_of_r(aml: pd.DataFrame, lung: pd.DataFrame) -> None:
    found = survival.log_rank(aml["time"], aml["cens"], aml["group"])
    # R prints 3.4; these are the digits of lifelines 0.30 and of exact fractions.
    assert found.groups["observed"].tolist() == [7, 11]
    assert found.groups["expected"].tolist() == pytest.approx([10.689, 7.311], abs=5e-4)
    assert (found.chi2, found.df, found.p) == (
        pytest.approx(3.396388698977602, abs=1e-12),
        1,
        pytest.approx(0.0653, abs=5e-5),
    )
    by_sex = survival.log_rank(lung["time"], lung["died"], lung["sex"])
    assert (by_sex.chi2, by_sex.p) == (pytest.approx(10.327, abs=5e-4), pytest.approx(0.0013, abs=5e-5))


def test_a_group_that_left_before_anything_happened_takes_nothing_from_the_log_rank_test() -> None:
    time, event, group = [1, 2, 3, 4, 4, 5, 1], [0, 1, 1, 1, 0, 1, 0], list("abcbcba")
    found = survival.log_rank(time, event, group)
    without = survival.log_rank(time[1:-1], event[1:-1], group[1:-1])
    assert (found.chi2, found.df, found.p) == (pytest.approx(without.chi2), 1, pytest.approx(without.p))
    nothing = survival.log_rank([1, 1], [1, 1], ["a", "b"])
    assert (np.isnan(nothing.chi2), np.isnan(nothing.p)) == (True, True)


def test_groups_of_numbers_keep_their_names() -> None:
    by = pd.Series([20260301.0, 20260302.0, 0.5, np.nan])
    steps = survival.kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1], by).steps
    assert steps["group"].unique().tolist() == ["0.5", "20260301", "20260302"]


@needs_analytics_data
def test_medians_and_restricted_means_of_the_lung_data(lung: pd.DataFrame) -> None:
    curves = survival.kaplan_meier(lung["time"], lung["died"], lung["ph.ecog"], interval="log")
    assert curves.summaries["group"].tolist() == ["0", "1", "2", "3"]
    assert medians(curves)[:3] == [(394, 348, 574), (306, 268, 429), (199, 156, 288)]
    assert curves.left_out == 1, "one has no ph.ecog"
    whole = survival.kaplan_meier(lung["time"], lung["died"], interval="log").summaries
    assert whole.loc[0, ["n", "events", "median", "low", "high"]].tolist() == [228, 165, 310, 285, 363]
    means = survival.restricted_mean(lung["time"], lung["died"], 730, by=lung["ph.ecog"])
    assert means["mean"].tolist() == pytest.approx([428.6, 366.3, 255.6, 118.0], abs=0.05)


def watched(rows: int, seed: int = 0) -> tuple[pd.Series, pd.Series]:
    """Distinct times, and what happened: nothing, a or b."""
    chance = np.random.default_rng(seed)
    time = pd.Series(chance.permutation(rows * 3)[:rows] + 1.0)
    return time, pd.Series(chance.choice(["a", "b", "none"], rows)).replace("none", None)


def test_causes_are_those_of_lifelines_where_no_times_are_equal() -> None:
    time, cause = watched(80)
    found = survival.cumulative_incidence(time, cause).steps
    for number, name in enumerate("ab", 1):
        theirs = AalenJohansenFitter().fit(time, cause.map({"a": 1, "b": 2}).fillna(0).astype(int), number)
        steps = found[found["cause"] == name]
        assert steps["share"].to_numpy() == pytest.approx(theirs.cumulative_density_.iloc[:, 0].to_numpy())
        low_high = np.sort(theirs.confidence_interval_.to_numpy())  # theirs are labelled the wrong way round
        inside = steps["share"].to_numpy() > 0
        # Where all that are left go, their variance divides by 0.
        known = inside & ~np.isnan(low_high).any(axis=1)
        assert known.sum() > 60
        assert steps[["low", "high"]].to_numpy()[known] == pytest.approx(low_high[known])


def test_equal_times_are_reckoned_exactly_and_in_any_order() -> None:
    time, cause = watched(200)
    time = time // 40
    found = survival.cumulative_incidence(time, cause)
    mixed = np.random.default_rng(1).permutation(200)
    again = survival.cumulative_incidence(time.iloc[mixed], cause.iloc[mixed])
    pd.testing.assert_frame_equal(found.steps, again.steps)
    at_end = found.steps.groupby("cause")["share"].last().sum()
    assert at_end == pytest.approx(1 - survival.kaplan_meier(time, cause.notna()).steps["share"].iloc[-1])


def test_one_cause_is_what_kaplan_meier_leaves() -> None:
    time, cause = watched(60, seed=3)
    only = cause.where(cause == "a")
    found, curve = survival.cumulative_incidence(time, only), survival.kaplan_meier(time, only.notna())
    assert (1 - found.steps["share"]).to_numpy() == pytest.approx(curve.steps["share"].to_numpy())
    staying = (curve.steps["share"] > 0).to_numpy()
    assert found.steps["se"].to_numpy()[staying] == pytest.approx(curve.steps["se"].to_numpy()[staying])
    assert found.summaries["median"].tolist() == curve.summaries["median"].tolist()


def test_the_restricted_mean_is_the_area_and_says_when_nobody_was_watched_for_so_long() -> None:
    time, cause = watched(50)
    fitted = KaplanMeierFitter().fit(time, cause.notna())
    found = survival.restricted_mean(time, cause.notna(), 90).loc[0]
    assert found["mean"] == pytest.approx(restricted_mean_survival_time(fitted, 90))
    late = survival.restricted_mean([1, 2], [1, 0], 10).loc[0]
    assert (np.isnan(late["mean"]), late["why"]) == (True, "nobody was watched until 10; the last was seen at 2")


def test_a_median_in_a_flat_stretch_is_its_middle() -> None:
    assert survival.kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1]).summaries.loc[0, "median"] == 2.5
    assert np.isnan(survival.kaplan_meier([1, 2, 3], [1, 0, 0]).summaries.loc[0, "median"])


def test_groups_that_no_event_tells_apart_are_undetermined() -> None:
    found = survival.log_rank([1, 2, 3, 9], [0, 0, 0, 1], ["a", "a", "a", "b"])
    assert np.isnan(found.chi2)
    assert np.isnan(found.p)


@pytest.mark.parametrize(
    ("time", "event", "by", "said"),
    [
        ([1, -2], [1, 0], None, "row 2: time: is below 0"),
        ([1, None], [1, 0], None, "row 2: time: write a number"),
        ([1, float("inf")], [1, 0], None, "row 2: time: write a number"),
        ([1] * 9, [2] * 9, None, "rows 1, 2, 3, 4, 5 and 4 more: event: write 1"),
        ([1, 2], [1, None], None, "row 2: event: write 1"),
        ([1, 2], [1], None, "are not of the same rows"),
        ([], [], None, "no rows"),
        ([1, 2], [1, 0], [None, None], "No row has a group"),
    ],
)
def test_what_cannot_be_reckoned_with_is_refused_by_its_rows(
    time: list[Any], event: list[Any], by: list[Any] | None, said: str
) -> None:
    with pytest.raises(BadRows) as refused:
        survival.kaplan_meier(time, event, by)
    assert said in str(refused.value)


def test_rows_are_named_as_the_index_names_them() -> None:
    lines = pd.Index([2, 3], name="line")
    with pytest.raises(BadRows, match=r"^line 3: time: is below 0"):
        survival.kaplan_meier(pd.Series([1, -1], lines), pd.Series([1, 1], lines))


@pytest.mark.parametrize("call", [
    lambda: survival.kaplan_meier([1], [1], interval="plain"),  # type: ignore[arg-type]
    lambda: survival.cumulative_incidence([1, 2], [None, None]),
    lambda: survival.log_rank([1, 2], [1, 0], ["a", "a"]),
    lambda: survival.restricted_mean([1], [1], 0),
])  # fmt: skip
def test_what_has_no_answer_is_refused(call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadRows):
        call()
