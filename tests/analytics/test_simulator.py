"""Made programmes: in the shape, the same by seed, in OULAD's sizes and shares, with what the pages have to find."""

import hashlib
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from naruteo_analytics import shape
from naruteo_analytics.simulator import people, simulate


def test_a_small_programme_is_in_the_shape(tmp_path: Path) -> None:
    made = simulate(1, folder=tmp_path / "events", cohorts=23, scale=0.004)
    assert shape.check(made) == []
    assert made.attributes == ["region", "sex", "age_band", "education", "disability", "nationality_group"]
    assert made.cohorts["cohort"].iloc[-1] == "process-data-2025-autumn"
    ends = made.enrolments.merge(made.cohorts, on="cohort")
    assert (ends["left"].dropna() < ends["length"][ends["left"].notna()]).all()
    assert (ends["left"].notna() == (ends["outcome"] == "withdrawn")).all()
    assert not (ends["certified"] & ~ends["outcome"].isin(["distinction", "pass"])).any()
    shape.write(made, tmp_path)
    assert len(shape.read(tmp_path).events) == 23


def test_nobody_does_anything_after_leaving(tmp_path: Path) -> None:
    made = simulate(2, folder=tmp_path, cohorts=2, scale=0.2)
    assert made.responses is not None
    left = made.enrolments.set_index("enrolment")["left"].astype("float64")
    for path in made.events.values():
        events = pd.read_parquet(path)
        assert not (events["day"] >= events["enrolment"].map(left)).any()
        assert events["day"].is_monotonic_increasing
    assert not (made.results["day"] > made.results["enrolment"].map(left) + 3).any()


def test_a_seed_says_everything(tmp_path: Path) -> None:
    def sums(seed: int, name: str) -> list[str]:
        made = simulate(seed, folder=tmp_path / name / "events", cohorts=1, scale=0.1)
        shape.write(made, tmp_path / name)
        return [hashlib.sha256(each.read_bytes()).hexdigest() for each in sorted((tmp_path / name).rglob("*.parquet"))]

    assert sums(1, "one") == sums(1, "again") != sums(2, "two")


@pytest.mark.parametrize(("cohorts", "scale"), [(0, 1.0), (1, 0.0)])
def test_nothing_is_no_programme(tmp_path: Path, cohorts: int, scale: float) -> None:
    with pytest.raises(ValueError, match="at least one cohort"):
        simulate(folder=tmp_path, cohorts=cohorts, scale=scale)


def test_people_end_as_in_oulad_and_the_sexes_reverse_within_courses() -> None:
    of = people.cohorts(22)
    made = people.enrolments(np.random.default_rng(0), of, 1.0)
    assert len(made) == 32_593
    assert made["person"].nunique() == pytest.approx(28_785, abs=20)
    shares = made["outcome"].value_counts(normalize=True)
    assert shares["withdrawn"] == pytest.approx(0.312, abs=0.001)
    assert shares["pass"] + shares["distinction"] == pytest.approx(0.472, abs=0.001)
    assert not made.duplicated(["person", "cohort"]).any()
    twice = made[made["person"].duplicated(keep=False)].sort_values("person")
    for name in ("sex", "region", "nationality_group"):
        assert twice.groupby("person")[name].nunique(dropna=False).max() == 1
    passed = made["outcome"].isin(["pass", "distinction"])
    raw = passed.groupby(made["sex"], observed=True).mean()
    assert raw["female"] < raw["male"] - 0.01
    course = made["cohort"].map(of.set_index("cohort")["course"])
    within = passed.groupby([course, made["sex"]], observed=True).mean().unstack()
    assert (within["female"] > within["male"]).sum() >= 5
    assert (made["nationality_group"].value_counts() < 100).sum() >= 5


@pytest.mark.thorough
def test_a_whole_programme_is_as_large_as_oulad_and_made_in_seconds(tmp_path: Path) -> None:
    before = time.process_time()
    made = simulate(1, folder=tmp_path)
    spent = time.process_time() - before
    rows = sum(pq.read_metadata(path).num_rows for path in made.events.values())
    assert shape.check(made) == []
    assert rows == pytest.approx(10_655_280, rel=0.03)
    assert spent < 20
