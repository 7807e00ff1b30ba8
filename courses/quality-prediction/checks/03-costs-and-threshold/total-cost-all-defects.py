# Charges every defect, caught or not.
# cell: total-cost
# loses: test-total-cost-visible test-total-cost test-honest-saving-visible test-honest-saving test-own-answer
def total_cost(actual, flagged, check_won, miss_won):
    actual, flagged = np.asarray(actual), np.asarray(flagged)
    missed = actual == 1
    return flagged.sum() * check_won + missed.sum() * miss_won
