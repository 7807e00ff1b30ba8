# Lets pandas match by index.
# cell: late-cost
# loses: test-late-cost
def late_cost(truth, predicted, late_weight):
    gap = (pd.Series(predicted, dtype=float) - pd.Series(truth, dtype=float)).dropna()
    return float(gap.where(gap < 0, -late_weight * gap).abs().mean()) if len(gap) else float("nan")
