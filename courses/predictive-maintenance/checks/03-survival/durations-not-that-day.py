# Forgets what was removed on the day itself.
# cell: durations
# loses: test-durations
def durations(bearings, today):
    table = bearings[bearings["installed"] <= today]
    ended = table["removed"] < today
    return table.assign(days=(table["removed"].where(ended, today) - table["installed"]).dt.days, failed=ended & (table["reason"] == "failed"))
