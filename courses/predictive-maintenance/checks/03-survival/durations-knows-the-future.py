# Uses removals that happened later.
# cell: durations
# loses: test-durations
def durations(bearings, today):
    table = bearings[bearings["installed"] <= today]
    return table.assign(days=(table["removed"].fillna(today) - table["installed"]).dt.days, failed=table["reason"] == "failed")
