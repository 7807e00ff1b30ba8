# Takes the last row of a bearing for its end, even if it was not a failure.
# cell: add-rul
# loses: test-add-rul
def add_rul(runs, lives, cap):
    last = runs.groupby("bearing")["age_days"].transform("max")
    return runs.assign(rul=(last - runs["age_days"]).clip(upper=cap))
