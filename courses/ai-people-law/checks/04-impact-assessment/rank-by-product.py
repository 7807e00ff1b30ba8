# Puts off what cannot be undone because it is rare.
# cell: rank
# loses: test-rank-visible test-rank
def rank(risks):
    return sorted(risks, key=lambda risk: -risk["likelihood"] * risk["severity"])
