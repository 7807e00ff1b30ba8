# Leaves out only the column that the text warned of.
# cell: usable-columns
# loses: test-usable-columns
def usable_columns(catalogue, decision_min, target):
    known = ~catalogue["column"].isin(["rework_min", "inspected_at", "remark"])
    return catalogue.loc[known & (catalogue["column"] != target), "column"].tolist()
