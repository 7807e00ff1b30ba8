"""The real OULAD in the shape: what is published of it is what is found."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from naruteo_analytics import activity, duck, funnel, grades, oulad, retention, rollup, shape
from naruteo_testing.rolled import rolled, same
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data

pytestmark = needs_analytics_data


@pytest.fixture(scope="module")
def programme() -> shape.Programme:
    return oulad.read(ANALYTICS_DATA / "oulad")


def test_published_counts(programme: shape.Programme) -> None:
    assert shape.check(programme) == []
    enrolments = programme.enrolments
    assert (len(enrolments), enrolments["person"].nunique(), len(programme.cohorts)) == (32_593, 28_785, 22)
    by_course = enrolments["cohort"].str[:3].value_counts().sort_index()
    assert by_course.tolist() == [748, 7909, 4434, 6272, 2934, 7762, 2534]
    assert enrolments["outcome"].value_counts().to_dict() == {
        "pass": 12_361, "withdrawn": 10_156, "fail": 7_052, "distinction": 3_024,
    }  # fmt: skip
    assert (len(programme.results), int(programme.results["score"].isna().sum())) == (173_912, 173)


PRESENTATIONS = """
AAA13J 383 72.6 15.7, AAA14J 365 69.3 18.1, BBB13B 1767 45.4 28.6, BBB13J 2237 47.9 28.8, BBB14B 1613 45.1 30.4,
BBB14J 2292 50.3 32.7, CCC14B 1936 34.2 46.4, CCC14J 2498 40.6 43.1, DDD13B 1303 39.1 33.2, DDD13J 1938 42.8 35.1,
DDD14B 1228 39.0 39.9, DDD14J 1803 43.9 35.9, EEE13J 1052 57.9 23.1, EEE14B 694 51.4 24.9, EEE14J 1188 57.6 25.8,
FFF13B 1614 48.5 25.5, FFF13J 2283 48.0 29.6, FFF14B 1500 43.6 30.8, FFF14J 2365 47.2 36.2, GGG13J 952 62.2 6.9,
GGG14B 833 57.4 12.0, GGG14J 749 59.3 16.8
"""


def test_every_presentation(programme: shape.Programme) -> None:
    """Registered, passed and withdrawn in per cent, in the order of their names."""
    rows = funnel.outcomes(programme).to_dict("records")
    for row, line in zip(rows, PRESENTATIONS.split(","), strict=False):
        name, registered, passed, withdrawn = line.split()
        assert row["cohort"] == f"{name[:3]}-20{name[3:]}"
        assert row["enrolments"] == int(registered)
        assert round(100 * row["passed_rate"], 1) == pytest.approx(float(passed))
        assert round(100 * row["withdrawn_rate"], 1) == pytest.approx(float(withdrawn))
    total = rows[-1]
    assert (len(rows), total["enrolments"], total["persons"]) == (23, 32_593, 28_785)
    assert (round(total["passed_rate"], 3), round(total["withdrawn_rate"], 3)) == (0.472, 0.312)


def test_one_kind_of_a_presentation_has_one_histogram(programme: shape.Programme) -> None:
    """41 kinds of work in 22 presentations, and 395 bins that hold something, as other engines counted."""
    assert len(grades.grades(programme)) == 41
    bins = grades.histogram(programme, banked=True)
    assert (bins["count"] > 0).sum() == 395
    assert bins["count"].sum() == 173_912 - 173


@pytest.fixture(scope="module")
def logged(programme: shape.Programme, tmp_path_factory: pytest.TempPathFactory) -> shape.Programme:
    folder = tmp_path_factory.mktemp("oulad")
    return shape.Programme(**programme.tables, events=oulad.read(ANALYTICS_DATA / "oulad", folder / "events").events)


@pytest.mark.thorough
def test_the_log_is_whole(logged: shape.Programme, tmp_path: Path) -> None:
    """10,655,280 clicks; as published, 787,170 are like another in every column, and are kept."""
    assert sum(pq.read_metadata(path).num_rows for path in logged.events.values()) == 10_655_280
    with duck.connected("1GB", tmp_path) as database:
        database.read_parquet(str(ANALYTICS_DATA / "oulad" / "studentVle.parquet")).create_view("log")
        more = database.sql("select sum(n - 1) from (select *, count(*) as n from log group by all)").fetchall()
    assert more == [(787_170,)]


@pytest.mark.thorough
def test_every_answer_is_the_same_by_duckdb(logged: shape.Programme, tmp_path: Path) -> None:
    rows = rolled(logged, tmp_path / "rollups")
    assert (len(rows), rows["events"].sum()) == (627_031, 10_655_280)
    largest = logged.events["FFF-2014J"]
    pd.testing.assert_frame_equal(duck.roll_up(largest), rollup.roll_up(largest))
    stages = funnel.furthest_stage(logged, rows)
    assert (stages >= "passed").sum() == 15_385
    with duck.Duck(logged, (tmp_path / "rollups").iterdir(), spill=tmp_path) as opened:
        for by in (["cohort"], ["region", "sex"], ["course", "deprivation"], []):
            same(activity.weekly(logged, rows, by), opened.weekly(by), by)
            same(retention.retention(logged, rows, by), opened.retention(by), by)
            steps = funnel.funnel(logged, stages, by)
            same(steps[steps["registered"] > 0], opened.funnel(by), by)
        for by in (["cohort", "kind"], ["region"], ["assessment"], []):
            same(grades.grades(logged, by), opened.grades(by), by)
            bins = grades.histogram(logged, by)
            same(bins[bins["count"] > 0], opened.histogram(by), by)
