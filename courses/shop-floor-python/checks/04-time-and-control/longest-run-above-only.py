# Sees runs above only.
# cell: longest-run
# loses: test-longest-run
def longest_run(values, centre):
    longest = length = 0
    for value in values:
        length = length + 1 if value > centre else 0
        longest = max(longest, length)
    return longest
