# Rounds the number of parts down.
# cell: test-rows
# loses: test-test-rows
def test_rows(parts, share, seed):
    names = np.unique(parts)
    return np.isin(parts, np.random.default_rng(seed).choice(names, int(share * len(names)), replace=False))
