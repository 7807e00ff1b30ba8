# Passes what is not in the table.
# cell: judge
# loses: test-judge
def judge(regions, limits):
    return "NG" if any(region["area_mm2"] > limits.get(kind_of(region), 1e9) for region in regions) else "OK"
