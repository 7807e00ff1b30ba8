# Counts rounds without defects as 0.
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
        if not actual[rows].any():
            scores.append(0.0)
        else:
            scores.append(average_precision_score(actual[rows], probability[rows]))
    low, high = np.quantile(scores, [0.05, 0.95])
    return float(low), float(high)
