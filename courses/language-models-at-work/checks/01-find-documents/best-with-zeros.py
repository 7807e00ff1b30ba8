# Fills up with passages that share nothing.
# cell: best
# loses: test-best-visible test-best
def best(scores, k):
    return sorted(range(len(scores)), key=lambda place: -scores[place])[:k]
