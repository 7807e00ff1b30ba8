# Returns the last run instead of the longest.
# cell: longest-run
# loses: test-longest-run-visible test-longest-run
def longest_run(values, centre):
    length = before = 0
    for value in values:
        side = 1 if value > centre else -1 if value < centre else 0
        length = 0 if side == 0 else length + 1 if side == before else 1
        before = side
    return length
