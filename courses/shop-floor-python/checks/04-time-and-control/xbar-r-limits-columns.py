# Takes columns for subgroups.
# cell: xbar-r-limits
# loses: test-xbar-r-limits-visible test-xbar-r-limits
def xbar_r_limits(groups):
    centre = groups.mean().mean()
    spread = (groups.max() - groups.min()).mean()
    return {"x_centre": centre, "x_upper": centre + A2 * spread, "x_lower": centre - A2 * spread,
            "r_centre": spread, "r_upper": D4 * spread, "r_lower": D3 * spread}
