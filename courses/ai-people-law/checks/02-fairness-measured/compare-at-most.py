# Calls exactly 0.8 below.
# cell: compare
# loses: test-compare
def compare(rates, least):
    kept = rates[rates["n"] >= least]
    result = {"too_small": list(rates.index[rates["n"] < least]), "lowest": None, "highest": None, "ratio": None, "below": None}
    if len(kept) < 2:
        return result
    result["lowest"], result["highest"] = kept["rate"].idxmin(), kept["rate"].idxmax()
    if kept["rate"].max() > 0:
        result["ratio"] = float(kept["rate"].min() / kept["rate"].max())
        result["below"] = result["ratio"] <= 0.8
    return result
