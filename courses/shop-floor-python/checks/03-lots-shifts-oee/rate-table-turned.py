# Has lines and shifts the wrong way round.
# cell: rate-table
# loses: test-rate-table-visible test-rate-table
def rate_table(table):
    sums = table.pivot_table(index="shift", columns="line", values=["produced", "defects"], aggfunc="sum")
    return sums["defects"] / sums["produced"] * 100
