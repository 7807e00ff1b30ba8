# Forgets the bin of missing values.
# cell: psi
# loses: test-psi
def psi(reference, new, groups):
    inner = reference.quantile(np.arange(1, groups) / groups).to_numpy()

    def shares(values):
        there = values.dropna()
        counts = np.bincount(np.searchsorted(inner, there), minlength=groups)
        return np.maximum(counts / len(there), 0.0001)

    before, after = shares(reference), shares(new)
    return float(((after - before) * np.log(after / before)).sum())
