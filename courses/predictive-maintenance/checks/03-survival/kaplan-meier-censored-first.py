# Takes those censored on the day itself out of the risk.
# cell: kaplan-meier
# loses: test-kaplan-meier test-own-answer
def kaplan_meier(days, failed):
    rows, survival = [], 1.0
    for day in np.unique(days[failed]):
        n, d = int(((days > day) | ((days == day) & failed)).sum()), int((failed & (days == day)).sum())
        survival *= 1 - d / n
        rows.append((int(day), n, d, survival))
    return pd.DataFrame(rows, columns=["days", "at_risk", "failures", "survival"])
