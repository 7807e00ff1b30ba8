# Cuts on a fixed grid and throws away the windows that are not whole.
# cell: cut-windows
# loses: test-cut-windows-visible test-cut-windows
def cut_windows(times, running, length, limit_s, skip):
    steps = times.diff().dt.total_seconds()
    starts = []
    for at in range(skip, len(times) - length + 1, length):
        inner = steps.iloc[at + 1:at + length]
        if running.iloc[at:at + length].all() and ((inner > 0) & (inner <= limit_s)).all():
            starts.append(at)
    return starts
