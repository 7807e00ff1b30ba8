# Gives the plain rates.
# cell: standardised
# loses: test-standardised-visible test-standardised test-own-answer-visible test-own-answer
def standardised(table, group, stratum):
    return table.groupby(group)["selected"].mean()
