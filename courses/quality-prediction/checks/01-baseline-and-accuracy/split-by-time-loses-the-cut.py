# Loses rows at exactly the cut.
# cell: split-by-time
# loses: test-split-by-time-visible test-split-by-time
def split_by_time(table, cut):
    earlier = table["time"] < pd.Timestamp(cut)
    return table[earlier], table[table["time"] > pd.Timestamp(cut)]
