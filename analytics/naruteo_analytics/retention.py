"""Retention: of those who started, how many were still active in a week or in a later one.

It falls or stays, and says of a week who had not gone quiet for good by then; whoever pauses and comes back was
retained. Who started (an event on day 0 or later, within the cohort's weeks) is what a rate is of, in cohorts that are
still running in that week. Formal withdrawal is another thing: it is in `enrolments.left` and analysed as survival.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from naruteo_analytics.activity import grid
from naruteo_analytics.shape import Programme
from naruteo_analytics.statistics import wilson


def retention(programme: Programme, rollup: pd.DataFrame, by: Sequence[str] = ("cohort",)) -> pd.DataFrame:
    """Started enrolments that are active in each week or later, by group.

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
        Columns: `by`, ``week`` (from 0), ``started``, ``retained``, ``rate`` (0 to 1), ``low``, ``high`` (Wilson,
        95 %). No rows for a group in which nobody started.
    """
    found = grid(programme, rollup, by)
    latest = np.full(len(programme.enrolments), -1, np.int64)
    for place, week, _ in found.parts():
        np.maximum.at(latest, place, week)
    begun = latest >= 0
    code = found.groups.code[begun]
    started, retained = found.still(code, found.ends[begun]), found.still(code, latest[begun])
    shown = started > 0
    shown[:, : -found.first] = False
    table = found.table(shown)
    table["started"], table["retained"] = started[shown], retained[shown]
    table["rate"] = table["retained"] / table["started"]
    table["low"], table["high"] = wilson(table["retained"], table["started"])
    return table
