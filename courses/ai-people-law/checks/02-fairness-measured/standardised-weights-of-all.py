# Weighs with people whose group is not recorded.
# cell: standardised
# loses: test-standardised test-own-answer
def standardised(table, group, stratum):
    rates = table.pivot_table(index=group, columns=stratum, values="selected", aggfunc="mean")
    return (rates * table[stratum].value_counts(normalize=True)).sum(axis=1, skipna=False)
