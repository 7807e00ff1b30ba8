"""Whether a task is harder for one group than for others who do as well: Mantel-Haenszel differential functioning."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtrc

from naruteo_analytics.faults import BadRows
from naruteo_analytics.items.answers import Answers, Attempt, from_responses
from naruteo_analytics.statistics import Z95, common_odds

Floats = NDArray[np.float64]

LEAST = 100
"""Persons of each group, with all answers graded, from which the comparison is made."""
ONE_SIDED = 1.6448536269514722
"""The normal quantile of a one-sided 5 % test."""
COLUMNS = ("exercise", "item", "reference", "group", "n_reference", "n_group", "right_reference", "right_group",
           "odds_ratio", "delta", "se", "low", "high", "chi2", "p", "level", "review")  # fmt: skip

DEFINITIONS = {
    "matching": "Persons are compared who have the same number of right answers in the exercise, this item included; "
    "items that came out as C in a first pass are left out of that number in a second.",
    "odds_ratio": "The common odds ratio of Mantel and Haenszel (1959), reference to group: above 1, the item is "
    "harder for the group than for others with as many right answers.",
    "delta": "-2.35 times the logarithm of the odds ratio (Holland and Thayer 1988): negative, harder for the group. "
    "Its standard error is that of Robins, Breslow and Greenland (1986).",
    "chi2": "Mantel-Haenszel with continuity correction; p is not adjusted for the number of items.",
    "level": "ETS: A, |delta| below 1 or not significant at 5 %; C, |delta| at least 1.5 and significantly above 1; "
    "B, all others.",
}


@dataclass(frozen=True)
class Functioning:
    """Items that function differently, or do not.

    Attributes
    ----------
    items : frame, one row for each item and compared group
        exercise, item, reference, group, n_reference, n_group, right_reference, right_group (how many of these gave the
        right answer), odds_ratio, delta, se, low, high (of delta, 95 %), chi2, p, level (A, B, C; "" where
        undetermined), review ("functions_differently" for C, else "").
    left_out : frame with columns exercise, group, item, why
        Groups that are too small, and items that are not right or wrong.
    """

    items: pd.DataFrame
    left_out: pd.DataFrame


def functioning(
    responses: "pd.DataFrame | list[Answers]",
    group: "pd.Series[Any]",
    attempt: Attempt = "last",
    reference: Any = None,
    right_from: float | None = None,
) -> Functioning:
    """Compare groups item by item.

    Parameters
    ----------
    responses, attempt, right_from
        As for `analyse`; `attempt` is looked at for a frame only. Items with partial credit are left out unless
        `right_from` says when they are right.
    group : series, by enrolment
        Each enrolment's group; unknown ones are left out.
    reference : optional
        The group that the others are compared with; without it the largest of each exercise.

    Raises
    ------
    BadRows
        As for `analyse`, or where an enrolment has two groups.
    """
    if group.index.has_duplicates:
        raise BadRows("An enrolment has more than one group.")
    tables = from_responses(responses, attempt) if isinstance(responses, pd.DataFrame) else responses
    found: list[pd.DataFrame] = []
    left_out: list[tuple[str, str, str, str]] = []
    for answers in tables:
        right, whys = answers.right(right_from)
        left_out += [(answers.exercise, "", item, why) for item, why in (answers.excluded | whys).items()]
        graded = [at for at, column in enumerate(right.T) if (column >= 0).any()]
        complete = (right[:, graded] >= 0).all(axis=1)
        member = group.reindex(answers.enrolments)
        counts = pd.Series(member.to_numpy()[complete]).value_counts()
        if not len(graded) or not len(counts):
            left_out.append((answers.exercise, "", "", "nobody of a known group has all answers graded"))
            continue
        others = counts.index[0] if reference is None else reference
        compared = sorted((each for each in counts.index if each != others), key=str)
        few = [each for each in (*compared, others) if counts.get(each, 0) < LEAST]
        for each in few:
            why = f"{counts.get(each, 0)} persons with all answers graded; {LEAST} are needed"
            left_out.append((answers.exercise, str(each), "", why))
        for each in compared if others not in few else ():
            if each not in few:
                rows = complete & member.isin((others, each)).to_numpy(np.bool_)
                focal = (member == each).to_numpy(np.bool_)[rows]
                given = right[rows][:, graded]
                frame = compare(given, focal)
                names = [answers.items[at] for at in graded]
                sizes = {
                    "n_reference": int((~focal).sum()), "n_group": int(focal.sum()),
                    "right_reference": given[~focal].sum(axis=0),
                    "right_group": given[focal].sum(axis=0),
                }  # fmt: skip
                found.append(frame.assign(
                    exercise=answers.exercise, item=names, reference=str(others), group=str(each), **sizes,
                ))  # fmt: skip
    items = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(COLUMNS))
    return Functioning(items[list(COLUMNS)], pd.DataFrame(left_out, columns=["exercise", "group", "item", "why"]))


def compare(right: NDArray[np.int8], focal: NDArray[np.bool_]) -> pd.DataFrame:
    """Compare two groups at every item, twice: items that are C at first are no measure of ability the second time.

    Parameters
    ----------
    right : int8 array of shape (n_persons, n_items), 1 or 0
    focal : bool array of shape (n_persons,)
        Who is of the group that is looked at.
    """
    measure = np.ones(right.shape[1], np.bool_)
    for _pass in range(2):
        score = right[:, measure].sum(axis=1)
        frame = pd.DataFrame(
            mantel_haenszel(_tables(score if used else score + item, focal, item))
            for item, used in zip(right.T, measure, strict=True)
        )
        measure = (frame["level"] != "C").to_numpy()
        if measure.all():
            break
    return frame


def mantel_haenszel(tables: Floats) -> dict[str, Any]:
    """The common odds ratio of 2 x 2 tables, its test and its class.

    Parameters
    ----------
    tables : float64 array of shape (n_strata, 2, 2)
        Counts: reference or group, by right or wrong.

    Returns
    -------
    dict
        odds_ratio, delta, se, low, high, chi2, p, level, review; NaN and "" where no stratum tells anything.
    """
    (a, b), (c, d) = tables[:, 0].T, tables[:, 1].T
    n = a + b + c + d
    used = (n > 1) & (a + b > 0) & (c + d > 0) & (a + c > 0) & (b + d > 0)
    a, b, c, d, n = (each[used] for each in (a, b, c, d, n))
    log_ratio, error = common_odds(a, b, c, d)
    if np.isnan(log_ratio):
        return dict.fromkeys(("odds_ratio", "delta", "se", "low", "high", "chi2", "p"), np.nan) | {
            "level": "", "review": "",
        }  # fmt: skip
    delta, se = -2.35 * log_ratio, 2.35 * error
    beyond = abs((a - (a + b) * (a + c) / n).sum())
    spread = ((a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))).sum()
    chi2 = float(max(0.0, beyond - 0.5) ** 2 / spread)
    p = float(chdtrc(1, chi2))
    level = _level(delta, se, p)
    return {
        "odds_ratio": math.exp(log_ratio), "delta": delta, "se": se, "low": delta - Z95 * se, "high": delta + Z95 * se,
        "chi2": chi2, "p": p, "level": level, "review": "functions_differently" if level == "C" else "",
    }  # fmt: skip


def _level(delta: float, se: float, p: float) -> str:
    if abs(delta) < 1 or p >= 0.05:
        return "A"
    return "C" if abs(delta) >= 1.5 and (abs(delta) - 1) / se > ONE_SIDED else "B"


def _tables(stratum: NDArray[Any], focal: NDArray[np.bool_], right: NDArray[np.int8]) -> Floats:
    key = (stratum.astype(np.int64) * 2 + focal) * 2 + (right == 0)
    return np.bincount(key, minlength=4 * (int(stratum.max()) + 1)).reshape(-1, 2, 2).astype(np.float64)
