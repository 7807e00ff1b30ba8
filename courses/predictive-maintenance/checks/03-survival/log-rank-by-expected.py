# Divides by the expected number of one group instead of the variance.
# cell: log-rank
# loses: test-log-rank
def log_rank(days, failed, group):
    o = e = 0.0
    for day in np.unique(days[failed]):
        risk, fails = days >= day, failed & (days == day)
        o, e = o + (fails & group).sum(), e + fails.sum() * (risk & group).sum() / risk.sum()
    c = float((o - e) ** 2 / e)
    return {"observed": float(o), "expected": float(e), "chi2": c, "p": float(stats.chi2.sf(c, 1))}
