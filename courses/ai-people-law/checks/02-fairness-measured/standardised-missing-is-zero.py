# Counts a stratum without people as a rate of 0.
# cell: standardised
# loses: test-standardised
def standardised(table, group, stratum):
    known = table.dropna(subset=[group])
    rates = known.pivot_table(index=group, columns=stratum, values="selected", aggfunc="mean")
    return (rates * known[stratum].value_counts(normalize=True)).sum(axis=1)
