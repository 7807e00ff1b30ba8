# Cuts by position, as if the table were sorted.
# cell: split-by-time
# loses: test-split-by-time
def split_by_time(table, cut):
    earlier = table["time"] < pd.Timestamp(cut)
    return table.iloc[: earlier.sum()], table.iloc[earlier.sum() :]
