"""How outcomes differ between groups of people, in total and within courses, with how sure it is.

A gap is described here, not explained: groups differ in what they study, where they come from and what they bring.
The raw gap answers "who gets the outcome"; the gap within courses compares only people of one course with one another.
Where the two point in different directions (Simpson's paradox), neither alone may be shown.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from naruteo_analytics.funnel import STAGES, recorded
from naruteo_analytics.groups import cohort_rows
from naruteo_analytics.shape import NotInShape, Programme
from naruteo_analytics.statistics import Z95, common_odds, wilson

OTHER = "other"
"""The group of merged small groups."""
OUTCOMES = ("completed", "passed", "placed")
"""The stages that are outcomes."""
DRAWS = 2000

DEFINITIONS = {
    "rate": "Share of the group's enrolments with the outcome, among those of whom it is known; Wilson's 95 % "
    "interval.",
    "difference": "The group's rate less that of everybody else whose group is known; Newcombe's 95 % interval (1998, "
    "method 10: from both Wilson intervals).",
    "ratio": "The group's rate divided by that of everybody else.",
    "within": "The difference between people of the same course, averaged over courses with the weights of Mantel and "
    "Haenszel; 95 % interval by Sato's variance (1989). Courses in which nobody, or everybody, is of the group say "
    "nothing and are left out.",
    "odds_ratio": "The common odds ratio within courses (Mantel and Haenszel 1959); 95 % interval by the variance of "
    "Robins, Breslow and Greenland (1986).",
    "reverses": "The raw difference and that within courses have different signs, both with intervals without 0 if "
    "'surely', else possibly by chance.",
    "other": "Groups with fewer enrolments than the stated least number, together.",
    "spread": "Highest less lowest rate of the groups. With many or small groups some spread is there by chance alone: "
    "'by chance' is what 19 of 20 draws stay below if all groups were alike.",
}


@dataclass(frozen=True)
class Equity:
    """The gaps between the groups of one attribute in one outcome.

    Attributes
    ----------
    table : DataFrame
        One row per group, most first, the merged ones last: ``group``, ``n``, ``successes``, ``rate``, ``low``,
        ``high``, ``difference``, ``difference_low``, ``difference_high``, ``ratio``, ``within``, ``within_low``,
        ``within_high``, ``odds_ratio``, ``odds_ratio_low``, ``odds_ratio_high``, ``reverses``, ``surely``. Shares from
        0 to 1; NaN where nothing can be compared.
    merged : list of str
        The groups that are in `OTHER`.
    n, unknown_group, unknown_outcome : int
        Enrolments compared; left out since their group, or else their outcome, is not known.
    spread, spread_by_chance : float
        See `DEFINITIONS`. NaN for fewer than two groups.
    """

    table: pd.DataFrame
    merged: list[str]
    n: int
    unknown_group: int
    unknown_outcome: int
    spread: float
    spread_by_chance: float

    @property
    def coverage(self) -> float:
        """The share of enrolments with a known outcome whose group is known, too; NaN of none."""
        known = self.n + self.unknown_group
        return self.n / known if known else math.nan


def outcomes(programme: Programme, stages: "pd.Series[str]") -> pd.DataFrame:
    """The enrolments with their course and, as booleans, each of `OUTCOMES` (NA where their cohort does not record it).

    Parameters
    ----------
    programme : Programme
    stages : Series
        From `funnel.furthest_stage`.
    """
    own = cohort_rows(programme)
    told = recorded(programme).to_numpy()[own]
    frame = programme.enrolments.assign(course=programme.cohorts["course"].to_numpy()[own])
    open_yet = frame["outcome"].isna().to_numpy()
    for name in OUTCOMES:
        at = STAGES.index(name)
        reached = pd.Series(stages.cat.codes.to_numpy() >= at, index=frame.index, dtype="boolean")
        frame[name] = reached.mask(~told[:, at] | open_yet)
    return frame


def gaps(
    enrolments: pd.DataFrame, outcome: str, by: str, *, within: str = "course", least: int = 10, seed: int = 0
) -> Equity:
    """Compare the groups of an attribute in an outcome.

    Parameters
    ----------
    enrolments : DataFrame
        With the three columns named here, as `outcomes` makes it.
    outcome, by, within : str
        A boolean column (NA: not known, left out and counted), the attribute (NA: likewise), and the column whose
        values are compared each for itself.
    least : int
        Groups of fewer enrolments are merged into `OTHER`.
    seed : int
        Of the draws for `spread_by_chance`.

    Raises
    ------
    NotInShape
        A column is missing.

    Examples
    --------
    >>> passed = [True, False, True, True] * 10
    >>> frame = pd.DataFrame({"sex": ["f", "f", "m", "m"] * 10, "course": "a", "passed": passed})
    >>> found = gaps(frame, "passed", "sex")
    >>> found.table[["group", "n", "difference"]].to_numpy().tolist()
    [['f', 20, -0.5], ['m', 20, 0.5]]
    """
    missing = [name for name in (outcome, by, within) if name not in enrolments]
    if missing:
        raise NotInShape(f"These columns are missing: {', '.join(missing)}; equity.outcomes() makes them.")
    known = enrolments[outcome].notna()
    named = known & enrolments[by].notna()
    frame = enrolments[named]
    group = frame[by].astype(str).to_numpy(object)
    names, sizes = np.unique(group, return_counts=True)
    small = [str(name) for name in names[sizes < least]]
    group = np.where(np.isin(group, small), OTHER, group)
    y = frame[outcome].to_numpy(np.bool_)
    strata = pd.Categorical(frame[within]).codes
    ordered, spread = _framed(y, group)
    rows = [_compared(name, y, group == name, strata) for name in ordered]
    shares = np.array([row["rate"] for row in rows])
    sized = np.array([row["n"] for row in rows])
    return Equity(
        pd.DataFrame(rows, columns=_COLUMNS), small, len(frame), int((known & ~named).sum()), int((~known).sum()),
        spread, _by_chance(shares, sized, seed),
    )  # fmt: skip


def _framed(y: NDArray[np.bool_], group: NDArray[Any]) -> tuple[list[str], float]:
    """The groups, the largest first and the merged ones last, and the spread of their rates."""
    if not len(y):
        return [], math.nan
    # It brings scikit-learn with it, which a release does without.
    fairlearn = import_module("fairlearn.metrics")
    metrics = {"n": fairlearn.count, "rate": fairlearn.selection_rate}
    by = pd.Series(group, name="group")
    frame = fairlearn.MetricFrame(metrics=metrics, y_true=y, y_pred=y, sensitive_features=by)
    sizes = frame.by_group["n"]
    names = sorted(map(str, sizes.index), key=lambda name: (name == OTHER, -sizes[name], name))
    return names, float(frame.difference()["rate"]) if len(names) > 1 else math.nan


_COLUMNS = [
    "group", "n", "successes", "rate", "low", "high", "difference", "difference_low", "difference_high", "ratio",
    "within", "within_low", "within_high", "odds_ratio", "odds_ratio_low", "odds_ratio_high", "reverses", "surely",
]  # fmt: skip


def _compared(name: str, y: NDArray[np.bool_], here: NDArray[np.bool_], strata: NDArray[np.integer]) -> dict[str, Any]:
    of, one = int(here.sum()), int(y[here].sum())
    others, rest = len(y) - of, int(y.sum()) - one
    low, high = wilson(one, of)
    difference, difference_low, difference_high = newcombe(one, of, rest, others)
    tables = np.stack([
        np.bincount(strata[rows], minlength=int(strata.max(initial=0)) + 1)
        for rows in (here & y, here, ~here & y, ~here)
    ])  # fmt: skip
    within, within_low, within_high = common_difference(*tables)
    odds, odds_low, odds_high = common_odds_ratio(*tables)
    reverses = difference * within < 0
    return {
        "group": name, "n": of, "successes": one, "rate": one / of, "low": float(low), "high": float(high),
        "difference": difference, "difference_low": difference_low, "difference_high": difference_high,
        "ratio": (one / of) / (rest / others) if rest else math.nan,
        "within": within, "within_low": within_low, "within_high": within_high,
        "odds_ratio": odds, "odds_ratio_low": odds_low, "odds_ratio_high": odds_high,
        "reverses": reverses,
        "surely": reverses and difference_low * difference_high > 0 and within_low * within_high > 0,
    }  # fmt: skip


def newcombe(one: int, of: int, rest: int, others: int) -> tuple[float, float, float]:
    """The difference of two shares, one of `of` and rest of `others`, with Newcombe's 95 % interval; NaN of nothing.

    Examples
    --------
    >>> [round(each, 4) for each in newcombe(56, 70, 48, 80)]
    [0.2, 0.0524, 0.3339]
    """
    if not of or not others:
        return math.nan, math.nan, math.nan
    share, other = one / of, rest / others
    (low, other_low), (high, other_high) = wilson([one, rest], [of, others])
    difference = share - other
    below = math.hypot(share - float(low), float(other_high) - other)
    above = math.hypot(float(high) - share, other - float(other_low))
    return difference, difference - below, difference + above


def common_difference(one: ArrayLike, of: ArrayLike, rest: ArrayLike, others: ArrayLike) -> tuple[float, float, float]:
    """The difference of shares within strata, averaged as Mantel and Haenszel do, with Sato's 95 % interval.

    Parameters
    ----------
    one, of, rest, others : arrays of shape (n_strata,)
        In each stratum: of so many in the group one with the outcome, of so many others the rest.

    Returns
    -------
    difference, low, high
        NaN where no stratum has both.
    """
    a, n, b, m = (np.asarray(each, np.float64) for each in (one, of, rest, others))
    both = (n > 0) & (m > 0)
    a, n, b, m = a[both], n[both], b[both], m[both]
    if not len(a):
        return math.nan, math.nan, math.nan
    total = n + m
    weight = float((n * m / total).sum())
    difference = float(((a * m - b * n) / total).sum()) / weight
    p = (n**2 * b - m**2 * a + n * m * (m - n) / 2) / total**2
    q = (a * (m - b) + b * (n - a)) / (2 * total)
    half = Z95 * math.sqrt(max(difference * p.sum() + q.sum(), 0.0)) / weight
    return difference, difference - half, difference + half


def common_odds_ratio(one: ArrayLike, of: ArrayLike, rest: ArrayLike, others: ArrayLike) -> tuple[float, float, float]:
    """The odds ratio within strata by Mantel and Haenszel, with the 95 % interval of Robins, Breslow and Greenland.

    Parameters as `common_difference`; NaN where it is 0, infinite or nothing.
    """
    a, n, b, m = (np.asarray(each, np.float64) for each in (one, of, rest, others))
    both = (n > 0) & (m > 0)
    a, n, b, m = a[both], n[both], b[both], m[both]
    log_ratio, se = common_odds(a, n - a, b, m - b)
    return math.exp(log_ratio), math.exp(log_ratio - Z95 * se), math.exp(log_ratio + Z95 * se)


def _by_chance(rates: Sequence[float] | NDArray[np.float64], sizes: NDArray[np.int64], seed: int) -> float:
    """The spread that 95 % of draws stay below if each group had the rate of all."""
    if len(sizes) < 2:
        return math.nan
    alike = float(np.average(rates, weights=sizes))
    drawn = np.random.default_rng(seed).binomial(sizes, alike, (DRAWS, len(sizes))) / sizes
    return float(np.quantile(drawn.max(axis=1) - drawn.min(axis=1), 0.95))
