"""Shares with how sure they are, for whole columns at once."""

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
