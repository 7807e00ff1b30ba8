# Asks for one more where it is exactly enough.
# cell: sample-size
# loses: test-sample-size
def sample_size(limit, level, allowed):
    n = allowed + 1
    while stats.binom.cdf(allowed, n, limit) >= 1 - level:
        n = n + 1
    return n
