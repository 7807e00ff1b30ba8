# Looks at the first region only.
# cell: judge
# loses: test-judge
def judge(regions, limits):
    for region in regions[:1]:
        kind = kind_of(region)
        if kind not in limits:
            return "CHECK"
        if region["area_mm2"] > limits[kind]:
            return "NG"
    return "OK"
