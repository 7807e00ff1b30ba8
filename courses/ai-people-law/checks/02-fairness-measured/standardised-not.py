# Gives the plain rates.
# cell: standardised
# loses: test-standardised-visible test-standardised
def standardised(table, group, stratum):
    return table.groupby(group)["selected"].mean()
