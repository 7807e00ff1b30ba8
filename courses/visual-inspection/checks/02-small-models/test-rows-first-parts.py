# Takes the first parts, not random ones.
# cell: test-rows
# loses: test-test-rows
def test_rows(parts, share, seed):
    names = np.unique(parts)
    return np.isin(parts, names[: round(share * len(names))])
