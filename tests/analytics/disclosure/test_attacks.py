"""Attacks on what is shown: a small share always, on real cohorts where they are at hand."""

from collections.abc import Mapping
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from naruteo_analytics.disclosure import ALL, Policy, Protected, Table, audit, protect, utility
from naruteo_analytics.disclosure.rates import numerators, rate
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data

POLICY = Policy()
BY = ["region", "gender", "final_result"]


def oulad(*cohorts: str) -> pd.DataFrame:
    info = pd.read_parquet(Path(ANALYTICS_DATA) / "oulad" / "studentInfo.parquet")
    info["cohort"] = info["code_module"].astype(str) + info["code_presentation"].astype(str)
    return info[info["cohort"].isin(cohorts)] if cohorts else info


def small(seed: int = 0, size: int = 220) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    return pd.DataFrame({
        "area": chance.choice(list("abcd"), size, p=[0.5, 0.3, 0.15, 0.05]),
        "sex": chance.choice(["f", "m"], size),
        "passed": chance.choice(["yes", "no"], size, p=[0.8, 0.2]),
    })  # fmt: skip


def recovered(frame: pd.DataFrame, dimensions: list[str], truth: Mapping[tuple[str, ...], int]) -> list[float]:
    """The width of each hidden cell of one table, by a linear program of this test's own on the published frame."""
    levels = [[level for level in frame[name].unique() if level != ALL] for name in dimensions]
    atoms = list(product(*levels))
    rows = [
        [all(part in (ALL, own) for part, own in zip(labels, atom, strict=True)) for atom in atoms]
        for labels in frame[dimensions].itertuples(index=False, name=None)
    ]
    matrix, seen = np.array(rows, float), frame["count"].notna().to_numpy()
    known = frame.loc[seen, "count"].to_numpy(float)
    widths = []
    for row in matrix[~seen]:
        ends = [linprog(sign * row, A_eq=matrix[seen], b_eq=known, method="highs").fun for sign in (1, -1)]
        widths.append(-ends[1] - ends[0] if None not in ends else np.inf)
    return widths


def test_no_hidden_count_of_a_made_table_can_be_narrowed_down() -> None:
    atoms = small()
    dimensions = ["area", "sex", "passed"]
    protected = protect({"t": Table(dimensions, atoms)}, POLICY)
    frame = protected.tables["t"]
    counts = frame["count"].dropna()
    assert 0 < len(counts) < len(frame)
    assert not ((counts > 0) & (counts < POLICY.k)).any()
    assert min(recovered(frame, dimensions, {})) >= 1
    found = audit(protected)
    assert (found.recovered, found.narrow) == (0, 0)
    assert set(frame["why"]) == {"", "joint"}


def test_order_of_rows_and_names_of_columns_change_nothing() -> None:
    atoms = small()
    first = protect({"t": Table(["area", "sex", "passed"], atoms)}, POLICY).tables["t"]
    renamed = atoms.sample(frac=1, random_state=1).rename(columns={"area": "z", "sex": "y", "passed": "x"})
    again = protect({"t": Table(["z", "y", "x"], renamed)}, POLICY).tables["t"]
    assert first["count"].tolist() == again["count"].tolist()


@pytest.mark.parametrize("seed", range(4))
def test_who_knows_which_districts_a_region_has_finds_out_no_more(seed: int) -> None:
    chance = np.random.default_rng(seed)
    districts = [(area, area + part) for area, parts in (("a", "123"), ("b", "12"), ("c", "1")) for part in parts]
    atoms = pd.DataFrame(districts, columns=["area", "district"]).merge(pd.Series(["f", "m"], name="sex"), how="cross")
    atoms["count"] = chance.negative_binomial(1, 0.04, len(atoms))
    frame = protect({"t": Table(["area", "district", "sex"], atoms)}, POLICY).tables["t"]
    # Not as the test above attacks: the only atoms are districts in their own region.
    rows = np.array([
        [all(part in (ALL, own) for part, own in zip(labels, atom, strict=True)) for atom in atoms.to_numpy()[:, :3]]
        for labels in frame[["area", "district", "sex"]].itertuples(index=False, name=None)
    ], float)  # fmt: skip
    seen = frame["count"].notna().to_numpy()
    for row in rows[~seen]:
        low, high = (
            linprog(sign * row, A_eq=rows[seen], b_eq=frame.loc[seen, "count"].to_numpy(float), method="highs").fun
            for sign in (1, -1)
        )
        assert low is None or high is None or -high - low >= POLICY.width - 1e-6


def test_populations_that_overlap_cannot_be_subtracted() -> None:
    atoms = small(3, 400)
    atoms["age"] = np.where(np.arange(400) % 25 == 0, "old", "young")
    tables = {"all": Table(["area"], atoms), "young": Table(["area"], atoms, where={"age": ["young"]})}
    protected = protect(tables, POLICY)
    differences = (protected.tables["all"]["count"] - protected.tables["young"]["count"]).dropna()
    assert not ((differences > 0) & (differences < POLICY.k)).any()
    assert audit(protected).recovered == 0


def test_tables_in_whatever_order_of_columns_count_the_same_people() -> None:
    atoms = small().assign(age="young")
    tables = {"a": Table(["area", "sex", "passed"], atoms), "b": Table(["passed", "area", "age"], atoms)}
    assert audit(protect(tables, POLICY)).recovered == 0


def test_that_all_of_a_group_passed_is_hidden() -> None:
    atoms = pd.DataFrame({
        "area": ["a", "a", "b", "b", "c", "c"], "passed": ["yes", "no"] * 3, "count": [30, 0, 60, 40, 50, 45],
    })  # fmt: skip
    frame = protect({"t": Table(["area", "passed"], atoms, outcome="passed")}, POLICY).tables["t"]
    assert frame[frame["area"].eq("a") & frame["passed"].ne(ALL)]["count"].isna().all()


def test_that_all_of_a_group_came_so_far_or_nobody_did_is_hidden_of_those_of_whom_it_is_known() -> None:
    stages = pd.CategoricalDtype(["registered", "started", "passed"], ordered=True)
    counts = {
        "all": [0, 0, 50],
        "nobody": [20, 30, 0],
        "some": [20, 40, 60],
        "others": [25, 30, 55],
        "running": [15, 45, 0],
    }
    atoms = pd.DataFrame({
        "stage": pd.Series([*stages.categories] * len(counts), dtype=stages),
        "cohort": np.repeat([*counts], 3), "count": np.concatenate([*counts.values()]),
    })  # fmt: skip
    ended = [cohort for cohort in counts if cohort != "running"]
    table = Table(["cohort", "stage"], atoms, at_least="stage", verdicts=[(["passed"], {"cohort": ended})])
    protected = protect({"t": table}, POLICY)
    shown = protected.tables["t"].set_index(["cohort", "stage"])["count"]
    passed = shown[shown.index.get_level_values("stage") == "passed"].droplevel("stage")
    assert passed[["all", "nobody"]].isna().all()
    assert passed["running"] == 0 and shown["all", "registered"] == 50
    found = audit(protected)
    assert (found.recovered, found.narrow) == (0, 0)
    with pytest.raises(ValueError, match="at_least"):
        Table(["stage"], atoms, verdicts=[(["passed"], {})])


def test_stages_that_few_stopped_at_are_not_worked_out() -> None:
    stages = pd.CategoricalDtype(["registered", "started", "passed"], ordered=True)
    atoms = pd.DataFrame({
        "stage": pd.Series(["registered", "started", "passed"] * 2, dtype=stages), "sex": list("fffmmm"),
        "count": [3, 40, 60, 30, 50, 70],
    })  # fmt: skip
    frame = protect({"t": Table(["sex", "stage"], atoms, at_least="stage")}, POLICY).tables["t"]
    counts = frame.set_index(["sex", "stage"])["count"]
    apart = counts["f", "registered"] - counts["f", "started"]
    assert pd.isna(apart)
    assert frame["count"].notna().sum() >= 4


def test_nothing_hides_behind_a_group_in_which_nobody_is() -> None:
    atoms = small().assign(sex=lambda frame: frame["sex"].astype(pd.CategoricalDtype(["f", "m", "unknown"])))
    protected = protect({"t": Table(["area", "sex", "passed"], atoms)}, POLICY)
    frame, found = protected.tables["t"], audit(protected)
    assert set(frame[frame["sex"] == "unknown"]["count"]) == {0}
    assert (found.recovered, found.narrow) == (0, 0)


def test_a_rate_never_gives_a_hidden_count_back() -> None:
    protected = protect({"t": Table(["area", "passed"], small(), outcome="passed")}, POLICY)
    counts = protected.tables["t"].set_index(["area", "passed"])["count"].astype(object)
    counts = counts.where(counts.notna(), None)
    for (area, passed), count in counts.items():
        per_cent, _why = rate(count, counts[area, ALL], POLICY) if passed != ALL else (None, None)
        assert per_cent is None or count in numerators(per_cent, counts[area, ALL])
        assert count is not None or per_cent is None
    assert rate(29, 30, POLICY)[0] is None and rate(15, 24, POLICY)[0] is None and rate(15, 30, POLICY)[0] == 50.0


@needs_analytics_data
def test_a_real_cohort_stays_closed_and_useful() -> None:
    tables = {"t": Table(BY, oulad("FFF2013J"), outcome="final_result")}
    protected = protect(tables, POLICY)
    found, useful = audit(protected), utility(protected, tables)["t"]
    assert (found.recovered, found.narrow) == (0, 0)
    assert useful.shown >= 100
    assert useful.error is not None and useful.error < 0.5


@pytest.mark.thorough
@needs_analytics_data
def test_the_whole_cube_stays_closed() -> None:
    protected = protect({"t": Table(["cohort", *BY], oulad())}, POLICY)
    found = audit(protected)
    assert (found.recovered, found.narrow) == (0, 0)
    assert protected.tables["t"]["count"].notna().sum() > 2300


@pytest.mark.thorough
@needs_analytics_data
@pytest.mark.parametrize("cohort", ["FFF2013J", "BBB2014J", "DDD2014J"])
def test_cohorts_with_and_without_an_age_band_stay_closed_together(cohort: str) -> None:
    atoms = oulad(cohort)
    young = [each for each in atoms["age_band"].unique() if each != "55<="]
    protected = protect({"all": Table(BY, atoms), "young": Table(BY, atoms, where={"age_band": young})}, POLICY)
    found = audit(protected)
    assert (found.recovered, found.narrow) == (0, 0)


@pytest.mark.thorough
@needs_analytics_data
def test_one_student_who_leaves_is_placed_in_none_of_two_hundred_trials() -> None:
    atoms = oulad("FFF2013J")
    first: Protected = protect({"t": Table(BY, atoms)}, POLICY)
    chance, placed = np.random.default_rng(0), 0
    for who in chance.choice(len(atoms), 200, replace=False):
        second = protect({"t": Table(BY, atoms.drop(index=atoms.index[who]))}, POLICY, first.register)
        placed += not second.tables["t"].equals(first.tables["t"])
    assert placed == 0
