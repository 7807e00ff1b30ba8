# Does not sort.
# cell: rates-by
# loses: test-rates-by-visible
def rates_by(table, key):
    sums = table.groupby(key)[["produced", "defects"]].sum()
    return sums.assign(rate_percent=sums["defects"] / sums["produced"] * 100)
