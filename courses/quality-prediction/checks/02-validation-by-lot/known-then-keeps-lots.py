# Tests on lots that stand in training.
# cell: known-then
# loses: test-known-then-visible test-known-then
def known_then(table, cut):
    train = table[table["inspected_at"] <= cut]
    later = table["time"] >= cut
    return train, table[later]
