# Gives a mean from a single reading.
# cell: hourly-mean
# loses: test-hourly-mean-visible test-hourly-mean
def hourly_mean(series, least):
    return series.resample("1h").mean()
