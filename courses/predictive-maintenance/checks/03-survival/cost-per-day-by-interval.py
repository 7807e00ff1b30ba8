# Divides by the interval, as if every bearing reached it.
# cell: cost-per-day
# loses: test-cost-per-day-visible test-cost-per-day test-own-answer
def cost_per_day(curve, interval, planned, failure):
    within = curve[curve["days"] <= interval]
    s = float(within["survival"].iloc[-1]) if len(within) else 1.0
    return (planned * s + failure * (1 - s)) / interval
