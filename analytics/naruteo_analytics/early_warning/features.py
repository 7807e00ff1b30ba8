"""What is known of each enrolment by a day of its cohort, and the rule of thumb that any model has to beat."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naruteo_analytics.groups import cohort_rows, places
from naruteo_analytics.shape import Programme

FEATURES: Mapping[str, tuple[str, str]] = {
    "days_last_week": ("지난주에 학습한 날 수", "active days in the last week"),
    "activity": ("같은 기수 중간값 대비 활동량", "activity against the cohort's median"),
    "submitted": ("마감된 과제의 제출 비율", "share handed in of what was due"),
    "score": ("채점된 과제의 평균 점수", "mean score of what was marked"),
}
"""The features, each with what it is called in Korean and English. No attribute of a person is among them.

More were tried on OULAD (weeks active, weeks since the last activity, activity before the start, days of registration):
none bettered the order on later cohorts, and some weights came out with signs that nobody could explain.
"""
MARKED_AFTER = 14
"""Days after handing in from which a score counts as known: marking takes time, and a log does not say how long."""
DAY = 28
LAST_THIRD = 2 / 3
"""From which part of the course on no event at all means having fallen silent."""


@dataclass(frozen=True, eq=False)
class Known:
    """Enrolments that are still there on a day of their cohort, with what is known of them by then.

    Attributes
    ----------
    enrolment : int64 array of shape (n,)
    cohort : str array of shape (n,)
    X : float64 array of shape (n, n_features)
        In the order of `FEATURES`; NaN where nothing is known (no assessment was due, no score is there).
    dropped : bool array of shape (n,)
        Whether the enrolment dropped out after that day: was withdrawn, or fell silent (no event in the last third of
        the cohort's weeks) and failed. False also where it is still open: see `ended`.
    ended : bool array of shape (n,)
        Whether its outcome is known.
    silent, missed : bool arrays of shape (n,)
        The rule of thumb: nothing done in the last week; something due by the day and not handed in.
    """

    enrolment: NDArray[np.int64]
    cohort: NDArray[np.str_]
    X: NDArray[np.float64]
    dropped: NDArray[np.bool_]
    ended: NDArray[np.bool_]
    silent: NDArray[np.bool_]
    missed: NDArray[np.bool_]

    @property
    def flagged(self) -> NDArray[np.bool_]:
        """Whom the rule of thumb names, (n,)."""
        return self.silent | self.missed

    def rows(self, chosen: NDArray[np.bool_]) -> "Known":
        """The chosen enrolments, by a bool array (n,)."""
        return Known(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def known_by(programme: Programme, rollup: pd.DataFrame, day: int = DAY) -> Known:
    """What is known by the end of day `day - 1`, of those who were registered by then and had not left.

    Parameters
    ----------
    programme : Programme
    rollup : DataFrame
        Of all its cohorts that record events; the others are left out.
    day : int
        A multiple of 7, so that only whole weeks of the rollup are looked at.

    Raises
    ------
    ValueError
        The day is no whole week.
    """
    if day < 7 or day % 7:
        raise ValueError("The day has to be 7, 14, 21 and so on: the rollup knows whole weeks.")
    enrolments, size, weeks = programme.enrolments, len(programme.enrolments), day // 7
    own = cohort_rows(programme)
    begun = (rollup["week"] >= 0).to_numpy()
    row = places(enrolments["enrolment"], rollup["enrolment"].to_numpy()[begun])
    week, days, clicks = (rollup[name].to_numpy()[begun].astype(np.float64) for name in ("week", "days", "clicks"))
    before, now = week < weeks, week == weeks - 1
    days_now = np.bincount(row[now], days[now], size)
    volume = np.log1p(np.bincount(row[before], clicks[before], size))
    due, handed_in, score = _work(programme, day)
    registered = enrolments["registered"].to_numpy(np.float64, na_value=np.nan)
    left = enrolments["left"].to_numpy(np.float64, na_value=np.nan)
    # Who is not known to have come later or gone before is there.
    there = ~(registered >= day) & ~(left < day) & enrolments["cohort"].isin(list(programme.events)).to_numpy(np.bool_)
    medians = pd.Series(np.where(there, volume, np.nan)).groupby(own).transform("median").to_numpy()
    submitted = np.divide(handed_in, due, out=np.full(size, np.nan), where=due > 0)
    last = np.full(size, -1.0)
    np.maximum.at(last, row, week)
    fell_silent = last < np.floor(programme.cohorts["length"].to_numpy()[own] / 7 * LAST_THIRD)
    outcome = enrolments["outcome"]
    dropped = (outcome == "withdrawn") | ((outcome == "fail") & fell_silent)
    return Known(
        enrolments["enrolment"].to_numpy(np.int64), enrolments["cohort"].to_numpy(np.str_),
        np.column_stack([days_now, volume - medians, submitted, score]), dropped.to_numpy(np.bool_),
        outcome.notna().to_numpy(np.bool_), days_now == 0, handed_in < due,
    ).rows(there)  # fmt: skip


def _work(programme: Programme, day: int) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """How much was due of each enrolment by the day, how much of that was handed in, and the mean of known scores."""
    tests, results, size = programme.assessments, programme.results, len(programme.enrolments)
    counted = tests[(tests["due"] < day).fillna(False).to_numpy(np.bool_)]
    each = counted["cohort"].value_counts()
    due = np.asarray(programme.enrolments["cohort"].map(each).fillna(0), np.float64)
    row = places(programme.enrolments["enrolment"], results["enrolment"])
    # A result without a day was carried over; it was there from the start.
    when = results["day"].to_numpy(np.float64, na_value=-1.0)
    in_time = results["assessment"].isin(counted["assessment"]).to_numpy(np.bool_) & (when < day)
    handed_in = np.bincount(row[in_time], minlength=size)
    scores = results["score"].to_numpy(np.float64)
    marked = (when < day - MARKED_AFTER) & ~np.isnan(scores) & ~results["banked"].to_numpy(np.bool_)
    count = np.bincount(row[marked], minlength=size)
    total = np.bincount(row[marked], scores[marked], size)
    return due, handed_in, np.divide(total, count, out=np.full(size, np.nan), where=count > 0)
