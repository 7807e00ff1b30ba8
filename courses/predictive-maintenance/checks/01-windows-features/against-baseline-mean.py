# Uses the mean.
# cell: against-baseline
# loses: test-against-baseline
def against_baseline(windows, first):
    groups = windows.sort_values("taken").groupby(["pump", "load"])["vib_mm_s"]
    base = groups.transform(lambda v: v.iloc[:first].mean() if len(v) >= first else float("nan"))
    return windows.assign(ratio=windows["vib_mm_s"] / base)
