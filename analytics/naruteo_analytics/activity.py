"""Weekly activity: of a group's enrolments, how many had an event in each week, and how much happened.

Weeks count from the start of the cohort (floor of day / 7), so days before it are in negative weeks. A week's rate is
of all enrolments of the cohorts that record events and are still running in that week, those who left or did not
come among them. Events after the cohort's last week are left out. An enrolment counts once a week, whatever it did.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naruteo_analytics.groups import Groups, cohort_rows, groups, places
from naruteo_analytics.shape import Programme
from naruteo_analytics.statistics import wilson


@dataclass(frozen=True, eq=False)
class Grid:
    """Groups x weeks, and where each row of a rollup and each enrolment stands in it.

    Attributes
    ----------
    groups : Groups
    first, last : int
        The weeks from `first` to `last`, both included.
    place : int64 array of shape (n_rows,)
        The enrolment (row of the programme's) of each row of the rollup that is counted.
    week : int64 array of shape (n_rows,)
        Its week.
    rows : bool array of shape (n_rollup_rows,)
        Which rows of the rollup are counted: those within the cohort's weeks.
    ends : int64 array of shape (n_enrolments,)
        The last week of each enrolment's cohort; before `first` where the cohort records no events.
    """

    groups: Groups
    first: int
    last: int
    place: NDArray[np.int64]
    week: NDArray[np.int64]
    rows: NDArray[np.bool_]
    ends: NDArray[np.int64]

    @property
    def width(self) -> int:
        """How many weeks."""
        return self.last - self.first + 1

    def cells(self, code: NDArray[np.int64], week: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of the cell of each group and week, (n,)."""
        found = code * self.width
        found += week
        found -= self.first
        return found

    def counted(self, cells: NDArray[np.int64], weights: NDArray[np.integer] | None = None) -> NDArray[np.int64]:
        """How many (or how much) falls into each cell, (n_groups, n_weeks)."""
        size = (len(self.groups.keys), self.width)
        return np.bincount(cells, weights, minlength=size[0] * size[1]).reshape(size).astype(np.int64)

    def still(self, code: NDArray[np.int64], week: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many of each group have `week` in that week or later, (n_groups, n_weeks)."""
        inside = week >= self.first
        ends = self.counted(self.cells(code[inside], week[inside]))
        return ends[:, ::-1].cumsum(axis=1)[:, ::-1]

    def table(self, shown: NDArray[np.bool_]) -> pd.DataFrame:
        """The first columns of a table of the cells that are shown, (n_groups, n_weeks): keys and ``week``."""
        table = self.groups.table(self.width)
        table["week"] = np.tile(np.arange(self.first, self.last + 1, dtype=np.int16), len(self.groups.keys))
        return table[shown.ravel()].reset_index(drop=True)


def grid(programme: Programme, rollup: pd.DataFrame, by: Sequence[str]) -> Grid:
    """The grid of a programme's rollup (of all its cohorts, as `rollup.read` gives it) by columns of its enrolments."""
    enrolments, cohorts = programme.enrolments, programme.cohorts
    place = places(enrolments["enrolment"], rollup["enrolment"])
    week = rollup["week"].to_numpy().astype(np.int64)
    first = min(0, int(week.min(initial=0)))
    ends = np.where(cohorts["cohort"].isin(list(programme.events)), (cohorts["length"] - 1) // 7, first - 1)
    own = ends[cohort_rows(programme)].astype(np.int64)
    rows = week <= own[place]
    last = max(first, int(ends.max(initial=first)))
    return Grid(groups(programme, by), first, last, place[rows], week[rows], rows, own)


def weekly(programme: Programme, rollup: pd.DataFrame, by: Sequence[str] = ("cohort",)) -> pd.DataFrame:
    """Active enrolments and clicks of each group and week.

    Parameters
    ----------
    programme : Programme
    rollup : DataFrame
        Of all its cohorts, as `rollup.read` gives it.
    by : sequence of str
        Columns of the enrolments, or ``course``; none for the whole programme.

    Returns
    -------
    DataFrame
        Columns: `by`, ``week``, ``enrolments`` (that the week's rate is of), ``active``, ``rate`` (0 to 1), ``low``,
        ``high`` (Wilson, 95 %), ``days`` (active days of all of them), ``clicks``, ``events``. From a group's first
        week with an event to its last running one; no rows where no cohort of a group records events.
    """
    found = grid(programme, rollup, by)
    code = found.groups.code
    enrolments = found.still(code, found.ends)
    cells = found.cells(code[found.place], found.week)
    active = found.counted(cells)
    shown = (enrolments > 0) & (active.cumsum(axis=1) > 0)
    table = found.table(shown)
    table["enrolments"], table["active"] = enrolments[shown], active[shown]
    table["rate"] = table["active"] / table["enrolments"]
    table["low"], table["high"] = wilson(table["active"], table["enrolments"])
    for name in ("days", "clicks", "events"):
        table[name] = found.counted(cells, rollup[name].to_numpy()[found.rows])[shown]
    return table
