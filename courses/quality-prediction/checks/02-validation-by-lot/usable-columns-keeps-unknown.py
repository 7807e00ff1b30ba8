# Keeps columns of which nobody knows when they are known.
# cell: usable-columns
# loses: test-usable-columns
def usable_columns(catalogue, decision_min, target):
    known = catalogue["known_after_min"] .fillna(0) <= decision_min
    return catalogue.loc[known & (catalogue["column"] != target), "column"].tolist()
