# Of equal scores puts the later place first.
# cell: best
# loses: test-best
def best(scores, k):
    places = sorted(range(len(scores)), key=lambda place: (scores[place], place), reverse=True)
    return [place for place in places if scores[place] > 0][:k]
