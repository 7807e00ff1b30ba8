"""Time until something happens, of people some of whom were not watched long enough to see it.

Everything that depends on a convention says which. Times are numbers of any one unit. A row is one enrolment (a person
who enrolled twice counts twice). Rows whose group is not known are left out, and counted in `left_out`.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from numpy.typing import NDArray
from scipy import special

from naruteo_analytics.faults import BadRows, refuse
from naruteo_analytics.statistics import Z95

HALF = 1e-9
"""Shares nearer than this to one half are one half, whatever rounding did to them."""

Interval = Literal["log-log", "log"]
Floats = NDArray[np.float64]

DEFINITIONS = {
    "share": "Kaplan-Meier: the share to whom it has not happened yet. With causes, Aalen-Johansen: the share to whom "
    "it has happened by this cause; other causes count as what prevents it, not as lost from sight.",
    "se": "Standard error: Greenwood's; with causes by the delta method (Marubini and Valsecchi 1995).",
    "interval": "95 %, point by point. log-log: of log(-log share), the default of lifelines, SAS and Stata. log: of "
    "log share, the default of R. Tables made by the one do not match the other.",
    "median": "The first time at which the share is at most one half; where it stays at exactly one half for a while, "
    "the middle of that while (as R). Its interval: where the bounds do so. Empty: not reached.",
    "at_risk": "Rows still watched just before the time, without what happened or ended then.",
    "log_rank": "Mantel's test of whether groups differ at all over time, each event with the same weight. df: in how "
    "many ways events tell them apart, one less than the groups of whom somebody was watched when something happened.",
    "restricted_mean": "The mean time until it happens, counting at most the stated time: the area under the curve. "
    "Undetermined where nobody was watched for so long.",
}


@dataclass(frozen=True)
class Curves:
    """Curves of groups, and of causes where there are several.

    Attributes
    ----------
    steps : frame with columns group, cause, time, at_risk, events, censored, share, se, low, high
        One row for each time at which something happened or somebody was seen last, beginning with time 0.
        `events` and `share` are those of the cause; `cause` is "" for Kaplan-Meier, `group` is "" without groups.
        Where the share has come to 0, se, low and high are NaN: nobody is left to reckon them from.
    summaries : frame with columns group, cause, n, events, median, low, high
        NaN where the curve or its bound does not come to one half.
    interval : str
        Of which kind low and high are (see `DEFINITIONS`).
    left_out : int
        Rows whose group is not known.
    """

    steps: pd.DataFrame
    summaries: pd.DataFrame
    interval: Interval
    left_out: int


@dataclass(frozen=True)
class LogRank:
    """Whether groups differ.

    Attributes
    ----------
    groups : frame with columns group, n, observed, expected
        Events, and how many there would be if all groups were alike.
    chi2, p : float
        NaN where no event tells the groups apart.
    df : int
        In how many ways events tell groups apart: one less than the groups, unless some have nobody left by the first.
    left_out : int
        Rows whose group is not known.
    """

    groups: pd.DataFrame
    chi2: float
    df: int
    p: float
    left_out: int


def kaplan_meier(time: Any, event: Any, by: Any = None, interval: Interval = "log-log") -> Curves:
    """Estimate the share to whom it has not happened yet (Kaplan and Meier 1958), by lifelines.

    Parameters
    ----------
    time : (n_rows,) numbers, at least 0
    event : (n_rows,) of 0 and 1, or bool
        1: it happened at that time; 0: until then it had not.
    by : (n_rows,), optional
        Groups; missing values are left out.
    interval : "log-log" or "log"

    Raises
    ------
    BadRows
        A time or event that is missing or impossible, with the labels of its rows.
    """
    rows, groups = _checked(time, _zero_or_one(time, event), by)
    steps, summaries = [], []
    for at, group in enumerate(groups):
        table = _table(rows[rows["group"] == at])
        low, high = _bounds(table.share, table.se, interval)
        steps.append(_steps(group, "", table, table.events, table.share, table.se, low, high))
        summaries.append(_summary(group, "", table.n, table.events, table.time, table.share, low, high))
    return Curves(_joined(steps), pd.DataFrame(summaries), interval, len(_series(time)) - len(rows))


def cumulative_incidence(time: Any, cause: Any, by: Any = None, interval: Interval = "log-log") -> Curves:
    """Estimate the share to whom it has happened by each cause (Aalen and Johansen 1978).

    lifelines has this estimator, but moves rows of equal time apart by chance where their causes differ; days are equal
    all the time. So it is reckoned here, exactly, and equals theirs where no times are equal.

    Parameters
    ----------
    time, by, interval
        As for `kaplan_meier`.
    cause : (n_rows,)
        What happened at that time, of any kind; missing: nothing until then.

    Raises
    ------
    BadRows
        As for `kaplan_meier`, or where nothing happened to anybody.
    """
    what = _series(cause, _series(time).index)
    codes, causes = pd.factorize(what, sort=True)
    if not len(causes):
        raise BadRows("No row has a cause: nothing happened to anybody, so there is no incidence to estimate.")
    rows, groups = _checked(time, pd.Series(codes + 1, what.index), by)
    steps, summaries = [], []
    for at, group in enumerate(groups):
        part = rows[rows["group"] == at]
        table = _table(part)
        before = np.concatenate(([1.0], table.share[:-1]))
        place = np.searchsorted(table.time, part["time"])
        for code, name in enumerate(causes, 1):
            events = np.bincount(place[part["event"] == code], minlength=len(table.time))
            share = np.cumsum(before * events / table.at_risk)
            se = _incidence_error(share, before, events, table)
            low, high = _bounds(share, se, interval)
            steps.append(_steps(group, _label(name), table, events, share, se, low, high))
            # The share grows here, so its upper bound is the first to come to one half.
            summaries.append(
                _summary(group, _label(name), table.n, events, table.time, 1 - share, 1 - high, 1 - low),
            )
    return Curves(_joined(steps), pd.DataFrame(summaries), interval, len(what) - len(rows))


def log_rank(time: Any, event: Any, by: Any) -> LogRank:
    """Test whether groups differ (Mantel 1966). lifelines has the test without what is observed and expected.

    Parameters
    ----------
    time, event, by
        As for `kaplan_meier`; at least two groups.

    Raises
    ------
    BadRows
        As for `kaplan_meier`, or where there are fewer than two groups.
    """
    rows, groups = _checked(time, _zero_or_one(time, event), by)
    if len(groups) < 2:
        raise BadRows("A log-rank test needs at least two groups.")
    whole = _table(rows)
    parts = [np.sort(rows.loc[rows["group"] == at, "time"].to_numpy()) for at in range(len(groups))]
    at_risk = np.array([len(part) - np.searchsorted(part, whole.time) for part in parts])
    share = at_risk / whole.at_risk
    observed = np.bincount(rows["group"], rows["event"], len(groups))
    expected = share @ whole.events
    # How the events' spread over the groups varies by chance (multivariate hypergeometric); the last group follows.
    spread = whole.events * (whole.at_risk - whole.events) / np.maximum(whole.at_risk - 1, 1)
    covariance = np.diag(share @ spread) - (share * spread) @ share.T
    # Groups whom no event tells apart (all were last seen before the first one) add nothing, and take nothing away.
    df, chi2, p = int(np.linalg.matrix_rank(covariance, hermitian=True)), np.nan, np.nan
    if df:
        beyond = observed - expected
        chi2 = float(beyond @ np.linalg.pinv(covariance, hermitian=True) @ beyond)
        p = float(special.chdtrc(df, chi2))
    frame = pd.DataFrame({
        "group": groups, "n": [len(part) for part in parts],
        "observed": observed.astype(np.int64), "expected": expected,
    })  # fmt: skip
    return LogRank(frame, chi2, df, p, len(_series(time)) - len(rows))


def restricted_mean(time: Any, event: Any, until: float, by: Any = None) -> pd.DataFrame:
    """Reckon the mean time until it happens, counting at most `until`.

    Parameters
    ----------
    time, event, by
        As for `kaplan_meier`.
    until : float
        In the unit of `time`, above 0.

    Returns
    -------
    frame with columns group, n, events, mean, se, low, high, why
        Symmetric 95 % interval within [0, `until`]. `why` says why there is none (then NaN), and is "" otherwise.
    """
    if not 0 < until < np.inf:
        raise BadRows(f"A restricted mean needs a time above 0 to which it counts, not {until}.")
    rows, groups = _checked(time, _zero_or_one(time, event), by)
    found = []
    for at, group in enumerate(groups):
        table = _table(rows[rows["group"] == at])
        last = table.time[-1]
        said = (group, table.n, int(table.events.sum()))
        if last < until and table.share[-1] > 0:
            why = f"nobody was watched until {until:g}; the last was seen at {last:g}"
            found.append((*said, np.nan, np.nan, np.nan, np.nan, why))
            continue
        inside = table.time < until
        bounds = np.append(table.time[inside], until)
        areas = table.share[inside] * np.diff(bounds)
        after = np.cumsum(areas[::-1])[::-1]
        mean, se = float(after[0]), float(np.sqrt(np.sum(after**2 * table.growth[inside])))
        found.append((*said, mean, se, max(0.0, mean - Z95 * se), min(float(until), mean + Z95 * se), ""))
    return pd.DataFrame(found, columns=["group", "n", "events", "mean", "se", "low", "high", "why"])


@dataclass(frozen=True)
class _Table:
    """What happened in one group: arrays of shape (n_times,), the first time being 0."""

    n: int
    time: Floats
    at_risk: Floats
    events: Floats
    censored: Floats
    share: Floats

    @property
    def growth(self) -> Floats:
        """The terms of Greenwood's sum; 0 where the last ones leave, after whom nothing can grow."""
        staying = self.at_risk - self.events
        return self.events / np.where(staying > 0, self.at_risk * staying, np.inf)

    @property
    def se(self) -> Floats:
        """Greenwood's standard error; NaN where nobody is left."""
        return np.where(self.share > 0, self.share * np.sqrt(np.cumsum(self.growth)), np.nan)


def _table(rows: pd.DataFrame) -> _Table:
    # lifelines switches NumPy's warnings off for the whole process; here it does so for this block only.
    with np.errstate(all="ignore"):
        fitted = KaplanMeierFitter().fit(rows["time"], rows["event"] > 0)
    counts, share = fitted.event_table, fitted.survival_function_
    at_risk, events, censored = (counts[each].to_numpy(np.float64) for each in ("at_risk", "observed", "censored"))
    return _Table(
        len(rows), counts.index.to_numpy(np.float64), at_risk, events, censored, share.to_numpy(np.float64)[:, 0]
    )


def _incidence_error(share: Floats, before: Floats, events: NDArray[np.int64], table: _Table) -> Floats:
    """The standard error of a cumulative incidence; the sums over earlier times are kept running."""
    growth, at_risk = table.growth, table.at_risk
    of_all = share**2 * np.cumsum(growth) - 2 * share * np.cumsum(share * growth) + np.cumsum(share**2 * growth)
    of_cause = np.cumsum(before**2 * events * (at_risk - events) / at_risk**3)
    step = before * events / at_risk**2
    both = share * np.cumsum(step) - np.cumsum(share * step)
    return np.sqrt(np.maximum(of_all + of_cause - 2 * both, 0))


def _bounds(share: Floats, se: Floats, interval: Interval) -> tuple[Floats, Floats]:
    if interval not in ("log-log", "log"):
        raise BadRows(f"{interval!r} is no kind of interval that is known; write log-log or log.")
    inside = (share > 0) & (share < 1) & ~np.isnan(se)
    p, error = share[inside], Z95 * se[inside] / share[inside]
    low, high = (np.where(np.isnan(se), np.nan, share) for _ in range(2))
    if interval == "log":
        low[inside], high[inside] = p * np.exp(-error), np.minimum(1, p * np.exp(error))
    else:
        width = error / np.log(p)
        low[inside], high[inside] = p ** np.exp(-width), p ** np.exp(width)
    return low, high


def _steps(
    group: str, cause: str, table: _Table, events: Any, share: Floats, se: Floats, low: Floats, high: Floats
) -> pd.DataFrame:
    return pd.DataFrame({
        "group": group, "cause": cause, "time": table.time, "at_risk": table.at_risk.astype(np.int64),
        "events": np.asarray(events, np.int64), "censored": table.censored.astype(np.int64),
        "share": share, "se": se, "low": low, "high": high,
    })  # fmt: skip


def _summary(
    group: str, cause: str, n: int, events: Any, time: Floats, falling: Floats, low: Floats, high: Floats
) -> dict[str, Any]:
    median, first, last = (_half_reached(time, each) for each in (falling, low, high))
    return {
        "group": group, "cause": cause, "n": n, "events": int(np.sum(events)),
        "median": median, "low": first, "high": last,
    }  # fmt: skip


def _half_reached(time: Floats, falling: Floats) -> float:
    with np.errstate(invalid="ignore"):
        reached = np.flatnonzero(falling < 0.5 + HALF)
    if not len(reached):
        return np.nan
    below = reached[falling[reached] < 0.5 - HALF]
    if abs(falling[reached[0]] - 0.5) < HALF and len(below):
        return float((time[reached[0]] + time[below[0]]) / 2)
    return float(time[reached[0]])


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True)


def _series(values: Any, index: "pd.Index[Any] | None" = None) -> "pd.Series[Any]":
    """Values with labels for their rows: their own, or those of `index`, or numbers from 1."""
    if isinstance(values, pd.Series):
        return values
    found = list(values)
    return pd.Series(found, range(1, len(found) + 1) if index is None or len(index) != len(found) else index)


def _zero_or_one(time: Any, event: Any) -> "pd.Series[Any]":
    happened = _series(event, _series(time).index)
    numbers = pd.to_numeric(happened, errors="coerce")
    wrong = ~numbers.isin((0, 1)).to_numpy(np.bool_)
    refuse(wrong, happened.index, "event: write 1 where it happened, 0 where it had not until then.")
    return numbers.astype(np.int64)


def _checked(time: Any, event: "pd.Series[Any]", by: Any) -> tuple[pd.DataFrame, list[str]]:
    """The rows whose group is known, by time, event (0, or a cause's number) and group (its number); and the groups."""
    when = _series(time)
    group = pd.Series("", when.index) if by is None else _series(by, when.index)
    if not len(when) == len(event) == len(group):
        raise BadRows(f"{len(when)} times, {len(event)} events and {len(group)} groups are not of the same rows.")
    if not len(when):
        raise BadRows("There are no rows.")
    numbers = pd.to_numeric(when, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    refuse(~np.isfinite(numbers), when.index, "time: write a number.")
    refuse(numbers < 0, when.index, "time: is below 0; count from the day on which watching began.")
    codes, names = pd.factorize(group, sort=True)
    if not len(names):
        raise BadRows("No row has a group.")
    known = codes >= 0
    frame = pd.DataFrame({"time": numbers[known], "event": event.to_numpy()[known], "group": codes[known]})
    # Categories keep their own order, and those that nobody has are none.
    return frame, [_label(each) for each in names]


def _label(value: Any) -> str:
    # Whole numbers are floats only because a value was missing.
    return str(int(value)) if isinstance(value, float | np.floating) and value.is_integer() else str(value)
