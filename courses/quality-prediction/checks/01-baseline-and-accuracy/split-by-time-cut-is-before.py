# Puts the moment of the cut into the past.
# cell: split-by-time
# loses: test-split-by-time-visible test-split-by-time
def split_by_time(table, cut):
    earlier = table["time"] <= pd.Timestamp(cut)
    return table[earlier], table[~earlier]
