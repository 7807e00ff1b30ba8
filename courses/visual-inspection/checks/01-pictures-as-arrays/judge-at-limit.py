# Rejects a flaw exactly at the limit.
# cell: judge
# loses: test-judge
def judge(regions, limits):
    if any(region["area_mm2"] >= limits.get(kind_of(region), 1e9) for region in regions):
        return "NG"
    return "CHECK" if any(kind_of(region) not in limits for region in regions) else "OK"
