# Loses the people whose group is not recorded.
# cell: selection-rates
# loses: test-selection-rates-visible test-selection-rates
def selection_rates(table, group):
    result = table.groupby(group)["selected"].agg(n="size", selected="sum")
    return result.assign(rate=result["selected"] / result["n"])
