# Sees upward spikes only.
# cell: find-spikes
# loses: test-find-spikes
def find_spikes(series, limit):
    return series[series - series.rolling("60min", min_periods=4).median() > limit]
