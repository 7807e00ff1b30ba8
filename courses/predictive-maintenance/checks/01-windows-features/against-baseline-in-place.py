# Changes the given table.
# cell: against-baseline
# loses: test-against-baseline
def against_baseline(windows, first):
    groups = windows.sort_values("taken").groupby(["pump", "load"])["vib_mm_s"]
    windows["ratio"] = windows["vib_mm_s"] / groups.transform(lambda v: v.iloc[:first].median() if len(v) >= first else float("nan"))
    return windows
