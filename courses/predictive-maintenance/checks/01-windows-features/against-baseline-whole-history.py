# Takes the median of everything, the future included.
# cell: against-baseline
# loses: test-against-baseline-visible test-against-baseline
def against_baseline(windows, first):
    base = windows.groupby(["pump", "load"])["vib_mm_s"].transform("median")
    many = windows.groupby(["pump", "load"])["vib_mm_s"].transform("size") >= first
    return windows.assign(ratio=(windows["vib_mm_s"] / base).where(many))
