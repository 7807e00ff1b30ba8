# Takes a preventive replacement for a failure.
# cell: add-rul
# loses: test-add-rul
def add_rul(runs, lives, cap):
    last = lives.set_index("bearing")["last_day"]
    return runs.assign(rul=(runs["bearing"].map(last) - runs["age_days"]).clip(upper=cap))
