# Calls an hour without production perfect.
# cell: add-rate
# loses: test-add-rate
def add_rate(table):
    return table.assign(rate_percent=(table["defects"] / table["produced"] * 100).fillna(0))
