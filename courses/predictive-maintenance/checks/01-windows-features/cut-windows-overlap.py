# Lets the windows overlap.
# cell: cut-windows
# loses: test-cut-windows-visible test-cut-windows
def cut_windows(times, running, length, limit_s, skip):
    steps = times.diff().dt.total_seconds().tolist()
    starts, inside = [], 0
    for at, runs in enumerate(running.tolist()):
        inside = 0 if not runs else inside + 1 if 0 < steps[at] <= limit_s else 1
        if inside - skip >= length:
            starts.append(at - length + 1)
    return starts
