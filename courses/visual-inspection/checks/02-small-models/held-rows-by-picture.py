# Draws pictures instead of parts.
# cell: held-rows
# loses: test-held-rows-visible test-held-rows
def held_rows(parts, share, seed):
    drawn = np.random.default_rng(seed).choice(len(parts), round(share * len(parts)), replace=False)
    return np.isin(np.arange(len(parts)), drawn)
