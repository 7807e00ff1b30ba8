# Makes bins of equal width.
# cell: psi
# loses: test-psi
def psi(reference, new, groups):
    inner = np.linspace(reference.min(), reference.max(), groups + 1)[1:-1]

    def shares(values):
        there = values.dropna()
        counts = np.bincount(np.searchsorted(inner, there), minlength=groups)
        return np.maximum(np.append(counts, len(values) - len(there)) / len(values), 0.0001)

    before, after = shares(reference), shares(new)
    return float(((after - before) * np.log(after / before)).sum())
