# Puts shots with late results into the test.
# cell: known-then
# loses: test-known-then-visible test-known-then
def known_then(table, cut):
    train = table[table["inspected_at"] <= cut]
    later = table["inspected_at"] > cut
    return train, table[later & ~table["lot"].isin(train["lot"])]
