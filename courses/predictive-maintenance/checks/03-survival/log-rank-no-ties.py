# Leaves the correction for several failures on a day out.
# cell: log-rank
# loses: test-log-rank
def log_rank(days, failed, group):
    o = e = v = 0.0
    for day in np.unique(days[failed]):
        risk, fails = days >= day, failed & (days == day)
        s = (risk & group).sum() / risk.sum()
        o, e, v = o + (fails & group).sum(), e + fails.sum() * s, v + fails.sum() * s * (1 - s)
    c = float((o - e) ** 2 / v)
    return {"observed": float(o), "expected": float(e), "chi2": c, "p": float(stats.chi2.sf(c, 1))}
