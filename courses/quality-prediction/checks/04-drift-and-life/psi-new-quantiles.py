# Takes the quantiles of the new data.
# cell: psi
# loses: test-psi-visible test-psi
def psi(reference, new, groups):
    inner = new.quantile(np.arange(1, groups) / groups).to_numpy()

    def shares(values):
        there = values.dropna()
        counts = np.bincount(np.searchsorted(inner, there), minlength=groups)
        return np.maximum(np.append(counts, len(values) - len(there)) / len(values), 0.0001)

    before, after = shares(reference), shares(new)
    return float(((after - before) * np.log(after / before)).sum())
