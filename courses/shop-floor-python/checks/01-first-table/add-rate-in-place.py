# Changes the table that it was given.
# cell: add-rate
# loses: test-add-rate
def add_rate(table):
    table["rate_percent"] = table["defects"] / table["produced"] * 100
    return table
