# Punishes early warnings.
# cell: late-cost
# loses: test-late-cost-visible test-late-cost
def late_cost(truth, predicted, late_weight):
    gap = np.asarray(truth, dtype=float) - np.asarray(predicted, dtype=float)
    gap = gap[~np.isnan(gap)]
    return float(np.where(gap > 0, late_weight * gap, -gap).mean()) if len(gap) else float("nan")
