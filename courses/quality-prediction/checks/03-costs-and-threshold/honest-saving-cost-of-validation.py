# Reports the cost on the validation data.
# cell: honest-saving
# loses: test-honest-saving-visible test-honest-saving test-own-answer-visible test-own-answer
def honest_saving(valid_actual, valid_score, test_actual, test_score, check_won, miss_won):
    threshold = best_threshold(valid_actual, valid_score, check_won, miss_won)
    flagged = np.asarray(valid_score) >= threshold
    cost = total_cost(valid_actual, flagged, check_won, miss_won)
    everything = total_cost(test_actual, np.ones_like(flagged), check_won, miss_won)
    nothing = total_cost(test_actual, np.zeros_like(flagged), check_won, miss_won)
    return {"threshold": threshold, "cost": cost, "saved": min(everything, nothing) - cost}
