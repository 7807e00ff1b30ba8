# Drops the rows of the stops and puts windows across them.
# cell: cut-windows
# loses: test-cut-windows-visible test-cut-windows
def cut_windows(times, running, length, limit_s, skip):
    kept = np.flatnonzero(running.to_numpy())
    return [int(at) for at in kept[skip::length][: (len(kept) - skip) // length]]
