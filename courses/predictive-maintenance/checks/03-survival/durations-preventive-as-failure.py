# Counts preventive replacements as failures.
# cell: durations
# loses: test-durations-visible test-durations test-own-answer
def durations(bearings, today):
    table = bearings[bearings["installed"] <= today]
    ended = table["removed"] <= today
    return table.assign(days=(table["removed"].where(ended, today) - table["installed"]).dt.days, failed=ended)
