# Returns the last record that does not fit.
# cell: first-broken
# loses: test-first-broken
def first_broken(log):
    broken, expected = None, ""
    for position, record in enumerate(log):
        if record["previous"] != expected:
            broken = position
        expected = digest(record)
    return broken
