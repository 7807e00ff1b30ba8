# Sends a score exactly at the upper threshold to a person.
# cell: with-person
# loses: test-with-person
def with_person(labels, scores, low, high, person, defect_rate):
    bad, good = scores[labels == 1], scores[labels == 0]
    bad_between = ((bad >= low) & (bad <= high)).mean()
    good_between = ((good >= low) & (good <= high)).mean()
    return {
        "escape": float((bad < low).mean() + person["escape"] * bad_between),
        "overkill": float((good >= high).mean() + person["overkill"] * good_between),
        "review": float(defect_rate * bad_between + (1 - defect_rate) * good_between),
    }
