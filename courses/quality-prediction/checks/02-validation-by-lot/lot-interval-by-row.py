# Draws rows instead of lots.
# cell: lot-interval
# loses: test-lot-interval
def lot_interval(actual, probability, lots, rounds, seed):
    actual, probability, lots = np.asarray(actual), np.asarray(probability), np.asarray(lots)
    rows_of = [np.flatnonzero(lots == lot) for lot in np.unique(lots)]
    random = np.random.default_rng(seed)
    scores = []
    for _ in range(rounds):
        rows = random.integers(0, len(actual), len(actual))
        if actual[rows].any():
            scores.append(average_precision_score(actual[rows], probability[rows]))
    low, high = np.quantile(scores, [0.05, 0.95])
    return float(low), float(high)
