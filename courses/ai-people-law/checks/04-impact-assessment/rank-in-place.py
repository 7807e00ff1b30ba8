# Sorts the list that it was given.
# cell: rank
# loses: test-rank
def rank(risks):
    risks.sort(key=lambda risk: (risk["severity"] != 5, -risk["likelihood"] * risk["severity"]))
    return risks
