"""How far enrolments came: registered, started, active, submitted, completed, passed, certified, placed.

Stages are nested: whoever reached one is counted in all before it.

* *registered*: enrolled.
* *started*: an event in the cohort's weeks, from that of day 0 to that of its last day.
* *active*: events in at least a quarter of these weeks (`ACTIVE_SHARE`, rounded up).
* *submitted*: work handed in for this cohort (banked results from an earlier one do not count).
* *completed*: handed in and stayed to a result: distinction, pass or fail.
* *passed*: distinction or pass.
* *certified*, *placed*: a certificate; a placement among those who are certified (or passed, where nobody records
  certificates). These presuppose what comes before: a placement of somebody who did not pass is not counted here.

A result is what the institution stands for, so whoever passed counts as active even where events were lost.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naruteo_analytics.groups import cohort_rows, groups, parts
from naruteo_analytics.shape import Programme
from naruteo_analytics.statistics import wilson

STAGES = ("registered", "started", "active", "submitted", "completed", "passed", "certified", "placed")
STAGE = pd.CategoricalDtype([*STAGES], ordered=True)
ACTIVE_SHARE = 0.25
"""Of the cohort's weeks, how many have events for an enrolment to be called active."""


def recorded(programme: Programme) -> pd.DataFrame:
    """Which stages each cohort records.

    Returns
    -------
    DataFrame of bool, index cohort, columns `STAGES`
        False: nobody records it there (or it is too early), so a count of it would be no fact.
    """
    cohorts, enrolments, own = programme.cohorts["cohort"], programme.enrolments, cohort_rows(programme)

    def somebody(flags: "pd.Series[bool]") -> NDArray[np.bool_]:
        """Cohorts of which an enrolment is flagged."""
        return np.bincount(own[np.asarray(flags)], minlength=len(cohorts)) > 0

    closed = somebody(enrolments["outcome"].isin(["distinction", "pass", "fail"]))
    placed = np.zeros(len(cohorts), np.bool_)
    if programme.destinations is not None:
        placed = closed & somebody(enrolments["enrolment"].isin(programme.destinations["enrolment"]))
    logged = np.asarray(cohorts.isin(list(programme.events)))
    return pd.DataFrame({
        "registered": True, "started": logged, "active": logged,
        "submitted": np.asarray(cohorts.isin(programme.assessments["cohort"].unique())),
        "completed": closed, "passed": closed, "certified": closed & somebody(enrolments["certified"].notna()),
        "placed": placed,
    }, index=pd.Index(cohorts, name="cohort"))  # fmt: skip


def furthest_stage(programme: Programme, rollup: pd.DataFrame) -> "pd.Series[str]":
    """The furthest stage that each enrolment reached.

    Parameters
    ----------
    programme : Programme
    rollup : DataFrame
        Of all its cohorts, as `rollup.read` gives it.

    Returns
    -------
    Series of ordered category `STAGES`, index enrolment
        In the order of the programme's enrolments. A stage that a cohort does not record (`recorded`) holds nobody.
    """
    enrolments = programme.enrolments
    length = -(-programme.cohorts["length"].to_numpy(np.int64) // 7)[cohort_rows(programme)]
    weeks = _active_weeks(programme, rollup, length)
    enough = np.maximum(1, np.ceil(ACTIVE_SHARE * length))
    own = programme.results["enrolment"][~programme.results["banked"]]
    outcome = enrolments["outcome"]
    passed = np.asarray(outcome.isin(["distinction", "pass"]))
    submitted = np.asarray(enrolments["enrolment"].isin(own))
    certified = passed & np.asarray(enrolments["certified"].fillna(False), np.bool_)
    reached = {
        "started": weeks > 0, "active": weeks >= enough, "submitted": submitted,
        "completed": passed | (submitted & np.asarray(outcome == "fail")), "passed": passed, "certified": certified,
        "placed": _placed(programme, passed, certified),
    }  # fmt: skip
    stage = np.zeros(len(enrolments), np.int8)
    for code, name in enumerate(STAGES[1:], 1):
        stage[reached[name]] = code
    kinds = pd.Categorical.from_codes(stage, dtype=STAGE)
    return pd.Series(kinds, index=pd.Index(enrolments["enrolment"], name="enrolment"), name="stage")


def _active_weeks(programme: Programme, rollup: pd.DataFrame, ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """In how many of its cohort's weeks, until the end, each enrolment was active."""
    weeks = np.zeros(len(ends), np.int64)
    for place, rows in parts(programme, rollup):
        week = rows["week"].to_numpy()
        np.add.at(weeks, place[(week >= 0) & (week < ends[place])], 1)
    return weeks


def _placed(programme: Programme, passed: NDArray[np.bool_], certified: NDArray[np.bool_]) -> NDArray[np.bool_]:
    if programme.destinations is None:
        return np.zeros(len(passed), np.bool_)
    enrolments, where = programme.enrolments, programme.destinations
    found = np.asarray(enrolments["enrolment"].isin(where["enrolment"][where["kind"] == "placed"]))
    certifies = recorded(programme)["certified"].to_numpy()[cohort_rows(programme)]
    return found & np.where(certifies, certified, passed)


def funnel(programme: Programme, stages: "pd.Series[str]", by: Sequence[str] = ("cohort",)) -> pd.DataFrame:
    """Enrolments that came at least as far as each stage, and their share of the registered.

    Parameters
    ----------
    programme : Programme
    stages : Series
        From `furthest_stage`.
    by : sequence of str
        Columns of the enrolments, or ``course``; none for the whole programme.

    Returns
    -------
    DataFrame
        Columns: `by`, ``stage`` (ordered category), ``registered`` (enrolments of those cohorts of the group that
        record the stage), ``count``, ``rate`` (0 to 1), ``low``, ``high`` (Wilson, 95 %). ``count`` and what follows
        are NA where no cohort of the group records the stage.
    """
    found, width = groups(programme, by), len(STAGES)
    told = recorded(programme).to_numpy()[cohort_rows(programme)]
    reached = stages.cat.codes.to_numpy()[:, None] >= np.arange(width)

    def counted(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
        cells = (found.code[:, None] * width + np.arange(width))[flags]
        return np.bincount(cells, minlength=len(found.keys) * width)

    registered, count = counted(told), counted(told & reached)
    low, high = wilson(count, registered)
    table = found.table(width)
    table["stage"] = pd.Categorical.from_codes(np.tile(np.arange(width), len(found.keys)), dtype=STAGE)
    table["registered"] = registered
    table["count"] = pd.Series(count, dtype="Int64").mask(registered == 0)
    table["rate"] = np.divide(count, registered, out=np.full(len(count), np.nan), where=registered > 0)
    return table.assign(low=low, high=high)


def outcomes(programme: Programme) -> pd.DataFrame:
    """Of each cohort and of all: enrolments, and which share of them passed (distinction included) and withdrew.

    Returns
    -------
    DataFrame
        Columns: ``cohort`` (NA: all of them), ``enrolments``, ``persons`` (each once), ``passed``, ``passed_rate``,
        ``passed_low``, ``passed_high``, ``withdrawn`` and so on: counts of enrolments, shares from 0 to 1, and Wilson's
        95 % interval. Shares are of all enrolments, those without a result yet among them; NA where a cohort has no
        results.
    """
    tables = []
    for by in (["cohort"], []):
        found = groups(programme, by)
        table = found.table(1).assign(enrolments=found.size)
        table["persons"] = programme.enrolments["person"].groupby(found.code).nunique()
        outcome = programme.enrolments["outcome"]
        closed = np.bincount(found.code[np.asarray(outcome.notna())], minlength=len(found.keys)) > 0
        for name, kinds in (("passed", ["distinction", "pass"]), ("withdrawn", ["withdrawn"])):
            count = np.bincount(found.code[np.asarray(outcome.isin(kinds))], minlength=len(found.keys))
            low, high = wilson(count, found.size)
            table[name] = pd.Series(count, dtype="Int64").where(closed)
            for share, values in (("rate", count / found.size), ("low", low), ("high", high)):
                table[f"{name}_{share}"] = np.where(closed, values, np.nan)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
