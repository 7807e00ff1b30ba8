# Skips only at the very beginning.
# cell: cut-windows
# loses: test-cut-windows-visible test-cut-windows
def cut_windows(times, running, length, limit_s, skip):
    steps = times.diff().dt.total_seconds().tolist()
    starts, inside = [], -skip
    for at, runs in enumerate(running.tolist()):
        if at > 0 and not 0 < steps[at] <= limit_s:
            inside = 0
        inside = inside + 1 if runs else 0
        if inside > 0 and inside % length == 0:
            starts.append(at - length + 1)
    return starts
