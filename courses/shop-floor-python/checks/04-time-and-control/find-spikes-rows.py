# Uses a window of rows, which reaches across gaps.
# cell: find-spikes
# loses: test-find-spikes
def find_spikes(series, limit):
    middle = series.rolling(6, min_periods=4).median()
    return series[(series - middle).abs() > limit]
