# Loses the rows of lots that are not on the list.
# cell: with-lots
# loses: test-with-lots-visible test-with-lots
def with_lots(table, lots):
    return table.merge(lots, on="lot")
