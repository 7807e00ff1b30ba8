# Returns index labels instead of positions.
# cell: find-breaks
# loses: test-find-breaks
def find_breaks(times, limit_s):
    steps = times.diff().dt.total_seconds()
    return list(times.index[(steps <= 0) | (steps > limit_s)])
