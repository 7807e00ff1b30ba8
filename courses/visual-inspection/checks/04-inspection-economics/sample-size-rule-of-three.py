# Uses the rule of three for every level.
# cell: sample-size
# loses: test-sample-size-visible test-sample-size
def sample_size(limit, level, allowed):
    return math.ceil((3 + 1.6 * allowed) / limit)
