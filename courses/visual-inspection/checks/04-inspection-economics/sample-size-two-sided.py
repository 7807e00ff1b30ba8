# Halves the error.
# cell: sample-size
# loses: test-sample-size-visible test-sample-size
def sample_size(limit, level, allowed):
    n = allowed + 1
    while stats.binom.cdf(allowed, n, limit) > (1 - level) / 2:
        n = n + 1
    return n
