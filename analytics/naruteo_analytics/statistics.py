"""Shares with how sure they are, for whole columns at once."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z95 = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""


def wilson(successes: ArrayLike, n: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson's 95 % interval of shares (Wilson 1927), without continuity correction.

    Parameters
    ----------
    successes, n : arrays of one shape
        Of `n` (0 or more) so many; NaN where not known.

    Returns
    -------
    (low, high) : float64 arrays of that shape
        From 0 to 1; NaN where `n` is 0 or anything is not known.

    Examples
    --------
    >>> low, high = wilson([5, 0], [10, 0])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.237, nan], [0.763, nan])
    """
    many, of = np.asarray(successes, np.float64), np.asarray(n, np.float64)
    of = np.where(of > 0, of, np.nan)
    share, spread = many / of, Z95**2 / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 * np.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return np.maximum(0.0, middle - half), np.minimum(1.0, middle + half)


def common_odds(a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike) -> tuple[float, float]:
    """The odds ratio of 2 x 2 tables together (Mantel and Haenszel 1959), as a logarithm with its standard error.

    Parameters
    ----------
    a, b, c, d : arrays of shape (n_tables,)
        Counts of one row with and without, and of the other with and without; none of the tables is empty.

    Returns
    -------
    log_ratio, se
        The error is that of Robins, Breslow and Greenland (1986). NaN where the ratio is 0, infinite or of nothing.

    Examples
    --------
    >>> log_ratio, se = common_odds([10], [20], [5], [40])
    >>> round(math.exp(log_ratio), 3), round(se, 4)
    (4.0, 0.6124)
    """
    one, two, three, four = (np.asarray(each, np.float64) for each in (a, b, c, d))
    n = one + two + three + four
    agree, differ = one * four / n, two * three / n
    up, down = float(agree.sum()), float(differ.sum())
    if not up or not down:
        return math.nan, math.nan
    same, other = (one + four) / n, (two + three) / n
    variance = (
        (same * agree).sum() / (2 * up**2)
        + (same * differ + other * agree).sum() / (2 * up * down)
        + (other * differ).sum() / (2 * down**2)
    )
    return math.log(up / down), math.sqrt(variance)
