# Does not think of giving no alarm at all.
# cell: best-threshold
# loses: test-best-threshold test-honest-saving
def best_threshold(actual, score, check_won, miss_won):
    actual, score = np.asarray(actual), np.asarray(score)
    best, lowest = None, np.inf
    for candidate in sorted(score.tolist(), reverse=True):
        alarm = score >= candidate
        cost = alarm.sum() * check_won + ((actual == 1) & ~alarm).sum() * miss_won
        if cost < lowest:
            best, lowest = candidate, cost
    return best
