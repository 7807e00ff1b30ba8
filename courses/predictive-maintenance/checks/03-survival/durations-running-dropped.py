# Drops the bearings that still run.
# cell: durations
# loses: test-durations-visible test-durations test-own-answer
def durations(bearings, today):
    table = bearings[bearings["removed"] <= today]
    return table.assign(days=(table["removed"] - table["installed"]).dt.days, failed=table["reason"] == "failed")
