"""How well chances and flags name who drops out, each with how sure it is."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from naruteo_analytics.statistics import wilson

DRAWS = 200
BINS = 10


def auc(y: NDArray[np.bool_], score: NDArray[np.float64]) -> float | None:
    """The chance that somebody who dropped out is scored above somebody who did not, ties counted half."""
    left, stayed = int(y.sum()), int((~y).sum())
    if not left or not stayed:
        return None
    return float((rankdata(score)[y].sum() - left * (left + 1) / 2) / (left * stayed))


def brier(y: NDArray[np.bool_], chance: NDArray[np.float64]) -> float:
    """The mean squared distance of chances from what happened (Brier 1950)."""
    return float(np.mean((chance - y) ** 2))


def reliability(y: NDArray[np.bool_], chance: NDArray[np.float64]) -> list[dict[str, float]]:
    """Tenths by chance: how many, mean chance, share that dropped out with Wilson's 95 % interval."""
    tenths = np.array_split(np.argsort(chance, kind="stable"), BINS)
    return [expected_and_observed(y[rows], chance[rows]) for rows in tenths if len(rows)]


def expected_and_observed(y: NDArray[np.bool_], chance: NDArray[np.float64]) -> dict[str, float]:
    """How many, at least one: their mean chance, and the share that dropped out with Wilson's 95 % interval."""
    low, high = wilson(y.sum(), len(y))
    return {
        "rows": len(y), "predicted": float(chance.mean()), "observed": float(y.mean()), "low": float(low),
        "high": float(high),
    }  # fmt: skip


def calibration_error(y: NDArray[np.bool_], chance: NDArray[np.float64]) -> float:
    """The mean distance of predicted and observed over the tenths (ECE)."""
    found = reliability(y, chance)
    distances = [abs(each["predicted"] - each["observed"]) for each in found]
    return float(np.average(distances, weights=[each["rows"] for each in found]))


def flags(y: NDArray[np.bool_], flagged: NDArray[np.bool_]) -> dict[str, Any]:
    """How many are flagged; of those, how many dropped out; and of those who dropped out, how many are flagged."""
    hit = int((y & flagged).sum())
    return {
        "flagged": int(flagged.sum()), "precision": _share(hit, int(flagged.sum())),
        "recall": _share(hit, int(y.sum())),
    }  # fmt: skip


def _share(part: int, whole: int) -> dict[str, float] | None:
    if not whole:
        return None
    low, high = wilson(part, whole)
    return {"value": part / whole, "low": float(low), "high": float(high)}


def highest(chance: NDArray[np.float64], number: int) -> NDArray[np.bool_]:
    """The so many highest chances, (n,) bool; equal ones told apart by a fixed permutation, not by their order."""
    found = np.zeros(len(chance), np.bool_)
    found[np.lexsort((np.random.default_rng(0).permutation(len(chance)), -chance))[:number]] = True
    return found


def bootstrap(measure: Callable[[NDArray[np.int64]], float | None], rows: int) -> list[float] | None:
    """The 95 % percentile interval of a measure over resampled enrolments; None where it cannot be reckoned.

    `measure` takes the numbers of the drawn rows, (rows,). The draws are the same on every run.
    """
    random = np.random.default_rng(0)
    found = [measure(random.integers(0, rows, rows)) for _ in range(DRAWS)]
    values = [each for each in found if each is not None]
    if len(values) < DRAWS / 2:
        return None
    return [float(each) for each in np.quantile(values, [0.025, 0.975])]
