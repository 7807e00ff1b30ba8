# Draws pictures instead of parts.
# cell: test-rows
# loses: test-test-rows-visible test-test-rows
def test_rows(parts, share, seed):
    drawn = np.random.default_rng(seed).choice(len(parts), round(share * len(parts)), replace=False)
    return np.isin(np.arange(len(parts)), drawn)
