# Takes the ratio of prices for the threshold of any score.
# cell: best-threshold
# loses: test-best-threshold-visible test-best-threshold test-honest-saving-visible test-honest-saving test-own-answer
def best_threshold(actual, score, check_won, miss_won):
    return check_won / miss_won
