# Judges with fewer than four values.
# cell: find-spikes
# loses: test-find-spikes
def find_spikes(series, limit):
    return series[(series - series.rolling("60min").median()).abs() > limit]
