# Drops what is censored.
# cell: kaplan-meier
# loses: test-kaplan-meier-visible test-kaplan-meier test-own-answer
def kaplan_meier(days, failed):
    days = days[failed]
    rows, survival = [], 1.0
    for day in np.unique(days):
        n, d = int((days >= day).sum()), int((days == day).sum())
        survival *= 1 - d / n
        rows.append((int(day), n, d, survival))
    return pd.DataFrame(rows, columns=["days", "at_risk", "failures", "survival"])
