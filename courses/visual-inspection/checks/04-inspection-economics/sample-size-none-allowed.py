# Forgets the escapes allowed.
# cell: sample-size
# loses: test-sample-size
def sample_size(limit, level, allowed):
    n = 1
    while (1 - limit) ** n > 1 - level:
        n = n + 1
    return n
