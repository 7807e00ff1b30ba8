"""Grades: quartiles and a histogram of scores, and one grade per enrolment.

Missing scores are counted as missing and never as 0. Banked results, carried over from an earlier cohort, are left out
unless asked for. Quartiles are linear between neighbours (R's type 7); the standard deviation is of a sample (n - 1).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naruteo_analytics.groups import Groups, groups, places
from naruteo_analytics.shape import Programme

QUARTILES = {"lower": 0.25, "median": 0.5, "upper": 0.75}


def grades(programme: Programme, by: Sequence[str] = ("cohort", "kind"), banked: bool = False) -> pd.DataFrame:
    """Scores of results, summed up by group.

    Parameters
    ----------
    programme : Programme
    by : sequence of str
        Columns of the assessments (``assessment``, ``kind``) or of the enrolments, or ``course``; none for all.
    banked : bool
        Count results carried over from an earlier cohort too.

    Returns
    -------
    DataFrame
        Columns: `by`, ``results``, ``missing`` (results without a score), ``n`` (with one), ``mean``, ``sd``,
        ``least``, ``lower``, ``median``, ``upper``, ``most``; NaN where there is no score (of ``sd``: fewer than two).
    """
    found, score = _scores(programme, by, banked)
    known = ~np.isnan(score)
    size = len(found.keys)
    code, score = found.code[known], score[known]
    n = np.bincount(code, minlength=size)
    ordered, ends = _ordered(code, score, n)
    table = found.table(1)
    table["results"], table["missing"], table["n"] = found.size, found.size - n, n
    some = n > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(code, score, size) / n
        away = np.bincount(code, (score - mean[code]) ** 2, size)
        table["mean"], table["sd"] = mean, np.where(n > 1, np.sqrt(away / (n - 1)), np.nan)
    for name, share in {"least": 0.0, **QUARTILES, "most": 1.0}.items():
        at = (n[some] - 1) * share
        low = np.floor(at).astype(np.int64)
        start = (ends - n)[some]
        lower, upper = ordered[start + low], ordered[start + np.ceil(at).astype(np.int64)]
        values = np.full(size, np.nan)
        values[some] = lower + (upper - lower) * (at - low)
        table[name] = values
    return table


def _scores(programme: Programme, by: Sequence[str], banked: bool) -> tuple[Groups, NDArray[np.float64]]:
    # As numbers of kinds, names are not copied one by one.
    named = programme.results["assessment"].astype("category")
    results = programme.results[["enrolment", "score"]].assign(assessment=named)
    if not banked:
        results = results[~programme.results["banked"]]
    rows = places(programme.enrolments["enrolment"], results["enrolment"])
    return groups(programme, by, rows, results["assessment"]), results["score"].to_numpy()


def _ordered(
    code: NDArray[np.int64], score: NDArray[np.float64], n: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Scores by group and size, and where each group ends among them."""
    ends = np.cumsum(n)
    ordered = score[np.argsort(code, kind="stable")]
    for start, end in zip(ends - n, ends, strict=True):
        ordered[start:end].sort()
    return ordered, ends


def histogram(
    programme: Programme, by: Sequence[str] = ("cohort", "kind"), width: int = 10, banked: bool = False
) -> pd.DataFrame:
    """How many scores of each group are in each bin from 0 to 100.

    Parameters
    ----------
    programme, by, banked
        As `grades` takes them.
    width : int
        Of a bin, in points; divides 100.

    Returns
    -------
    DataFrame
        Columns: `by`, ``low``, ``high``, ``count``: scores in [low, high), in the last bin also 100. Every bin of every
        group has a row; results without a score are in none.
    """
    if width < 1 or 100 % width:
        raise ValueError(f"Bins of {width} points do not fill 0 to 100: choose a width that divides 100.")
    found, score = _scores(programme, by, banked)
    bins, known = 100 // width, ~np.isnan(score)
    place = np.minimum(score[known] // width, bins - 1).astype(np.int64)
    table = found.table(bins)
    low = np.tile(np.arange(bins) * width, len(found.keys))
    table["low"], table["high"] = low, low + width
    table["count"] = np.bincount(found.code[known] * bins + place, minlength=len(table))
    return table


def of_enrolments(programme: Programme, banked: bool = True) -> "pd.Series[float]":
    """One grade per enrolment: the mean of its scores, each by its assessment's weight, NaN where it has none.

    What was not handed in or not graded is left out and does not count as 0, so this says how good the graded work is,
    not how much of it there is. Where all of an enrolment's graded work weighs nothing or nobody knows its weight, each
    counts the same.

    Parameters
    ----------
    programme : Programme
    banked : bool
        Count results carried over from an earlier cohort: they are part of the grade, so by default they do.

    Returns
    -------
    Series of float, 0 to 100, index enrolment, in the order of the programme's enrolments
    """
    results = programme.results.dropna(subset="score")
    if not banked:
        results = results[~results["banked"]]
    enrolments = programme.enrolments["enrolment"]
    place, score = places(enrolments, results["enrolment"]), results["score"].to_numpy()
    weights = (
        programme.assessments.set_index("assessment")["weight"].reindex(results["assessment"]).fillna(0.0).to_numpy()
    )

    def summed(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(place, values, len(enrolments)).astype(np.float64)

    weight, count = summed(weights), np.bincount(place, minlength=len(enrolments))
    with np.errstate(invalid="ignore", divide="ignore"):
        grade = np.where(weight > 0, summed(weights * score) / weight, summed(score) / count)
    return pd.Series(grade, index=pd.Index(enrolments, name="enrolment"), name="grade")
