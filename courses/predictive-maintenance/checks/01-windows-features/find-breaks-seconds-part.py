# Takes the seconds part of a difference, which forgets whole days.
# cell: find-breaks
# loses: test-find-breaks
def find_breaks(times, limit_s):
    steps = times.diff().dt.seconds
    back = times.diff() <= pd.Timedelta(0)
    return [int(at) for at in np.flatnonzero(back | (steps > limit_s))]
