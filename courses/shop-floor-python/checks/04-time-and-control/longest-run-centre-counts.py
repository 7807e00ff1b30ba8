# Counts a value on the centre, or a gap, as below.
# cell: longest-run
# loses: test-longest-run
def longest_run(values, centre):
    longest = length = 0
    before = None
    for value in values:
        side = value > centre
        length = length + 1 if side == before else 1
        before = side
        longest = max(longest, length)
    return longest
