# Counts only people with a score.
# cell: selection-rates
# loses: test-selection-rates-visible test-selection-rates test-own-answer
def selection_rates(table, group):
    table = table.dropna(subset=["score"])
    result = table.groupby(table[group].fillna("unknown"))["selected"].agg(n="size", selected="sum")
    return result.assign(rate=result["selected"] / result["n"])
