# Pays the planned replacement after a failure as well.
# cell: cost-per-day
# loses: test-cost-per-day-visible test-cost-per-day test-own-answer
def cost_per_day(curve, interval, planned, failure):
    within = curve[curve["days"] <= interval]
    corners = np.concatenate([[0], within["days"], [interval]])
    heights = np.concatenate([[1.0], within["survival"]])
    return float((planned + failure * (1 - heights[-1])) / np.sum(np.diff(corners) * heights))
