# Lets a group of four decide.
# cell: compare
# loses: test-compare-visible test-compare
def compare(rates, least):
    low, high = rates["rate"].min(), rates["rate"].max()
    ratio = float(low / high) if high > 0 else None
    return {"too_small": [], "lowest": rates["rate"].idxmin(), "highest": rates["rate"].idxmax(), "ratio": ratio, "below": None if ratio is None else ratio < 0.8}
