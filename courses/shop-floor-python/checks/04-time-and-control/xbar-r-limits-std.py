# Uses the overall standard deviation.
# cell: xbar-r-limits
# loses: test-xbar-r-limits
def xbar_r_limits(groups):
    means = groups.mean(axis=1)
    ranges = groups.max(axis=1) - groups.min(axis=1)
    centre, spread = means.mean(), ranges.mean()
    return {"x_centre": centre, "x_upper": centre + 3 * means.std(), "x_lower": centre - 3 * means.std(),
            "r_centre": spread, "r_upper": D4 * spread, "r_lower": 0.0}
