# Returns the lowest scores.
# cell: best
# loses: test-best-visible test-best
def best(scores, k):
    return [place for place in sorted(range(len(scores)), key=lambda place: scores[place]) if scores[place] > 0][:k]
