# Drops the bearings whose remaining life is unknown, and the index.
# cell: add-rul
# loses: test-add-rul
def add_rul(runs, lives, cap):
    joined = runs.merge(lives[lives["ended"] == "failed"][["bearing", "last_day"]], on="bearing")
    return joined.assign(rul=(joined["last_day"] - joined["age_days"]).clip(upper=cap)).drop(columns="last_day")
