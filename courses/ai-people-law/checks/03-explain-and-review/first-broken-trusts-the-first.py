# Never looks at the first record.
# cell: first-broken
# loses: test-first-broken
def first_broken(log):
    for position in range(1, len(log)):
        if log[position]["previous"] != digest(log[position - 1]):
            return position
    return None
