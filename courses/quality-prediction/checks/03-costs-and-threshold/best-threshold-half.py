# Always answers 0.5.
# cell: best-threshold
# loses: test-best-threshold-visible test-best-threshold test-honest-saving-visible test-honest-saving test-own-answer
def best_threshold(actual, score, check_won, miss_won):
    return 0.5
