# Names the record before the one that does not fit.
# cell: first-broken
# loses: test-first-broken-visible test-first-broken
def first_broken(log):
    for position in range(1, len(log)):
        if log[position]["previous"] != digest(log[position - 1]):
            return position - 1
    return None
