# Makes moving ranges across missing values.
# cell: imr-limits
# loses: test-imr-limits
def imr_limits(values):
    values = values.dropna()
    centre, moving = values.mean(), values.diff().abs().mean()
    return {"centre": centre, "upper": centre + 2.66 * moving, "lower": centre - 2.66 * moving, "mr_centre": moving, "mr_upper": 3.267 * moving}
