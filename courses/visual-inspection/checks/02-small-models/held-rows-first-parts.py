# Takes the first parts, not random ones.
# cell: held-rows
# loses: test-held-rows
def held_rows(parts, share, seed):
    names = np.unique(parts)
    return np.isin(parts, names[: round(share * len(names))])
