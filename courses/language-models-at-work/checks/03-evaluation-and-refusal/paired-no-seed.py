# Ignores the seed.
# cell: paired-interval
# loses: test-paired-interval-visible test-paired-interval
import numpy as np


def paired_interval(first, second, seed, rounds=2000):
    """두 방법의 차이와 95 % 구간 / The difference of two ways with its 95 % interval."""
    differences = np.asarray(first, dtype=float) - np.asarray(second, dtype=float)
    random = np.random.default_rng()
    places = random.integers(0, len(differences), size=(rounds, len(differences)))
    low, high = np.percentile(differences[places].mean(axis=1), [2.5, 97.5])
    return float(differences.mean()), float(low), float(high)
