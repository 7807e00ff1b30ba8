# Takes the mean of hourly rates.
# cell: rate-table
# loses: test-rate-table
def rate_table(table):
    table = table.assign(rate=table["defects"] / table["produced"] * 100)
    return table.pivot_table(index="line", columns="shift", values="rate", aggfunc="mean")[["day", "evening", "night"]]
