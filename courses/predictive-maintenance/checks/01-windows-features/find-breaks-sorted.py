# Sorts by time first.
# cell: find-breaks
# loses: test-find-breaks
def find_breaks(times, limit_s):
    steps = times.sort_values().diff().dt.total_seconds()
    return [int(at) for at in np.flatnonzero((steps <= 0) | (steps > limit_s))]
