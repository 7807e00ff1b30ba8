# Takes the mean of rates.
# cell: rates-by
# loses: test-rates-by-visible test-rates-by
def rates_by(table, key):
    table = table.assign(rate_percent=table["defects"] / table["produced"] * 100)
    result = table.groupby(key).agg(produced=("produced", "sum"), defects=("defects", "sum"), rate_percent=("rate_percent", "mean"))
    return result.sort_values("rate_percent", ascending=False)
