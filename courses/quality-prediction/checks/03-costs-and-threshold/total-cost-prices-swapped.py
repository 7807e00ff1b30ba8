# Swaps the two prices.
# cell: total-cost
# loses: test-total-cost-visible test-total-cost test-honest-saving-visible test-honest-saving test-own-answer
def total_cost(actual, flagged, check_won, miss_won):
    actual, flagged = np.asarray(actual), np.asarray(flagged)
    missed = (actual == 1) & (flagged == 0)
    return flagged.sum() * miss_won + missed.sum() * check_won
