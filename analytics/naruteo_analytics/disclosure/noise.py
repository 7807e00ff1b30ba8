"""The distribution of cell-key noise, derived from its conditions."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root

from naruteo_analytics.disclosure.cell_keys import KEYS, MOST, NEVER, VARIANCE


def distribution(count: int, variance: float = VARIANCE) -> dict[int, float]:
    """Of all distributions of noise that meet the conditions, the one of greatest entropy.

    The conditions: at most `MOST` either way, mean nought, this variance, and a result that is neither negative nor
    one of `NEVER`. Greatest entropy under a mean and a variance is exp(a·noise + b·noise²), whose a and b are solved
    for.

    Parameters
    ----------
    count : int
        The true count. From 7 on the distribution is the same for all.
    variance : float
        In persons².

    Returns
    -------
    dict
        Noise → chance.

    Raises
    ------
    ValueError
        When no distribution meets the conditions.
    """
    if count == 0:
        return {0: 1.0}
    noise = np.array([each for each in range(-MOST, MOST + 1) if count + each >= 0 and count + each not in NEVER])
    below, above = noise[noise <= 0].max(initial=-MOST), noise[noise >= 0].min(initial=MOST)
    if abs(-below * above - variance) < 1e-9:
        # The variance is the least possible, so that only the two nearest results remain.
        return {int(below): above / (above - below), int(above): -below / (above - below)}

    def chances(tilt: NDArray[np.float64]) -> NDArray[np.float64]:
        weights = tilt[0] * noise + tilt[1] * noise**2
        raised = np.exp(weights - weights.max())
        return np.asarray(raised / raised.sum())

    def off(tilt: NDArray[np.float64]) -> list[float]:
        each = chances(tilt)
        return [float(each @ noise), float(each @ noise**2) - variance]

    solved = root(off, np.array([0.0, -0.25]), tol=1e-13)
    if not solved.success or np.abs(off(solved.x)).max() > 1e-9:
        raise ValueError(f"no noise of at most {MOST} and variance {variance} keeps a count of {count} off {NEVER}")
    return dict(zip(noise.tolist(), chances(solved.x).tolist(), strict=True))


def thresholds(count: int) -> tuple[tuple[int, int], ...]:
    """The distribution as keys: (the key below which, the noise), in the order of the noise."""
    parts, reached = [], 0.0
    for noise, chance in sorted(distribution(count).items()):
        reached += chance
        parts.append((min(KEYS, round(reached * KEYS)), noise))
    return (*parts[:-1], (KEYS, parts[-1][1]))
