"""Weekly activity: of a group's enrolments, how many had an event in each week, and how much happened.

Weeks count from the start of the cohort (floor of day / 7), so days before it are in negative weeks. A week's rate is
of all enrolments of the cohorts that record events and are still running in that week, those who left or did not
come among them. Events after the cohort's last week are left out. An enrolment counts once a week, whatever it did.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naruteo_analytics.groups import Groups, cohort_rows, groups, parts
from naruteo_analytics.shape import Programme
from naruteo_analytics.statistics import wilson


@dataclass(frozen=True, eq=False)
class Grid:
    """Groups x weeks.

    Attributes
    ----------
    groups : Groups
    first, last : int
        The weeks from `first` to `last`, both included.
    ends : int64 array of shape (n_enrolments,)
        The last week of each enrolment's cohort; before `first` where the cohort records no events.
    """

    groups: Groups
    first: int
    last: int
    ends: NDArray[np.int64]
    _programme: Programme
    _rollup: pd.DataFrame

    def parts(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], pd.DataFrame]]:
        """The rows of the rollup that are within their cohort's weeks, a part at a time.

        Yields
        ------
        (place, week, rows) : int64 arrays of shape (n_rows,), DataFrame
            Of each row the enrolment (row of the programme's) and the week, and the rows themselves.
        """
        for place, rows in parts(self._programme, self._rollup):
            week = rows["week"].to_numpy().astype(np.int64)
            counted = week <= self.ends[place]
            yield place[counted], week[counted], rows[counted]

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
    cohorts, first = programme.cohorts, min(0, int(rollup["week"].to_numpy().min(initial=0)))
    ends = np.where(cohorts["cohort"].isin(list(programme.events)), (cohorts["length"] - 1) // 7, first - 1)
    own = ends[cohort_rows(programme)].astype(np.int64)
    last = max(first, int(ends.max(initial=first)))
    return Grid(groups(programme, by), first, last, own, programme, rollup)


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
    active = np.zeros_like(enrolments)
    sums = {name: np.zeros_like(enrolments) for name in ("days", "clicks", "events")}
    for place, week, rows in found.parts():
        cells = found.cells(code[place], week)
        active += found.counted(cells)
        for name, total in sums.items():
            total += found.counted(cells, rows[name].to_numpy())
    shown = (enrolments > 0) & (active.cumsum(axis=1) > 0)
    table = found.table(shown)
    table["enrolments"], table["active"] = enrolments[shown], active[shown]
    table["rate"] = table["active"] / table["enrolments"]
    table["low"], table["high"] = wilson(table["active"], table["enrolments"])
    return table.assign(**{name: total[shown] for name, total in sums.items()})
