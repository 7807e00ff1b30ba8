"""The analysis of exercises: every figure of every item with its definition, and what a person should look at again."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naruteo_analytics.faults import BadRows
from naruteo_analytics.items import latent
from naruteo_analytics.items.answers import ATTEMPTS, Answers, Attempt, Floats, from_responses
from naruteo_analytics.items.classical import totals
from naruteo_analytics.statistics import Z95

LEAST_FOR_MODEL = 200
"""Answers to an item, right or wrong, from which it is part of item response models."""
LEAST_ITEMS = 3
LEAST_FOR_REVIEW = 30
"""Enrolments from which an item may be named for review; with fewer, chance alone would name many."""
COVERAGE = 0.5
"""An item that is graded for a smaller share of the enrolments is no part of the total, which needs all its items."""

DEFINITIONS = {
    "n": "Enrolments whose answer is graded. An answer that was left open is graded: it earns 0. An answer that is not "
    "graded is not known; it counts nowhere, and never as 0.",
    "ungraded": "Enrolments whose answer is not graded.",
    "absent": "Enrolments of the exercise without a record for this item.",
    "omitted": "Enrolments that left the answer open; omit_rate is their share of those with a record.",
    "facility": "Mean points as a share of full points.",
    "sd": "Spread: the sample standard deviation (n - 1) of points as a share of full points.",
    "r_rest": "Corrected item-total correlation (Pearson; for right or wrong the point-biserial): with the points in "
    "all other items together, of enrolments with all items graded.",
    "r_total_uncorrected": "Uncorrected item-total correlation: with a total that holds the item itself, so too high. "
    "For comparison with programs that print this one.",
    "efficiency": "Discriminative efficiency: the covariance with the other items, as a share of the largest that such "
    "points could have (as Moodle, but as a share).",
    "intended_weight": "Full points as a share of the exercise's.",
    "effective_weight": "The root of the covariance with the total as a share of the sum of those roots (as Moodle); "
    "undetermined where the covariance is negative.",
    "alpha": "Cronbach's alpha of the items, with Feldt's 95 % interval; of enrolments with all items graded.",
    "alpha_if_dropped": "Cronbach's alpha of all other items.",
    "mean": "Mean of the total in points.",
    "total_sd": "Sample standard deviation (n - 1) of the total in points.",
    "error": "Standard error of measurement: total_sd times the root of 1 - alpha.",
    "attempts": "Mean number of attempts of those who made any.",
    "seconds": "Median time of the attempt that counts (linear quantile, as R's type 7).",
    "a": "2PL: slope at the ability b, for abilities of mean 0 and standard deviation 1 (no factor 1.7); marginal "
    "maximum likelihood, of everybody with a graded answer. Standard errors from cross-products.",
    "b": "2PL: the ability at which half answer rightly; undetermined where a is not significantly other than 0 (5 %).",
    "rasch_b": "Rasch: the same with one slope for all items, which is rasch_a.",
    "log_likelihood": "Marginal log-likelihood of the 2PL; rasch_log_likelihood of the Rasch model.",
}

REVIEW = {
    "easy": "Review: nearly everybody solves it (facility above 0.95).",
    "hard": "Review: few solve it (facility below 0.20).",
    "contrary": "Review: who does well in the other items does worse here (corrected r below 0). Is the key right?",
    "weak": "Review: it hardly goes with the other items (corrected r below 0.10).",
    "often_omitted": "Review: many leave it open (at least one in five).",
    "functions_differently": "Review: at equal results one of two groups finds it harder (ETS class C).",
}

EXERCISES = ("exercise", "enrolments", "n_items", "n_complete", "mean", "total_sd", "alpha", "alpha_low", "alpha_high",
             "error", "log_likelihood", "rasch_a", "rasch_log_likelihood", "model")  # fmt: skip


@dataclass(frozen=True)
class Analysis:
    """What is known of exercises and their items; NaN where it is not known, see `notes` for why.

    Attributes
    ----------
    items : frame, one row for each exercise and item
        exercise, item, full and the figures of `DEFINITIONS`, a_se, b_se; `review`: list of keys of `REVIEW`.
    exercises : frame, one row for each exercise
        exercise, enrolments, n_items, n_complete (enrolments with all items graded), mean, total_sd, alpha, alpha_low,
        alpha_high, error, log_likelihood, rasch_a, rasch_log_likelihood; `model`: why no model was fitted, or "".
    excluded : frame with columns exercise, item, why
        Items that are left out of everything, of the total, or of the models.
    notes : list of str
        What holds for the whole analysis: which attempt counts, which answers count as right.
    """

    items: pd.DataFrame
    exercises: pd.DataFrame
    excluded: pd.DataFrame
    notes: list[str]


def analyse(
    responses: "pd.DataFrame | list[Answers]", attempt: Attempt = "last", right_from: float | None = None
) -> Analysis:
    """Analyse exercises.

    Parameters
    ----------
    responses : frame of `shape`'s responses, or list of Answers
    attempt : "first", "last" or "best"
        Which attempt counts (see `answers.ATTEMPTS`); looked at for a frame only.
    right_from : float, optional
        The share of an item's points from which an answer counts as right for the models; without it, items with
        partial credit are left out of them. The other figures are always reckoned with the points themselves.

    Raises
    ------
    BadRows
        What is wrong with which rows.
    """
    tables = from_responses(responses, attempt) if isinstance(responses, pd.DataFrame) else responses
    if not tables:
        raise BadRows("There are no answers.")
    items, exercises, excluded = [], [], []
    for answers in tables:
        frame, exercise, without = _analysed(answers, right_from)
        items.append(frame)
        exercises.append(exercise)
        excluded += [(answers.exercise, item, why) for item, why in without]
    notes = [ATTEMPTS[attempt]] if isinstance(responses, pd.DataFrame) else []
    if right_from is not None:
        notes.append(f"For the models an answer is right from {right_from:g} of its points.")
    return Analysis(
        pd.concat(items, ignore_index=True), pd.DataFrame(exercises, columns=list(EXERCISES)),
        pd.DataFrame(excluded, columns=["exercise", "item", "why"]), notes,
    )  # fmt: skip


def _analysed(answers: Answers, right_from: float | None) -> tuple[pd.DataFrame, dict[str, Any], list[tuple[str, str]]]:
    excluded = list(answers.excluded.items())
    graded = ~np.isnan(answers.score)
    n, enrolments = graded.sum(axis=0), len(answers.enrolments)
    excluded += [(answers.items[at], "no answer to it is graded") for at in np.flatnonzero(n == 0)]
    share = answers.score / answers.full
    records = answers.given.sum(axis=0)
    frame = pd.DataFrame({
        "exercise": answers.exercise, "item": answers.items, "full": answers.full, "n": n,
        "ungraded": records - n, "absent": enrolments - records, "omitted": answers.omitted.sum(axis=0),
        "omit_rate": np.where(records > 0, answers.omitted.sum(axis=0) / np.maximum(records, 1), np.nan),
        "facility": [_or_nan(np.mean, column) for column in _known(share)],
        "sd": [_or_nan(lambda known: np.std(known, ddof=1), column, least=2) for column in _known(share)],
        "attempts": [_or_nan(np.mean, column) for column in _known(answers.attempts)],
        "seconds": [_or_nan(np.median, column) for column in _known(answers.seconds)],
    })  # fmt: skip
    about: dict[str, Any] = dict.fromkeys(EXERCISES, np.nan)
    about |= {"exercise": answers.exercise, "enrolments": enrolments, "n_items": int((n > 0).sum())}
    excluded += _with_totals(answers, graded, frame, about)
    excluded += _with_models(answers, right_from, frame, about)
    frame["review"] = [_review(row, about["n_complete"]) for row in frame.to_dict("records")]
    return frame, about, excluded


def _with_totals(answers: Answers, graded: Any, frame: pd.DataFrame, about: dict[str, Any]) -> list[tuple[str, str]]:
    """Fill in what is reckoned with the total; give the items that are no part of it, and why."""
    covered = graded.mean(axis=0) if len(graded) else np.zeros(graded.shape[1])
    core = covered >= COVERAGE
    names = ["r_rest", "r_total_uncorrected", "efficiency", "effective_weight", "alpha_if_dropped"]
    frame[[*names, "intended_weight"]] = np.nan
    complete = answers.score[graded[:, core].all(axis=1)][:, core]
    about["n_complete"] = len(complete) if core.any() else 0
    if core.any():
        frame.loc[core, "intended_weight"] = answers.full[core] / answers.full[core].sum()
    if core.sum() >= 2 and len(complete) >= 2:
        found = totals(complete)
        frame.loc[core, names] = np.column_stack((
            found.r_rest, found.r_total, found.efficiency, found.weight, found.alpha_if_dropped,
        ))  # fmt: skip
        about |= {
            "mean": found.mean, "total_sd": found.sd, "alpha": found.alpha, "alpha_low": found.alpha_low,
            "alpha_high": found.alpha_high, "error": found.error,
        }  # fmt: skip
    return [
        (answers.items[at], f"graded for {covered[at]:.0%} of the enrolments: no part of the total")
        for at in np.flatnonzero(~core & (covered > 0))
    ]


def _with_models(
    answers: Answers, right_from: float | None, frame: pd.DataFrame, about: dict[str, Any]
) -> list[tuple[str, str]]:
    """Fill in what the models say; give the items that they leave out, and why."""
    right, partial = answers.right(right_from)
    known = (right >= 0).sum(axis=0)
    whys = partial | {answers.items[at]: _why_unfit(right[:, at], int(known[at])) for at in np.flatnonzero(known > 0)}
    used = [at for at, name in enumerate(answers.items) if known[at] and not whys[name]]
    frame[["a", "a_se", "b", "b_se", "rasch_b"]] = np.nan
    about["model"] = ""
    if not used:
        about["model"] = f"no model: no item has {LEAST_FOR_MODEL} answers that are right or wrong, of both kinds"
        whys = partial
    while used:
        if len(used) < LEAST_ITEMS:
            about["model"] = f"no model: {len(used)} items that can be used, {LEAST_ITEMS} are needed"
            break
        chosen = right[:, used]
        try:
            found, rasch = latent.fit(chosen[(chosen >= 0).any(axis=1)])
        except latent.NoMaximum as why:
            if why.item is None:
                about["model"] = f"no model: {why}"
                break
            whys[answers.items[used.pop(why.item)]] = "its slope grows without end, as where a task splits perfectly"
            continue
        # Without a slope there is no ability at which half answer rightly; what is reckoned then is chance.
        b, b_se = (np.where(np.abs(found.a) > Z95 * found.a_se, each, np.nan) for each in (found.b, found.b_se))
        frame.loc[used, ["a", "a_se", "b", "b_se"]] = np.column_stack((found.a, found.a_se, b, b_se))
        frame.loc[used, "rasch_b"] = rasch.b
        about |= {
            "log_likelihood": found.log_likelihood, "rasch_a": float(rasch.a[0]),
            "rasch_log_likelihood": rasch.log_likelihood,
        }  # fmt: skip
        break
    return [(item, f"{why}: no part of the models") for item, why in whys.items() if why]


def _why_unfit(right: NDArray[np.int8], known: int) -> str:
    if known < LEAST_FOR_MODEL:
        return f"{known} answers are right or wrong, {LEAST_FOR_MODEL} are needed"
    return "everybody answers it alike" if (right == 1).sum() in (0, known) else ""


def _review(row: dict[Any, Any], n_complete: int) -> list[str]:
    enough, all_graded = row["n"] >= LEAST_FOR_REVIEW, n_complete >= LEAST_FOR_REVIEW
    found = {
        "easy": enough and row["facility"] > 0.95,
        "hard": enough and row["facility"] < 0.2,
        "contrary": all_graded and row["r_rest"] < 0,
        "weak": all_graded and 0 <= row["r_rest"] < 0.1,
        "often_omitted": enough and row["omit_rate"] >= 0.2,
    }
    return [key for key, is_so in found.items() if is_so]


def _known(values: Floats) -> list[Floats]:
    return [column[~np.isnan(column)] for column in values.T]


def _or_nan(reckon: Any, values: Floats, least: int = 1) -> float:
    return float(reckon(values)) if len(values) >= least else np.nan
