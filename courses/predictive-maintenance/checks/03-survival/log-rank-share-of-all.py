# Expects by the share at the beginning.
# cell: log-rank
# loses: test-log-rank-visible test-log-rank
def log_rank(days, failed, group):
    o, e, v = int((failed & group).sum()), float(failed.sum() * group.mean()), 0.0
    for day in np.unique(days[failed]):
        n, d, s = (days >= day).sum(), (failed & (days == day)).sum(), group.mean()
        v += d * s * (1 - s) * (n - d) / max(n - 1, 1)
    c = float((o - e) ** 2 / v)
    return {"observed": o, "expected": e, "chi2": c, "p": float(stats.chi2.sf(c, 1))}
