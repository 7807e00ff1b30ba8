# Takes the probability of exactly so many escapes.
# cell: sample-size
# loses: test-sample-size
def sample_size(limit, level, allowed):
    n = allowed + 1
    while stats.binom.pmf(allowed, n, limit) > 1 - level:
        n = n + 1
    return n
