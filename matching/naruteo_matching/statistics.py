"""Measures of scores against what happened, each with how sure it is."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z95 = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""


def wilson(positive: int, rows: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (Wilson 1927); (0, 1) of nothing.

    Examples
    --------
    >>> [round(each, 3) for each in wilson(5, 10)]
    [0.237, 0.763]
    """
    if rows == 0:
        return 0.0, 1.0
    share, spread = positive / rows, Z95**2 / rows
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 * np.sqrt(share * (1 - share) / rows + spread / (4 * rows)) / (1 + spread)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def brier(y: ArrayLike, p: ArrayLike) -> float:
    """The mean squared distance of chances from outcomes (Brier 1950), both (n_rows,)."""
    return float(np.mean((np.asarray(p, np.float64) - np.asarray(y, np.float64)) ** 2))


def auc(y: ArrayLike, p: ArrayLike) -> float | None:
    """The chance that a positive row is scored above a negative one, ties counted half; None without both."""
    positive = np.asarray(y, np.bool_)
    n_positive, n_negative = int(positive.sum()), int((~positive).sum())
    if not n_positive or not n_negative:
        return None
    _values, place, counts = np.unique(np.asarray(p), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return float((ranks[positive].sum() - n_positive * (n_positive + 1) / 2) / (n_positive * n_negative))


def reliability(y: ArrayLike, p: ArrayLike, bins: int = 10) -> list[dict[str, Any]]:
    """Bins of equally many rows by score: mean score, observed share and its Wilson interval."""
    y, p = np.asarray(y, np.bool_), np.asarray(p, np.float64)
    found = []
    for rows in np.array_split(np.argsort(p, kind="stable"), bins):
        if len(rows):
            low, high = wilson(int(y[rows].sum()), len(rows))
            found.append({
                "rows": len(rows), "predicted": float(p[rows].mean()), "observed": float(y[rows].mean()),
                "low": low, "high": high,
            })  # fmt: skip
    return found


def calibration_error(y: ArrayLike, p: ArrayLike, bins: int = 10) -> float:
    """The mean distance between predicted and observed over bins of equally many rows (ECE)."""
    found = reliability(y, p, bins)
    rows = [each["rows"] for each in found]
    distances = [abs(each["predicted"] - each["observed"]) for each in found]
    return float(np.average(distances, weights=rows)) if found else 0.0


def bootstrap(
    measure: Callable[[NDArray[np.int64]], float | None], rows: int, draws: int = 200, seed: int = 0
) -> tuple[float, float] | None:
    """The 95 % percentile interval of a measure over resampled rows; None where it cannot be reckoned.

    `measure` takes the numbers of the drawn rows, (rows,). The draws are the same on every run.
    """
    random = np.random.default_rng(seed)
    found = [measure(random.integers(0, rows, rows)) for _ in range(draws)] if rows else []
    values = [each for each in found if each is not None]
    if len(values) < draws / 2 or not values:
        return None
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def ranking(queries: ArrayLike, y: ArrayLike, p: ArrayLike, k: int = 10) -> dict[str, Any] | None:
    """NDCG@k and recall@k over queries (whose rows are ranked by score), with standard errors.

    Queries with a single row or without a positive one say nothing about ranking and are left out; equal scores are
    ranked in the order of the rows' numbers hashed by a fixed permutation, so that no order of the file helps.

    Parameters
    ----------
    queries, y, p : arrays of shape (n_rows,)
        Whose list a row belongs to, whether its outcome was positive, its score.

    Returns
    -------
    dict or None
        ``ndcg``, ``ndcg_se``, ``recall``, ``recall_se``, ``queries``, ``k``; None where no query can be ranked.
    """
    y, p = np.asarray(y, np.bool_), np.asarray(p, np.float64)
    _names, query = np.unique(np.asarray(queries), return_inverse=True)
    shuffled = np.random.default_rng(0).permutation(len(y))
    order = np.lexsort((shuffled, -p, query))
    starts = np.flatnonzero(np.diff(query[order], prepend=-1))
    discounts = 1 / np.log2(np.arange(2, k + 2))
    gains, recalls = [], []
    for rows in np.split(order, starts[1:]):
        hits, positive = y[rows][:k], int(y[rows].sum())
        if len(rows) > 1 and positive:
            gains.append((hits * discounts[: len(hits)]).sum() / discounts[: min(positive, k)].sum())
            recalls.append(hits.sum() / positive)
    if not gains:
        return None

    def mean(values: list[float]) -> tuple[float, float | None]:
        spread = float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else None
        return float(np.mean(values)), spread

    (ndcg, ndcg_se), (recall, recall_se) = mean(gains), mean(recalls)
    return {
        "k": k, "queries": len(gains), "ndcg": ndcg, "ndcg_se": ndcg_se, "recall": recall, "recall_se": recall_se,
    }  # fmt: skip
