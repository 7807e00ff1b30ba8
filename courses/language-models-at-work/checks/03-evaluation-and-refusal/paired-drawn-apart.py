# Draws the questions of the two ways separately.
# cell: paired-interval
# loses: test-paired-interval
import numpy as np


def paired_interval(first, second, seed, rounds=2000):
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    random = np.random.default_rng(seed)
    one = first[random.integers(0, len(first), size=(rounds, len(first)))].mean(axis=1)
    other = second[random.integers(0, len(second), size=(rounds, len(second)))].mean(axis=1)
    low, high = np.percentile(one - other, [2.5, 97.5])
    return float(first.mean() - second.mean()), float(low), float(high)
