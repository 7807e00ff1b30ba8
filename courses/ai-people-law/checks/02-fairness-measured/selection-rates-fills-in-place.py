# Writes 'unknown' into the table that it was given.
# cell: selection-rates
# loses: test-selection-rates test-own-answer
def selection_rates(table, group):
    table[group] = table[group].fillna("unknown")
    result = table.groupby(group)["selected"].agg(n="size", selected="sum")
    return result.assign(rate=result["selected"] / result["n"])
