# Takes only scores above the threshold for alarms.
# cell: best-threshold
# loses: test-best-threshold-visible test-best-threshold test-honest-saving-visible test-honest-saving test-own-answer
def best_threshold(actual, score, check_won, miss_won):
    actual, score = np.asarray(actual), np.asarray(score)
    best, lowest = np.inf, (actual == 1).sum() * miss_won
    for candidate in sorted(score.tolist(), reverse=True):
        alarm = score > candidate
        cost = alarm.sum() * check_won + ((actual == 1) & ~alarm).sum() * miss_won
        if cost < lowest:
            best, lowest = candidate, cost
    return best
