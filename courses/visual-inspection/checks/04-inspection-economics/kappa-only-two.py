# Counts two judgements only.
# cell: kappa
# loses: test-kappa
def kappa(first, second):
    first, second = list(first), list(second)
    n = len(first)
    observed = sum(one == other for one, other in zip(first, second)) / n
    expected = sum(first.count(each) * second.count(each) for each in ("OK", "NG")) / n**2
    if expected == 1:
        return None
    return (observed - expected) / (1 - expected)
