# Weighs both sides alike.
# cell: late-cost
# loses: test-late-cost-visible test-late-cost
def late_cost(truth, predicted, late_weight):
    gap = np.asarray(predicted, dtype=float) - np.asarray(truth, dtype=float)
    gap = gap[~np.isnan(gap)]
    return float(np.abs(gap).mean()) if len(gap) else float("nan")
