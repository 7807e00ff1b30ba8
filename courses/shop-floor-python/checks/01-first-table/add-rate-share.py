# Gives a share instead of per cent.
# cell: add-rate
# loses: test-add-rate-visible test-add-rate
def add_rate(table):
    return table.assign(rate_percent=table["defects"] / table["produced"])
