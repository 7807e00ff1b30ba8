# Uses the standard deviation.
# cell: imr-limits
# loses: test-imr-limits
def imr_limits(values):
    centre, moving = values.mean(), values.diff().abs().mean()
    return {"centre": centre, "upper": centre + 3 * values.std(), "lower": centre - 3 * values.std(), "mr_centre": moving, "mr_upper": 3.267 * moving}
