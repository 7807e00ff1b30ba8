# Lets an unknown kind hide a clear NG.
# cell: judge
# loses: test-judge
def judge(regions, limits):
    if any(kind_of(region) not in limits for region in regions):
        return "CHECK"
    return "NG" if any(region["area_mm2"] > limits[kind_of(region)] for region in regions) else "OK"
