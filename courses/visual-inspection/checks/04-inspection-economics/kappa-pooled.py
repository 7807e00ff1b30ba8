# Pools both people, as another coefficient (Scott's pi) does.
# cell: kappa
# loses: test-kappa-visible test-kappa
def kappa(first, second):
    first, second = list(first), list(second)
    n = len(first)
    observed = sum(one == other for one, other in zip(first, second)) / n
    expected = sum(((first.count(each) + second.count(each)) / 2) ** 2 for each in set(first) | set(second)) / n**2
    if expected == 1:
        return None
    return (observed - expected) / (1 - expected)
