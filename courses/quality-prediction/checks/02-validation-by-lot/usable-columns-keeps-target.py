# Keeps the target.
# cell: usable-columns
# loses: test-usable-columns
def usable_columns(catalogue, decision_min, target):
    known = catalogue["known_after_min"] <= decision_min
    return catalogue.loc[known, "column"].tolist()
