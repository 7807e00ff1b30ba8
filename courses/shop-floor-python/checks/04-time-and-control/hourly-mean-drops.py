# Drops the hours with gaps.
# cell: hourly-mean
# loses: test-hourly-mean-visible test-hourly-mean
def hourly_mean(series, least):
    groups = series.resample("1h")
    return groups.mean()[groups.count() >= least]
