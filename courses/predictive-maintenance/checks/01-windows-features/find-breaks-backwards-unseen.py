# Overlooks a clock that was set back.
# cell: find-breaks
# loses: test-find-breaks
def find_breaks(times, limit_s):
    steps = times.diff().dt.total_seconds()
    return [int(at) for at in np.flatnonzero(steps > limit_s)]
