# Calls a single group perfectly fair.
# cell: compare
# loses: test-compare
def compare(rates, least):
    kept = rates[rates["n"] >= least]
    low, high = kept["rate"].min(), kept["rate"].max()
    ratio = float(low / high) if high > 0 else 1.0
    return {"too_small": list(rates.index[rates["n"] < least]), "lowest": kept["rate"].idxmin(), "highest": kept["rate"].idxmax(), "ratio": ratio, "below": ratio < 0.8}
