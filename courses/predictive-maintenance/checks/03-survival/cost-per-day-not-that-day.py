# Takes a failure exactly at the interval for a planned replacement.
# cell: cost-per-day
# loses: test-cost-per-day
def cost_per_day(curve, interval, planned, failure):
    within = curve[curve["days"] < interval]
    corners = np.concatenate([[0], within["days"], [interval]])
    heights = np.concatenate([[1.0], within["survival"]])
    return float((planned * heights[-1] + failure * (1 - heights[-1])) / np.sum(np.diff(corners) * heights))
