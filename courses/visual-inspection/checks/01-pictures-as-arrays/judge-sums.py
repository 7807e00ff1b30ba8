# Compares the sum of all areas.
# cell: judge
# loses: test-judge
def judge(regions, limits):
    if any(kind_of(region) not in limits for region in regions):
        known = [region for region in regions if kind_of(region) in limits]
        return "NG" if any(region["area_mm2"] > limits[kind_of(region)] for region in known) else "CHECK"
    total = sum(region["area_mm2"] for region in regions)
    return "NG" if regions and total > limits[kind_of(regions[0])] else "OK"
