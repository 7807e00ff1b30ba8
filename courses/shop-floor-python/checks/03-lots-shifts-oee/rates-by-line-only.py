# Always groups by line.
# cell: rates-by
# loses: test-rates-by
def rates_by(table, key):
    sums = table.groupby("line")[["produced", "defects"]].sum()
    return sums.assign(rate_percent=sums["defects"] / sums["produced"] * 100).sort_values("rate_percent", ascending=False)
