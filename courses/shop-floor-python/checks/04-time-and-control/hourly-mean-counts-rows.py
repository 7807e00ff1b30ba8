# Counts rows, also those without a value.
# cell: hourly-mean
# loses: test-hourly-mean
def hourly_mean(series, least):
    groups = series.resample("1h")
    return groups.mean().where(groups.size() >= least)
