# Takes the share of the trial for that of the line.
# cell: with-person
# loses: test-with-person
def with_person(labels, scores, low, high, person, defect_rate):
    bad, good = scores[labels == 1], scores[labels == 0]
    bad_between = ((bad >= low) & (bad < high)).mean()
    good_between = ((good >= low) & (good < high)).mean()
    return {
        "escape": float((bad < low).mean() + person["escape"] * bad_between),
        "overkill": float((good >= high).mean() + person["overkill"] * good_between),
        "review": float(((scores >= low) & (scores < high)).mean()),
    }
