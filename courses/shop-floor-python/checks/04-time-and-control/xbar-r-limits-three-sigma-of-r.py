# Takes three ranges for the limits.
# cell: xbar-r-limits
# loses: test-xbar-r-limits
def xbar_r_limits(groups):
    centre = groups.mean(axis=1).mean()
    spread = (groups.max(axis=1) - groups.min(axis=1)).mean()
    return {"x_centre": centre, "x_upper": centre + 3 * spread, "x_lower": centre - 3 * spread,
            "r_centre": spread, "r_upper": D4 * spread, "r_lower": D3 * spread}
