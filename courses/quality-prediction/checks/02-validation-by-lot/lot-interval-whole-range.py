# Returns the smallest and the largest value.
# cell: lot-interval
# loses: test-lot-interval
def lot_interval(actual, probability, lots, rounds, seed):
    actual, probability, lots = np.asarray(actual), np.asarray(probability), np.asarray(lots)
    rows_of = [np.flatnonzero(lots == lot) for lot in np.unique(lots)]
    random = np.random.default_rng(seed)
    scores = []
    for _ in range(rounds):
        drawn = random.integers(0, len(rows_of), len(rows_of))
        rows = np.concatenate([rows_of[number] for number in drawn])
        if actual[rows].any():
            scores.append(average_precision_score(actual[rows], probability[rows]))
    low, high = np.quantile(scores, [0, 1])
    return float(low), float(high)
