# Counts unknown pairs as free of cost.
# cell: late-cost
# loses: test-late-cost
def late_cost(truth, predicted, late_weight):
    gap = np.asarray(predicted, dtype=float) - np.asarray(truth, dtype=float)
    if len(gap) == 0 or np.isnan(gap).all():
        return float("nan")
    gap = np.nan_to_num(gap)
    return float(np.where(gap > 0, late_weight * gap, -gap).mean())
