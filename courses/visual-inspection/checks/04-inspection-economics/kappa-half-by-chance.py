# Takes chance to be one half whatever they say.
# cell: kappa
# loses: test-kappa
def kappa(first, second):
    first, second = list(first), list(second)
    n = len(first)
    observed = sum(one == other for one, other in zip(first, second)) / n
    expected = 0.5
    if expected == 1:
        return None
    return (observed - expected) / (1 - expected)
