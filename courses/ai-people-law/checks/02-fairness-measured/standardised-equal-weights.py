# Gives every stratum the same weight.
# cell: standardised
# loses: test-standardised test-own-answer
def standardised(table, group, stratum):
    known = table.dropna(subset=[group])
    return known.pivot_table(index=group, columns=stratum, values="selected", aggfunc="mean").mean(axis=1)
