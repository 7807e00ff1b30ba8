"""The real OULAD in the shape: what is published of it is what is found."""

from pathlib import Path

import pandas as pd
import pytest

from naruteo_analytics import funnel, oulad, rollup, shape
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


@pytest.mark.thorough
def test_the_whole_log(programme: shape.Programme, tmp_path: Path) -> None:
    events = oulad.read(ANALYTICS_DATA / "oulad", tmp_path / "events").events
    rows = sum(len(pd.read_parquet(path)) for path in events.values())
    redone = rollup.refresh(events, tmp_path / "rollups")
    found = rollup.read(tmp_path / "rollups", events)
    assert (rows, len(redone), len(found), found["events"].sum()) == (10_655_280, 22, 627_031, 10_655_280)
    stages = funnel.furthest_stage(shape.Programme(**programme.tables, events=events), found)
    assert (stages >= "passed").sum() == 15_385
