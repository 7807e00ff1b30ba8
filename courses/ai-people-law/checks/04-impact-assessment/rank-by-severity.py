# Looks at the severity only.
# cell: rank
# loses: test-rank
def rank(risks):
    return sorted(risks, key=lambda risk: -risk["severity"])
