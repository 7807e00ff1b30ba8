# Compares with a mean, which the spike itself drags along.
# cell: find-spikes
# loses: test-find-spikes
def find_spikes(series, limit):
    middle = series.rolling("60min", min_periods=4).mean()
    return series[(series - middle).abs() > limit]
