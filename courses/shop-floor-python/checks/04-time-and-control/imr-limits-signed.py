# Forgets the absolute value.
# cell: imr-limits
# loses: test-imr-limits-visible test-imr-limits
def imr_limits(values):
    centre, moving = values.mean(), values.diff().mean()
    return {"centre": centre, "upper": centre + 2.66 * moving, "lower": centre - 2.66 * moving, "mr_centre": moving, "mr_upper": 3.267 * moving}
