"""Weekly activity, retention and grades are what counting by hand gives, and DuckDB gives the same."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from naruteo_analytics import activity, duck, funnel, grades, retention, rollup, shape
from naruteo_testing.programmes import LENGTH, made_programme, write_events
from naruteo_testing.rolled import rolled, same

BY = [("cohort",), ("region", "sex"), (), ("course", "region")]
RESULTS_BY = [("cohort", "kind"), ("region",), (), ("assessment", "sex")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("activity")


@pytest.fixture(scope="module")
def made(folder: Path) -> shape.Programme:
    return made_programme(folder, people=30, silent="plc-2")


@pytest.fixture(scope="module")
def rows(made: shape.Programme, folder: Path) -> pd.DataFrame:
    return rolled(made, folder / "rollups")


@pytest.fixture(scope="module")
def by_duck(made: shape.Programme, rows: pd.DataFrame, folder: Path) -> Iterator[duck.Duck]:
    with duck.Duck(made, (folder / "rollups").iterdir(), spill=folder) as opened:
        yield opened


def clicks(made: shape.Programme) -> pd.DataFrame:
    """All events with what is known of their enrolment."""
    events = pd.concat(map(pd.read_parquet, made.events.values())).merge(made.enrolments, on="enrolment")
    return events.assign(week=events["day"] // 7)


def test_weeks_are_what_counting_gives(made: shape.Programme, rows: pd.DataFrame) -> None:
    found = activity.weekly(made, rows, ["sex"])
    events = clicks(made)
    people = made.enrolments[made.enrolments["cohort"] != "plc-2"]["sex"].value_counts()
    for row in found.to_dict("records"):
        there = events[(events["week"] == row["week"]) & (events["sex"] == row["sex"])]
        days = there.groupby(["enrolment", "day"]).size()
        assert row["enrolments"] == people[row["sex"]]
        assert (row["active"], row["days"]) == (there["enrolment"].nunique(), len(days))
        assert (row["clicks"], row["events"]) == (there["clicks"].sum(), len(there))
        assert row["low"] < row["rate"] == row["active"] / row["enrolments"] < row["high"]
    assert sorted(set(found["week"])) == list(range(-2, LENGTH // 7))


def test_retention_is_what_counting_gives(made: shape.Programme, rows: pd.DataFrame) -> None:
    found = retention.retention(made, rows, ["cohort"])
    latest = clicks(made).query("week >= 0").groupby(["cohort", "enrolment"])["week"].max()
    for row in found.to_dict("records"):
        weeks = latest[row["cohort"]]
        assert (row["started"], row["retained"]) == (len(weeks), (weeks >= row["week"]).sum())
    assert found["week"].tolist() == [0, 1, 2, 3] * 2
    assert "plc-2" not in set(found["cohort"])


def test_a_cohort_that_has_ended_is_in_no_later_week(tmp_path: Path) -> None:
    made = made_programme(tmp_path)
    longer = made.cohorts.assign(length=np.array([10, 28, 28], np.int32))
    made = shape.Programme(**(made.tables | {"cohorts": longer}), events=made.events)
    found = activity.weekly(made, rolled(made, tmp_path / "rollups"), [])
    assert found.set_index("week")["enrolments"].to_dict() == {-2: 120, -1: 120, 0: 120, 1: 120, 2: 80, 3: 80}
    ended = activity.weekly(made, rolled(made, tmp_path / "rollups"))
    assert ended[ended["cohort"] == "plc-1"]["week"].max() == 1


def test_grades_are_what_pandas_says(made: shape.Programme) -> None:
    found = grades.grades(made, ["cohort"])
    results = made.results[~made.results["banked"]].merge(made.enrolments, on="enrolment")
    wanted = results.groupby("cohort")["score"].describe()
    names = ["n", "mean", "sd", "least", "lower", "median", "upper", "most"]
    np.testing.assert_allclose(found.set_index("cohort")[names].to_numpy(), wanted.to_numpy())
    assert found["missing"].sum() == results["score"].isna().sum() > 0
    with_banked = grades.grades(made, (), banked=True)
    assert with_banked["results"].tolist() == [len(made.results)]


def test_bins_hold_every_score_once(made: shape.Programme) -> None:
    found = grades.histogram(made, ["kind"], width=25)
    assert found["low"].tolist() == [0, 25, 50, 75] * 2
    results = made.results[~made.results["banked"]]
    assert found["count"].sum() == results["score"].notna().sum()
    top = results["score"] >= 75
    assert found[found["low"] == 75]["count"].sum() == top.sum()
    with pytest.raises(ValueError, match="do not fill 0 to 100"):
        grades.histogram(made, width=30)


def test_a_grade_is_the_weighted_mean_of_what_was_graded(made: shape.Programme) -> None:
    found = grades.of_enrolments(made)
    results = made.results.dropna(subset="score")
    for enrolment, grade in list(found.items())[:20]:
        own = results[results["enrolment"] == enrolment].set_index("assessment")["score"]
        weights = made.assessments.set_index("assessment")["weight"][own.index]
        assert (pd.isna(grade) and own.empty) or grade == pytest.approx((own * weights).sum() / weights.sum())
    level = made.assessments.assign(weight=0.0)
    unweighted = grades.of_enrolments(shape.Programme(**(made.tables | {"assessments": level})))
    mean = results.groupby("enrolment")["score"].mean()
    np.testing.assert_allclose(unweighted.dropna().sort_index(), mean)


@pytest.mark.parametrize("by", BY, ids=" ".join)
def test_duckdb_counts_the_same(
    made: shape.Programme, rows: pd.DataFrame, by_duck: duck.Duck, by: tuple[str, ...]
) -> None:
    same(activity.weekly(made, rows, by), by_duck.weekly(by), by)
    same(retention.retention(made, rows, by), by_duck.retention(by), by)
    steps = funnel.funnel(made, funnel.furthest_stage(made, rows), by)
    same(steps[steps["registered"] > 0], by_duck.funnel(by), by)


@pytest.mark.parametrize("by", RESULTS_BY, ids=" ".join)
def test_duckdb_grades_the_same(made: shape.Programme, by_duck: duck.Duck, by: tuple[str, ...]) -> None:
    for banked in (False, True):
        same(grades.grades(made, by, banked), by_duck.grades(by, banked), by)
    bins = grades.histogram(made, by, 20)
    same(bins[bins["count"] > 0], by_duck.histogram(by, 20), by)
    with pytest.raises(shape.NotInShape, match="does not hold mood; it holds cohort, course, region, sex"):
        by_duck.grades(["mood"])


def test_duckdb_rolls_up_the_same(tmp_path: Path) -> None:
    path = tmp_path / "plc-1.parquet"
    write_events(path, np.random.default_rng(5), np.arange(9), 500)
    pd.testing.assert_frame_equal(duck.roll_up(path), rollup.roll_up(path))
    path.write_bytes(b"")
    write_events(path, np.random.default_rng(5), np.arange(9), 0)
    pd.testing.assert_frame_equal(duck.roll_up(path), rollup.roll_up(path))


def test_without_any_events_there_are_no_rows(tmp_path: Path) -> None:
    made = made_programme(tmp_path)
    made = shape.Programme(**made.tables)
    with duck.Duck(made, []) as opened:
        for by in BY:
            nothing = rollup.read(tmp_path, [])
            same(activity.weekly(made, nothing, by), opened.weekly(by), by)
            same(retention.retention(made, nothing, by), opened.retention(by), by)
            assert activity.weekly(made, nothing, by).empty
