# Gives the wrong tail.
# cell: log-rank
# loses: test-log-rank
def log_rank(days, failed, group):
    o = e = v = 0.0
    for day in np.unique(days[failed]):
        risk, fails = days >= day, failed & (days == day)
        n, d, s = risk.sum(), fails.sum(), (risk & group).sum() / risk.sum()
        o, e = o + (fails & group).sum(), e + d * s
        v += d * s * (1 - s) * (n - d) / max(n - 1, 1)
    c = float((o - e) ** 2 / v)
    return {"observed": float(o), "expected": float(e), "chi2": c, "p": float(stats.chi2.cdf(c, 1))}
