"""Stages are nested, say so of what nobody records, and are counted with their intervals."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from naruteo_analytics import funnel, shape
from naruteo_analytics.groups import groups, places
from naruteo_testing.programmes import made_programme
from naruteo_testing.rolled import rolled


def test_each_stage_holds_those_beyond_it(tmp_path: Path) -> None:
    made = made_programme(tmp_path)
    stages = funnel.furthest_stage(made, rolled(made, tmp_path / "rollups"))
    assert stages.index.tolist() == made.enrolments["enrolment"].tolist()
    found = funnel.funnel(made, stages)
    for _cohort, rows in found.groupby("cohort", observed=True):
        assert rows["count"].dropna().is_monotonic_decreasing
        assert rows["count"].iloc[0] == rows["registered"].iloc[0] == 40
    passed = made.enrolments.groupby("cohort")["outcome"].agg(lambda each: each.isin(["pass", "distinction"]).sum())
    counted = found[found["stage"] == "passed"].set_index("cohort")["count"]
    assert counted.to_dict() == passed.to_dict()


def test_what_a_cohort_does_not_record_is_no_zero(tmp_path: Path) -> None:
    made = made_programme(tmp_path, silent="plc-2")
    stages = funnel.furthest_stage(made, rolled(made, tmp_path / "rollups"))
    found = funnel.funnel(made, stages).set_index(["cohort", "stage"])
    assert pd.isna(found.loc[("plc-2", "started"), "count"]) and pd.isna(found.loc[("plc-2", "started"), "rate"])
    assert pd.isna(found.loc[("plc-2", "certified"), "count"])
    assert found.loc[("plc-1", "certified"), "count"] > 0
    whole = funnel.funnel(made, stages, by=()).set_index("stage")
    assert whole["registered"].to_dict() == {
        "registered": 120, "started": 80, "active": 80, "submitted": 120, "completed": 120, "passed": 120,
        "certified": 40, "placed": 40,
    }  # fmt: skip


def test_who_comes_after_the_end_has_not_started(tmp_path: Path) -> None:
    made = made_programme(tmp_path)
    open_yet = replace(made, enrolments=made.enrolments.assign(outcome=pd.NA), results=made.results[:0])
    first, second = open_yet.enrolments["enrolment"].iloc[:2]
    last = -(-int(made.cohorts.set_index("cohort").loc[made.enrolments["cohort"].iloc[0], "length"]) // 7) - 1
    weeks = pd.DataFrame({"enrolment": [first, second], "week": [last, last + 1]})
    assert funnel.furthest_stage(open_yet, weeks).iloc[:2].tolist() == ["active", "registered"]


def test_a_running_cohort_has_completed_nothing_yet(tmp_path: Path) -> None:
    made = made_programme(tmp_path)
    running = replace(
        made,
        enrolments=made.enrolments.assign(outcome=made.enrolments["outcome"].mask(made.enrolments["outcome"].notna())),
    )
    told = funnel.recorded(running)
    assert told[["completed", "passed", "certified", "placed"]].to_numpy().sum() == 0
    assert told[["registered", "started", "active", "submitted"]].to_numpy().all()


def test_groups_keep_the_unknown_apart(tmp_path: Path) -> None:
    made = made_programme(tmp_path)
    found = groups(made, ["course", "region"])
    wanted = made.enrolments.assign(course=made.enrolments["cohort"].str[:3]).groupby(
        "region", dropna=False, observed=True
    )
    assert found.size.sum() == 120 and len(found.keys) == 6
    unknown = found.keys["region"].isna().to_numpy()
    assert found.size[unknown].sum() == wanted.size()[float("nan")]
    assert groups(made, []).size.tolist() == [120]
    with pytest.raises(shape.NotInShape, match="does not hold education; it holds cohort, course, region, sex"):
        groups(made, ["education"])


def test_places_are_found_near_and_far() -> None:
    assert places([7, 3, 5], [5, 5, 7]).tolist() == [2, 2, 0]
    assert places([7, 3, 10**9], [10**9, 3]).tolist() == [2, 1]
    assert places([], []).tolist() == []
    for known, wanted in (([], [4]), ([7, 3, 5], [4]), ([7, 3, 10**9], [4]), ([7, 3], [99])):
        with pytest.raises(shape.NotInShape, match="is not known"):
            places(known, wanted)
