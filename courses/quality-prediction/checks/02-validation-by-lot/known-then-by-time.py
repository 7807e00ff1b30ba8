# Learns from shots whose result was not there yet.
# cell: known-then
# loses: test-known-then-visible test-known-then
def known_then(table, cut):
    train = table[table["time"] < cut]
    later = table["time"] >= cut
    return train, table[later & ~table["lot"].isin(train["lot"])]
