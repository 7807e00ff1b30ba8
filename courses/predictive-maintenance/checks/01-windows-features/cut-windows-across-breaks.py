# Looks at stops only.
# cell: cut-windows
# loses: test-cut-windows
def cut_windows(times, running, length, limit_s, skip):
    starts, inside = [], 0
    for at, runs in enumerate(running.tolist()):
        inside = inside + 1 if runs else 0
        if inside > skip and (inside - skip) % length == 0:
            starts.append(at - length + 1)
    return starts
