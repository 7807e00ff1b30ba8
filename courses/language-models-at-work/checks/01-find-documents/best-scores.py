# Returns the scores instead of the places.
# cell: best
# loses: test-best-visible test-best
def best(scores, k):
    return sorted((score for score in scores if score > 0), reverse=True)[:k]
