"""Classical statistics of items against their exercise's total, on points of people whose answers are all graded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Totals:
    """How items go with the total. Arrays of shape (n_items,), NaN where it cannot be reckoned.

    Attributes
    ----------
    mean, sd, alpha, alpha_low, alpha_high, error : float
        Of the total in points: its mean, sample standard deviation, Cronbach's alpha with Feldt's 95 % interval (1965),
        and the standard error of measurement.
    r_rest, r_total : arrays
        Correlation with the total of all other items, and with the total that the item is part of.
    efficiency : array
        The covariance with the rest, as a share of what it would be if both were in the same order.
    weight : array
        The root of the covariance with the total, as a share of the sum of those; NaN where it is negative.
    alpha_if_dropped : array
    """

    mean: float
    sd: float
    alpha: float
    alpha_low: float
    alpha_high: float
    error: float
    r_rest: Floats
    r_total: Floats
    efficiency: Floats
    weight: Floats
    alpha_if_dropped: Floats


def totals(score: Floats) -> Totals:
    """Reckon with points, float64 of shape (n_persons, n_items), none missing; at least 2 persons and 2 items."""
    n, k = score.shape
    covariance = np.cov(score, rowvar=False)
    variance, with_total = np.diag(covariance), covariance.sum(axis=0)
    whole = float(with_total.sum())
    with_rest, of_rest = with_total - variance, whole - 2 * with_total + variance
    alpha = _share(k / (k - 1) * (whole - variance.sum()), whole)
    roots = np.sqrt(np.maximum(with_total, 0))
    low, high = (1 - (1 - alpha) * fdtri(n - 1, (n - 1) * (k - 1), tail) for tail in (0.975, 0.025))
    dropped = np.full(k, np.nan)
    if k > 2:
        dropped = _shares((k - 1) / (k - 2) * (of_rest - (variance.sum() - variance)), of_rest)
    total = score.sum(axis=1)
    return Totals(
        float(total.mean()), float(np.sqrt(whole)), alpha, float(low), float(high),
        float(np.sqrt(whole * (1 - alpha))),
        _shares(with_rest, np.sqrt(variance * of_rest)), _shares(with_total, np.sqrt(variance * whole)),
        _shares(with_rest, _largest(score, total)),
        np.where(with_total < 0, np.nan, _shares(roots, roots.sum())), dropped,
    )  # fmt: skip


def _largest(score: Floats, total: Floats) -> Floats:
    """The covariance of each item with the rest if both were in the same order."""
    found = []
    for item in score.T:
        rest = np.sort(total - item)
        found.append((np.sort(item) - item.mean()) @ (rest - rest.mean()) / (len(item) - 1))
    return np.array(found)


def _shares(part: Floats, whole: Floats | float) -> Floats:
    size = np.broadcast_to(np.asarray(whole, np.float64), part.shape)
    # Rounding leaves a little where there is no spread at all.
    found = np.full(part.shape, np.nan)
    np.divide(part, size, out=found, where=size > 1e-12)
    return found


def _share(part: float, whole: float) -> float:
    return float(_shares(np.array([part]), whole)[0])
