# Does not use the seed.
# cell: test-rows
# loses: test-test-rows
def test_rows(parts, share, seed):
    names = np.unique(parts)
    return np.isin(parts, np.random.default_rng().choice(names, round(share * len(names)), replace=False))
